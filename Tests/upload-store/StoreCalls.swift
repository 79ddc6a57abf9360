import Shared
import Synchronization

@testable import upload_store

extension StoredObject.Name {
  static func numbered(_ number: UInt8) -> Self { Self(bytes: Array(repeating: number, count: 16)) }
}

extension ObjectStore {
  /// - Parameter thenThrow: what happens instead of the last byte.
  func put(
    _ name: StoredObject.Name, _ pieces: [[UInt8]], thenThrow: Refusal? = nil
  ) async throws(Refusal) {
    let length = pieces.reduce(thenThrow == nil ? 0 : 1) { $0 + $1.count }
    try await put(name, length: length) {
      let rest = Mutex(pieces[...])
      return {
        if let piece = rest.withLock({ $0.popFirst() }) { return piece }
        if let thenThrow { throw thenThrow }
        return nil
      }
    }
  }

  func read(_ name: StoredObject.Name) async throws -> [UInt8]? {
    guard let pieces = try await get(name) else { return nil }
    var bytes: [UInt8] = []
    while let piece = try await pieces() { bytes += piece }
    return bytes
  }
}
