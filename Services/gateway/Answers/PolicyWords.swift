import Shared

// What the contract's names are called before people.

extension CopyClass {
  var inWords: String {
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

  /// As a heading of a table, of everybody's.
  var plural: String {
    switch self {
    case .photo: "Photos"
    case .tune: "Models"
    case .prompt: "Pictures at Astria"
    case .avatar: "Avatars"
    case .photosession: "Photosessions"
    case .signInCode: "Sign-in codes"
    case .accessToken: "Sign-ins"
    case .visit: "Visits"
    case .account: "Accounts"
    case .recording: "Recordings"
    case .receipt: "Receipts"
    }
  }
}

extension Custodian {
  var inWords: String {
    switch self {
    case .uploadStore: "our photo store"
    case .astria: "Astria, who makes the avatars"
    case .astriaBridge: "our service that talks to Astria"
    case .account: "our account service"
    case .janitor: "our service that erases and checks"
    case .everyService: "each of our services"
    }
  }

  /// Beside a number.
  var brief: String {
    switch self {
    case .uploadStore: "with us, encrypted"
    case .astria: "at Astria"
    case .astriaBridge, .account, .janitor, .everyService: "with us"
    }
  }
}

extension ServiceName {
  var inWords: String {
    switch self {
    case .gateway: "our way in"
    case .account: Custodian.account.inWords
    case .uploadStore: Custodian.uploadStore.inWords
    case .astriaBridge: Custodian.astriaBridge.inWords
    case .janitor: Custodian.janitor.inWords
    }
  }
}
