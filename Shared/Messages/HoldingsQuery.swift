/// What is asked of a ledger, and from where on: each kind has its own order, which an index of the ledger serves.
public enum HoldingsQuery: Codable, Sendable, Hashable {
  public static let pageMax = 100

  /// All, by id; those after this one.
  case all(after: Copy.ID? = nil)
  /// One owner's, by id; those after this one.
  case owned(by: Owner.ID, after: Copy.ID? = nil)
  /// Those whose `dueAt` has come by then, the longest due first; those after this place.
  case due(by: Moment, after: Place? = nil)

  /// Where a copy stands among those due. Going on from places, nobody waits behind copies that stay.
  public struct Place: Codable, Sendable, Hashable, Comparable {
    public var dueAt: Moment
    public var copy: Copy.ID

    public init(dueAt: Moment, copy: Copy.ID) {
      self.dueAt = dueAt
      self.copy = copy
    }

    public init(_ copy: Copy) { self.init(dueAt: copy.dueAt, copy: copy.id) }

    public static func < (a: Place, b: Place) -> Bool { (a.dueAt, a.copy) < (b.dueAt, b.copy) }
  }

  /// The question for what comes after this copy, as it was listed; `nil` if that would lead back.
  public func following(_ copy: Copy) -> HoldingsQuery? {
    switch self {
    case .all(let after):
      after.map { $0 < copy.id } ?? true ? .all(after: copy.id) : nil
    case .owned(let owner, let after):
      after.map { $0 < copy.id } ?? true ? .owned(by: owner, after: copy.id) : nil
    case .due(let moment, let after):
      after.map { $0 < Place(copy) } ?? true ? .due(by: moment, after: Place(copy)) : nil
    }
  }

  /// Whether `a` is listed before `b`.
  public func lists(_ a: Copy, before b: Copy) -> Bool {
    switch self {
    case .all, .owned: a.id < b.id
    case .due: Place(a) < Place(b)
    }
  }
}
