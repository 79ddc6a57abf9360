import Shared

/// What lies in the store under one name: sealed bytes, and nothing about whose they are.
enum StoredObject {
  /// 128 random bits; drawn for each copy, related to nothing.
  typealias Name = Identifier<StoredObject>
}

/// One object as a listing shows it.
struct ListedObject: Codable, Sendable, Hashable {
  var name: StoredObject.Name
  var writtenAt: Moment
}

/// Pieces of an object in order, `nil` at the end. Throws `Refusal`.
typealias ObjectPieces = @Sendable () async throws -> [UInt8]?

/// Where sealed objects lie. It sees neither keys nor pictures.
protocol ObjectStore: Sendable {
  /// All of it lies there afterwards, safe from a power cut, or nothing does. Replaces what had that name.
  ///
  /// - Parameters:
  ///   - length: in bytes, of all pieces together.
  ///   - open: gives the pieces from the first one on, for each try.
  func put(
    _ name: StoredObject.Name, length: Int, _ open: @escaping @Sendable () -> ObjectPieces
  ) async throws(Refusal)
  /// - Returns: `nil` if nothing has that name.
  func get(_ name: StoredObject.Name) async throws(Refusal) -> ObjectPieces?
  /// Afterwards nothing has that name, as before perhaps.
  func delete(_ name: StoredObject.Name) async throws(Refusal)
  func exists(_ name: StoredObject.Name) async throws(Refusal) -> Bool
  /// At most `limit` objects, in the order of their names, beginning after `name`.
  func list(after name: StoredObject.Name?, limit: Int) async throws(Refusal) -> [ListedObject]
  /// Removes what no listing shows and is older than that: what was being put when a process ended, and what never was
  /// an object.
  /// - Returns: how many there were.
  func removeLeftovers(before moment: Moment) async throws(Refusal) -> Int
}
