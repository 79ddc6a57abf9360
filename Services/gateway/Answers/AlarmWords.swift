import Shared

// What an alarm means, for people who want to know and can do nothing about it. Operators read `Alarm.sentence`.
extension TransparencyDocument.Ringing {
  var title: String {
    let who = about.inWords.capitalFirst
    return switch kind {
    case .custodianSilent: "\(who) does not answer."
    case .overdue: "Something that should be gone is still there, or nobody can look."
    case .stillReadable: "Something that was deleted could still be read."
    case .clockFault: "A clock was set back."
    case .keyStoreFailing: "The keys cannot be opened."
    case .contractMismatch: "\(who) works by another version of the rules."
    case .bookRestored: "The book of receipts is older than it was."
    case .rehearsalMissing: "The rehearsal has not been through."
    }
  }

  var meaning: String {
    switch kind {
    case .custodianSilent:
      "What it holds, it still erases by itself when its time comes. Nobody can check that right now."
    case .overdue:
      "\(about.inWords.capitalFirst) has not erased it in time, or cannot look. It is tried again until it is gone."
    case .stillReadable: "\(about.inWords.capitalFirst) is asked again until it is gone. It gets no receipt before."
    case .clockFault: "Erasing goes on, by the later of the two times."
    case .keyStoreFailing: "What they lock cannot be read meanwhile, by anybody."
    case .contractMismatch: "It is not worked with until both keep the same rules."
    case .bookRestored:
      "It was restored from a copy. Everything that was held then is being erased, and gets new receipts."
    case .rehearsalMissing: "Regularly a made-up person goes through everything, and all of theirs must be gone after."
    }
  }
}
