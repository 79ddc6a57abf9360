public enum AstriaBridgeRequest: ServiceRequest, Hashable {
  case open(photosession: Photosession.ID, account: Account.ID, subject: Subject, style: String)
  /// `not-found` also when it is another account's.
  case photosession(photosession: Photosession.ID, account: Account.ID)
  /// Newest first, 50 at a time; those before `before`.
  case photosessions(account: Account.ID, before: Photosession.ID?)
  case train(photosession: Photosession.ID, account: Account.ID)
  /// What speaks against a photo before the training: Astria is shown it for that, where an operator allows it.
  case checkPhoto(photosession: Photosession.ID, photo: Photo.ID, account: Account.ID)
  case cancel(photosession: Photosession.ID, account: Account.ID)
  case delivered(photosession: Photosession.ID, account: Account.ID)
  /// Ends and erases every photosession of the account; answered only when each is erased and forgotten.
  case forget(account: Account.ID)
  /// Astria called back with this token. Never trusted, only a reason to look.
  case hint(token: Personal<String>)
  /// For operators: every photosession, and every tune with its number at Astria, a page at a time.
  case list(after: Photosession.ID?)
  case tunes(after: Photosession.ID?)
  /// The tunes at Astria that have a title of ours and stand in no ledger; with `erase`, they go without waiting.
  case orphans(erase: Bool)
  /// Whether Astria can be used, found out without spending money.
  case check
  case custodian(CustodianRequest)

  public typealias Reply = AstriaBridgeReply
  public static var schema: Int { 2 }
  public static let receiver = ServiceName.astriaBridge

  public var callers: Set<ServiceName> {
    switch self {
    case .open, .photosession, .photosessions, .train, .checkPhoto, .cancel, .delivered, .hint: [.gateway]
    case .forget: [.account]
    case .list, .tunes, .orphans, .check: []
    case .custodian: [.janitor]
    }
  }

  public var isRead: Bool {
    switch self {
    // The answer to what is no read is kept for its repeats: what is seen on a face is not to be kept.
    case .photosession, .photosessions, .checkPhoto, .list, .tunes: true
    case .open, .train, .cancel, .delivered, .forget, .hint, .check: false
    case .orphans(let erase): !erase
    case .custodian(let request): request.isRead
    }
  }
}

public enum AstriaBridgeReply: Message, Hashable {
  public static var schema: Int { 2 }

  case photosession(PhotosessionView)
  case photosessions([PhotosessionView], next: Photosession.ID?)
  case tunes([TuneView], next: Photosession.ID?)
  /// Names of `PhotoWarning`s, which are about somebody's face: a recording shows none.
  case photoChecked([Personal<String>])
  /// The first `OrphanTune.pageMax` of `unknown` ones; `foreign` ones have other titles than ours.
  case orphans([OrphanTune], unknown: Int, foreign: Int)
  case checked(AstriaCheck)
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

/// What Astria says of our account, and how it treats us.
public struct AstriaCheck: Codable, Sendable, Hashable {
  /// Why it cannot be used, as a code; the bridge's log has Astria's own words. Absent if the key works.
  public var trouble: String?
  /// In milli-cents: 100,000 are one US dollar. Absent if Astria does not say.
  public var balance: Int64?
  /// Whether it keeps tunes beyond its usual 30 days.
  public var extendsTunes: Bool?
  /// Why no training would begin, in words of ours; absent if one would.
  public var objection: String?
  /// Whether a POST that comes twice makes one tune. Absent if that could not be found out.
  public var isIdempotent: Bool?

  public init(
    trouble: String? = nil, balance: Int64? = nil, extendsTunes: Bool? = nil, objection: String? = nil,
    isIdempotent: Bool? = nil
  ) {
    self.trouble = trouble
    self.balance = balance
    self.extendsTunes = extendsTunes
    self.objection = objection
    self.isIdempotent = isIdempotent
  }
}

/// A tune at Astria that has a title of ours and stands in no ledger.
public struct OrphanTune: Codable, Sendable, Hashable {
  public static let pageMax = 100

  /// Astria's.
  public var number: Int64
  public var title: String
  /// Absent if Astria does not say.
  public var createdAt: Moment?

  public init(number: Int64, title: String, createdAt: Moment?) {
    self.number = number
    self.title = title
    self.createdAt = createdAt
  }
}
