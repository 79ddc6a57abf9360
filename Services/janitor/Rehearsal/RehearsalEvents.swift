import Shared

extension Rehearsal {
  enum Event: Codable, Hashable {
    case ticked
    /// The process was stopped; no answer will come.
    case interrupted
    case answered(Action, Answer)
  }

  /// One thing to do, as the subject over HTTP or as the janitor over the bus. Each has exactly one answer, unless the
  /// process dies.
  struct Action: Codable, Hashable {
    let call: Call
    /// Whose call it is; absent before there is an account.
    let token: AccessToken?
    /// The same for each repeat, so that a repeat does nothing a second time.
    let key: String
  }

  enum Call: Codable, Hashable {
    case signUp(policyVersion: Int)
    case open
    case give(Photosession.ID, number: Int)
    case train(Photosession.ID)
    /// How it stands, and what the custodians have in their ledgers of it.
    case look(Photosession.ID)
    case listAvatars(Photosession.ID)
    case download(Photosession.ID, Avatar.ID)
    case sayDelivered(Photosession.ID)
    case readReceipts(Photosession.ID)
    /// Download what must not be there.
    case probe(Photosession.ID, Avatar.ID)
    case eraseAccount
    /// Show what must not be there, and what the custodians have in their ledgers of these owners.
    case probeAccount([Owner.ID])
    case findSilent
  }

  enum Answer: Codable, Hashable {
    case signedUp(AccessToken, Account.ID)
    case opened(Photosession.ID)
    case given(Photo.ID)
    case accepted
    case looked(Sight)
    case avatars([Avatar.ID])
    case downloaded(bytes: Int)
    case receipts([OwnedReceipt])
    /// Not there, and nothing of it either. Each custodian that holds copies says so itself.
    case gone
    /// Still there, or not known to be gone.
    case remains(String)
    case silent([ServiceName])
    case obstacle(Obstacle)
  }

  /// What a look shows.
  struct Sight: Codable, Hashable {
    var state: PhotosessionState
    var outcome: PhotosessionOutcome?
    var reason: String?
    /// All that is in any ledger.
    var copies: [Copy.ID]
    /// Whose ledger is not known.
    var silent: [ServiceName]
  }

  /// Why a call was in vain.
  struct Obstacle: Error, Codable, Hashable {
    /// A part of a sentence: "the gateway answered 503 (unavailable)".
    var what: String
    var isWorthARetry: Bool
    /// Whether it may have been carried out all the same.
    var mayHaveHappened: Bool
  }
}
