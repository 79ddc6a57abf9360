import Shared

@testable import Shared

/// The databases of one worker: made once, as making tables takes longer than living through days.
///
/// `@unchecked Sendable`: a worker's worlds use them one after the other.
final class Stores: @unchecked Sendable {
  private var empty: [ServiceName: Store] = [:]
  private var used: [ServiceName: Store] = [:]
  private var spares: [ServiceName: Store] = [:]

  /// An empty one. What the last world had in it is gone.
  func fresh(_ name: ServiceName, _ tables: [String]) throws -> Store {
    let empty = try find(name, tables, in: \.empty)
    let store = try find(name, tables, in: \.used)
    try empty.copy(to: store)
    return store
  }

  /// One for a backup.
  func spare(_ name: ServiceName, _ tables: [String]) throws -> Store { try find(name, tables, in: \.spares) }

  private func find(
    _ name: ServiceName, _ tables: [String], in place: ReferenceWritableKeyPath<Stores, [ServiceName: Store]>
  ) throws -> Store {
    if let store = self[keyPath: place][name] { return store }
    let store = try Store(path: nil, tables: tables)
    self[keyPath: place][name] = store
    return store
  }
}
