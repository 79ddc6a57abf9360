import PlainSQLite
import Shared

/// A database file as C opens it.
final class PlainDatabase {
  struct Failure: Error { let code: Int32 }

  private let database: OpaquePointer

  init(path: String) throws(Failure) {
    var opened: OpaquePointer?
    let code = plain_open(path, &opened)
    guard code == 0, let opened else { throw Failure(code: code) }
    database = opened
  }

  deinit { plain_close(database) }

  func delete(_ batches: [[Copy.ID]]) throws(Failure) {
    for batch in batches { try delete(batch) }
  }

  private func delete(_ batch: [Copy.ID]) throws(Failure) {
    // Texts that C can read, one after the other.
    var texts = batch.flatMap { Array($0.text.utf8CString) }
    let length = 33
    let code = texts.withUnsafeMutableBufferPointer { texts -> Int32 in
      let ids = batch.indices.map { UnsafePointer(texts.baseAddress! + $0 * length) as UnsafePointer<CChar>? }
      return ids.withUnsafeBufferPointer { plain_delete(database, $0.baseAddress, Int32(batch.count)) }
    }
    guard code == 0 else { throw Failure(code: code) }
  }
}
