/// What sort of data a copy is. The raw value names its row in the retention contract.
public enum CopyClass: String, Codable, Sendable, CaseIterable {
  case photo
  case tune
  case prompt
  case avatar
  case photosession
  case signInCode = "sign-in-code"
  case accessToken = "access-token"
  case visit
  case account
  case recording
  case receipt

  /// Whether a face can be seen in it or made from it.
  public var isFaceData: Bool {
    switch self {
    case .photo, .tune, .prompt, .avatar: true
    case .photosession, .signInCode, .accessToken, .visit, .account, .recording, .receipt: false
    }
  }

  /// Where it lies, and who therefore has to erase it.
  public var custodian: Custodian {
    switch self {
    case .photo, .avatar: .uploadStore
    case .tune, .prompt: .astria
    case .photosession: .astriaBridge
    case .signInCode, .accessToken, .visit, .account: .account
    case .recording: .everyService
    case .receipt: .janitor
    }
  }
}

/// Who can hold copies: a process of ours, or Astria, which is asked through `astria-bridge`.
public enum Custodian: String, Codable, Sendable, CaseIterable {
  case uploadStore = "upload-store"
  case astria
  case astriaBridge = "astria-bridge"
  case account
  case janitor
  case everyService = "every-service"
}

/// Why a copy was erased.
public enum ErasureReason: String, Codable, Sendable, CaseIterable {
  /// The purpose ended: photos handed over, or avatars made.
  case processed
  case delivered
  case failed
  case cancelled
  case removed
  case expired
  case accountErasure = "account-erasure"
  /// Bytes that no ledger entry owned, an entry whose bytes never came, or what a backup brought back.
  case orphan
}

/// One photo, avatar, tune, prompt or account at one custodian, as its ledger knows it.
public struct Copy: Codable, Sendable, Hashable {
  public typealias ID = Identifier<Copy>

  public enum State: String, Codable, Sendable, CaseIterable {
    /// Written down, bytes not yet complete. Can become: held, erased.
    case expected
    /// Can become: erasing, erased.
    case held
    /// Erasure has begun and did not succeed yet. Can become: erased.
    case erasing
    /// Deleted by the custodian, awaiting the janitor's read-back and receipt. Can become: erasing (if still readable).
    case erased
  }

  public var id: ID
  public var owner: Owner.ID
  public var copyClass: CopyClass
  public var custodian: Custodian
  public var state: State
  public var receivedAt: Moment
  public var mustBeGoneBy: Moment
  public var deadline: Moment
  public var erasedAt: Moment?
  public var reason: ErasureReason?

  /// From when on the janitor has something to do with it: when it must be gone, and at once when it is erased and
  /// awaits its receipt, whatever the clock of its custodian said.
  public var dueAt: Moment { state == .erased ? Moment(milliseconds: 0) : mustBeGoneBy }

  public init(
    id: ID, owner: Owner.ID, copyClass: CopyClass, custodian: Custodian, state: State, receivedAt: Moment,
    mustBeGoneBy: Moment, deadline: Moment, erasedAt: Moment? = nil, reason: ErasureReason? = nil
  ) {
    self.id = id
    self.owner = owner
    self.copyClass = copyClass
    self.custodian = custodian
    self.state = state
    self.receivedAt = receivedAt
    self.mustBeGoneBy = mustBeGoneBy
    self.deadline = deadline
    self.erasedAt = erasedAt
    self.reason = reason
  }
}

/// What is held of one owner, summed per class and custodian: what a person is shown.
public struct Held: Codable, Sendable, Hashable {
  public var copyClass: CopyClass
  public var custodian: Custodian
  public var copies: Int
  /// The earliest of them.
  public var mustBeGoneBy: Moment

  enum CodingKeys: String, CodingKey {
    case copyClass = "class"
    case custodian, copies, mustBeGoneBy
  }

  public init(copyClass: CopyClass, custodian: Custodian, copies: Int, mustBeGoneBy: Moment) {
    self.copyClass = copyClass
    self.custodian = custodian
    self.copies = copies
    self.mustBeGoneBy = mustBeGoneBy
  }
}
