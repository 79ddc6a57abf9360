import Shared

/// The privacy policy. Every number in it comes from the retention contract, which is what the services enforce.
struct PolicyDocument: Encodable, Sendable {
  struct Row: Encodable, Sendable {
    var copyClass: CopyClass
    var custodian: Custodian
    var what: String
    var whereKept: String
    var purposeEnds: String
    var countsFrom: String
    var deadline: Time
    var mustBeGoneBy: Time
    var howErased: String

    enum CodingKeys: String, CodingKey {
      case copyClass = "class"
      case whereKept = "where"
      case custodian, what, purposeEnds, countsFrom, deadline, mustBeGoneBy, howErased
    }
  }

  /// A length of time, for machines and for people.
  struct Time: Encodable, Sendable {
    var seconds: Int
    var text: String
  }

  var version: Int
  var revised: String
  var contact: String
  var minimumAge = SignUp.ageMin
  var statements: [String]
  var retention: [Row]
  /// SHA-256 of the contract.
  var digest: String

  init(_ contract: RetentionContract) {
    version = contract.version
    revised = contract.revised
    contact = contract.contact
    digest = contract.digest
    retention = contract.rows.map(Row.init)
    statements = Self.statements(contract)
  }

  private static func statements(_ contract: RetentionContract) -> [String] {
    let photos = contract.row(.photo)
    let tune = contract.row(.tune)
    return [
      // Visits are not noted yet: once they are, this says so.
      "You give us your name, your e-mail address and photos of your face, and say that you are old enough. Nothing "
        + "is noted of your visits.",
      "Your face is used for one purpose: to train a model at Astria and to make avatars and photographs with it.",
      "Your photos are kept, encrypted, only until Astria has them, and in no case longer than "
        + "\(photos.deadline.text) from \(photos.countsFrom). Place, camera and every other note inside them are "
        + "removed before they are stored.",
      "Astria keeps your photos and the model no longer than we would: at the latest \(tune.deadline.text) from "
        + "\(tune.countsFrom) we have deleted them there, and looked that they are gone.",
      "No face is kept for good, by us or by Astria. Each is erased as soon as its purpose ends, and you get a signed "
        + "receipt for every copy.",
      "Everything is encrypted with keys that are destroyed first; each of our services sees only what it needs.",
      "Mayfly is for people of \(SignUp.ageMin) or older. If we learn that somebody is younger, their data goes at "
        + "once. Your date of birth is looked at once and not kept.",
      "This policy may change. This is version \(contract.version), revised on \(contract.revised). You agree to a "
        + "version; when it changes you are asked again.",
      "You can erase your account at any time; \(contract.row(.account).deadline.text) later nothing is left but "
        + "receipts that name nobody.",
    ]
  }
}

extension PolicyDocument.Row {
  init(_ row: RetentionContract.Row) {
    copyClass = row.copyClass
    custodian = row.custodian
    what = row.copyClass.inWords
    whereKept = row.custodian.inWords
    purposeEnds = row.purposeEnds
    countsFrom = row.countsFrom
    deadline = .init(seconds: row.deadline.seconds, text: row.deadline.text)
    mustBeGoneBy = .init(seconds: row.mustBeGoneBy.seconds, text: row.mustBeGoneBy.text)
    howErased = row.howErased
  }
}

extension Lifetime {
  /// In the largest unit that it is a multiple of.
  var text: String {
    let units = [("year", 31_536_000), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)]
    for (unit, size) in units where seconds >= size && seconds.isMultiple(of: size) && (seconds != 86_400) {
      let count = seconds / size
      return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
    }
    return seconds == 0 ? "at once" : "24 hours"
  }
}

extension CopyClass {
  fileprivate var inWords: String {
    switch self {
    case .photo: "Your photos"
    case .tune: "The model of your face, with the photos that it was trained on"
    case .prompt: "Astria's own copies of your avatars"
    case .avatar: "Your avatars"
    case .photosession: "What you ordered and how it ended"
    case .signInCode: "Codes for signing in"
    case .accessToken: "Sign-ins of your devices"
    case .visit: "Visits: shortened IP address, kind of device, operating system, time"
    case .account: "Your account: name, e-mail address, what you agreed to"
    case .recording: "Recordings of messages between our services, with pseudonyms"
    case .receipt: "Receipts of erasures"
    }
  }
}

extension Custodian {
  fileprivate var inWords: String {
    switch self {
    case .uploadStore: "our photo store"
    case .astria: "Astria, who makes the avatars"
    case .astriaBridge: "our service that talks to Astria"
    case .account: "our account service"
    case .janitor: "our service that erases and checks"
    case .everyService: "each of our services"
    }
  }
}
