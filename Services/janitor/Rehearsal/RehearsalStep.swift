import Shared

extension Rehearsal {
  /// The way of the synthetic subject, in its order. A failure leads to `.findingWhy`, and then the account is erased
  /// all the same.
  enum Step: String, Codable, CaseIterable {
    /// Can become: opening.
    case signingUp = "signing up"
    /// Can become: givingPhotos.
    case opening = "opening a photosession"
    /// Can become: askingForTraining.
    case givingPhotos = "giving photos"
    /// Can become: awaitingAvatars.
    case askingForTraining = "asking for training"
    /// Can become: downloading.
    case awaitingAvatars = "waiting for avatars"
    /// Can become: sayingDelivered.
    case downloading = "downloading avatars"
    /// Can become: awaitingErasure.
    case sayingDelivered = "saying that they arrived"
    /// Can become: comparingReceipts.
    case awaitingErasure = "waiting for the erasure"
    /// Can become: searching.
    case comparingReceipts = "comparing receipts with copies"
    /// Can become: erasingAccount.
    case searching = "looking for what should be gone"
    /// Can become: awaitingAccountErasure.
    case erasingAccount = "erasing the account"
    /// The last one.
    case awaitingAccountErasure = "waiting for the account to be gone"
    /// Something failed: which custodian does not answer? Can become: erasingAccount, signingUp (if an account may
    /// have come into being), or the end.
    case findingWhy = "finding out why"

    var next: Step? {
      switch self {
      case .signingUp: .opening
      case .opening: .givingPhotos
      case .givingPhotos: .askingForTraining
      case .askingForTraining: .awaitingAvatars
      case .awaitingAvatars: .downloading
      case .downloading: .sayingDelivered
      case .sayingDelivered: .awaitingErasure
      case .awaitingErasure: .comparingReceipts
      case .comparingReceipts: .searching
      case .searching: .erasingAccount
      case .erasingAccount: .awaitingAccountErasure
      case .awaitingAccountErasure, .findingWhy: nil
      }
    }

    /// What to do when it fails although all custodians answer.
    var remedy: String {
      switch self {
      case .signingUp: "See whether the gateway runs at MAYFLY_REHEARSAL_URL, and the logs of gateway and account."
      case .opening, .givingPhotos: "See the logs of gateway and upload-store."
      case .askingForTraining, .awaitingAvatars:
        "See the log of astria-bridge, and `astria-bridge photosessions`: does Astria work for us?"
      case .downloading, .sayingDelivered: "See the logs of gateway and upload-store."
      case .awaitingErasure, .comparingReceipts, .searching:
        "See `janitor holdings`, and the log of the custodian that still holds something."
      case .erasingAccount, .awaitingAccountErasure, .findingWhy: "See the log of account; `account erase` erases it."
      }
    }
  }

  /// A step that was begun, and when.
  struct Stage: Codable, Hashable {
    let step: Step
    let begunAt: Moment
    var endedAt: Moment?
  }

  struct Failure: Codable, Hashable {
    let step: Step
    /// What happened, and what to do.
    var sentence: String
    let at: Moment
  }
}
