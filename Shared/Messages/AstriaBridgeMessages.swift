public enum AstriaBridgeRequest: ServiceRequest, Hashable {
  case open(photosession: Photosession.ID, account: Account.ID, subject: Subject, style: String)
  /// `not-found` also when it is another account's.
  case photosession(photosession: Photosession.ID, account: Account.ID)
  /// Newest first, 50 at a time; those before `before`.
  case photosessions(account: Account.ID, before: Photosession.ID?)
  case train(photosession: Photosession.ID, account: Account.ID)
  case cancel(photosession: Photosession.ID, account: Account.ID)
  case delivered(photosession: Photosession.ID, account: Account.ID)
  /// Ends and erases every photosession of the account; answered only when each is erased and forgotten.
  case forget(account: Account.ID)
  /// Astria called back with this token. Never trusted, only a reason to look.
  case hint(token: Personal<String>)
  /// For operators: every photosession, and every tune with its number at Astria, a page at a time.
  case list(after: Photosession.ID?)
  case tunes(after: Photosession.ID?)
  case custodian(CustodianRequest)

  public typealias Reply = AstriaBridgeReply
  public static var schema: Int { 2 }
  public static let receiver = ServiceName.astriaBridge

  public var callers: Set<ServiceName> {
    switch self {
    case .open, .photosession, .photosessions, .train, .cancel, .delivered, .hint: [.gateway]
    case .forget: [.account]
    case .list, .tunes: []
    case .custodian: [.janitor]
    }
  }

  public var isRead: Bool {
    switch self {
    case .photosession, .photosessions, .list, .tunes: true
    case .open, .train, .cancel, .delivered, .forget, .hint: false
    case .custodian(let request): request.isRead
    }
  }
}

public enum AstriaBridgeReply: Message, Hashable {
  public static var schema: Int { 2 }

  case photosession(PhotosessionView)
  case photosessions([PhotosessionView], next: Photosession.ID?)
  case tunes([TuneView], next: Photosession.ID?)
  case forgotten
  case noted
  case custodian(CustodianReply)
}

/// A tune as the bridge's ledger knows it, for operators.
public struct TuneView: Codable, Sendable, Hashable {
  public static let pageMax = 50

  public var photosession: Photosession.ID
  /// Astria's number, once known.
  public var number: Int64?
  public var title: String
  public var state: Copy.State
  public var mustBeGoneBy: Moment

  public init(photosession: Photosession.ID, number: Int64?, title: String, state: Copy.State, mustBeGoneBy: Moment) {
    self.photosession = photosession
    self.number = number
    self.title = title
    self.state = state
    self.mustBeGoneBy = mustBeGoneBy
  }
}
