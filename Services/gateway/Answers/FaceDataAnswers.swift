import Shared

/// The questions, as App Review puts them, and our answers.
struct FaceDataAnswers {
  let policy: PolicyDocument
  let places: [FaceDataDocument.Place]
  /// How many days were measured.
  let days: Int?

  var all: [FaceDataDocument.Answer] {
    [
      answer("What face data does the app collect?", [.collected], collected),
      answer("What is the face data used for?", [.purpose], sentences(.purpose)),
      answer(
        "Is face data shared with any third party, and where is it stored?", [.parties, .astria],
        sentences(.parties) + places.map { "\($0.what): \($0.whereKept)." }),
      answer("How long is face data kept, at each place?", [.retention, .astria], stays),
      answer("Why is it kept for as long as that?", [.retention], reasons),
      answer("How is it deleted, and how can that be checked?", [.erasure], sentences(.erasure)),
      answer(
        "Where in the privacy policy does all this stand?",
        [.collected, .purpose, .parties, .retention, .astria, .erasure], [wherePolicyStands]),
    ]
  }

  private var collected: [String] {
    [
      "Photos of the face that the person chooses. Nothing is measured on the device, no depth data and no face "
        + "geometry is read from it.",
      "From the photos a model of the face is trained, and with the model avatars are made. We treat both as face "
        + "data.",
    ]
  }

  private var stays: [String] {
    places.map { place in
      let shortened = place.custodianDefault.map { " Astria's own default would be \($0); we delete there ourselves." }
      return "\(place.what), at \(place.whereKept): \(place.stay(days: days)).\(shortened ?? "")"
    }
  }

  private var reasons: [String] {
    places.map { "\($0.what): the purpose ends \($0.purposeEnds). Erasure begins then, not at the deadline." }
  }

  private var wherePolicyStands: String {
    "In these sections of the policy at /privacy, version \(policy.version), revised on \(policy.revised). These are "
      + "its very words:"
  }

  private func sentences(_ id: PolicyDocument.Section.ID) -> [String] {
    policy.sections.first { $0.id == id }?.paragraphs ?? []
  }

  private func answer(
    _ question: String, _ sections: [PolicyDocument.Section.ID], _ answer: [String]
  ) -> FaceDataDocument.Answer {
    let quoted = policy.sections.filter { sections.contains($0.id) }
    return FaceDataDocument.Answer(
      question: question, answer: answer,
      policy: quoted.map { .init(title: $0.title, address: "/privacy#\($0.id.rawValue)", words: $0.paragraphs) })
  }
}
