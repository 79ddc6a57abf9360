import Shared

/// The words of the policy, in sections that can be named and quoted. Every length of time in them is the contract's.
struct PolicyText {
  let contract: RetentionContract

  private var photos: RetentionContract.Row { contract.row(.photo) }
  private var tune: RetentionContract.Row { contract.row(.tune) }
  private var avatars: RetentionContract.Row { contract.row(.avatar) }

  var sections: [PolicyDocument.Section] {
    PolicyDocument.Section.ID.allCases.map { .init(id: $0, title: title($0), paragraphs: paragraphs($0)) }
  }

  private func title(_ section: PolicyDocument.Section.ID) -> String {
    switch section {
    case .collected: "What you give us"
    case .purpose: "What your face is used for"
    case .parties: "Who gets it"
    case .retention: "How long it is kept"
    case .astria: "What Astria would do, and what we have it do"
    case .erasure: "How it is erased, and how you know"
    case .protection: "How it is protected"
    case .age: "Nobody under \(SignUp.ageMin)"
    case .rights: "What you can do"
    case .changes: "When this policy changes"
    }
  }

  private func paragraphs(_ section: PolicyDocument.Section.ID) -> [String] {
    switch section {
    case .collected: collected
    case .purpose: purpose
    case .parties: parties
    case .retention: retention
    case .astria: astria
    case .erasure: erasure
    case .protection: protection
    case .age: age
    case .rights: rights
    case .changes: changes
    }
  }

  // Visits are not noted yet: once they are, this says so.
  private var collected: [String] {
    [
      "Your name, your e-mail address and photos of your face; and you state that you are \(SignUp.ageMin) or older. "
        + "Nothing is noted of your visits.",
      "Place, camera and every other note inside your photos are removed before they are stored.",
    ]
  }

  private var purpose: [String] {
    [
      "Your face is used for one purpose: to train a model at Astria and to make avatars and photographs of you with "
        + "it. It is used for nothing else: not for advertising, not for training anything else, and not to recognise "
        + "anybody."
    ]
  }

  private var parties: [String] {
    [
      "Your photos are with us, encrypted, and then with Astria, the company that makes the avatars. Astria gets your "
        + "photos and what you ordered, never your name or e-mail address. Nobody else gets anything."
    ]
  }

  private var retention: [String] {
    [
      "Your photos are kept, encrypted, only until Astria has them, and in no case longer than \(photos.deadline.text) "
        + "from \(photos.countsFrom).",
      "Astria keeps your photos and the model of your face no longer than we would: in no case longer than "
        + "\(tune.deadline.text) from \(tune.countsFrom).",
      "Your avatars are kept, encrypted, only until your device has them, and in no case longer than "
        + "\(avatars.deadline.text) from \(avatars.countsFrom).",
      "No face is kept for good, by us or by Astria. Each is erased as soon as its purpose ends.",
    ]
  }

  private var astria: [String] {
    let ownDefault = tune.custodianDefault.map {
      ["Left alone, Astria would keep your photos, the model and the pictures for \($0). That is Astria's own default."]
    }
    return (ownDefault ?? []) + [
      "We shorten it ourselves. \(tune.purposeEnds.capitalFirst), and at the latest \(tune.mustBeGoneBy.text) after "
        + "\(tune.countsFrom), we delete the pictures, the model and the photos that it was trained on at Astria, and "
        + "then look again until Astria answers that they are gone."
    ]
  }

  private var erasure: [String] {
    [
      "What we hold is encrypted with keys of its own for each photosession. To erase, the key is destroyed first, so "
        + "that no copy can be read any more, backups included; then the copy is deleted; then another service tries "
        + "to read it. Only when that fails is it called erased.",
      "You get a signed receipt for every copy. The receipts of all form a book in which nothing can be changed "
        + "unnoticed, and what is held at this moment is shown to everybody.",
    ]
  }

  private var protection: [String] {
    [
      "Photos and avatars are encrypted from the moment they are stored. Each of our services sees only what it "
        + "needs; the one that holds the keys never sees a photo, and the one that holds the photos keeps no key."
    ]
  }

  private var age: [String] {
    [
      "Mayfly is for people of \(SignUp.ageMin) or older. Your date of birth is looked at once and not kept. If we "
        + "learn that somebody is younger, their data goes at once: write to \(contract.contact)."
    ]
  }

  private var rights: [String] {
    [
      "You can take out a photo, call off a photosession or erase your account at any time, by yourself. "
        + "\(contract.row(.account).deadline.text.capitalFirst) after you ask, nothing of your account is left but "
        + "receipts that name nobody.",
      "Questions about privacy are answered at \(contract.contact).",
    ]
  }

  private var changes: [String] {
    [
      "This is version \(contract.version), revised on \(contract.revised). Using Mayfly means that you agree to a "
        + "version; when it changes you are asked again before anything new is taken in."
    ]
  }
}
