import Foundation
import Shared

@testable import measured_upload_store

/// A ledger of upload-store in a file, filled while nobody uses it.
struct LedgerFile {
  let path: String

  /// - Returns: the copies' ids.
  @discardableResult
  func add(
    _ copies: Int, _ state: CopyLife.State, at now: Moment, _ contract: RetentionContract
  ) throws -> [Copy.ID] {
    let store = try Store(path: path, tables: Custody.tables)
    var added: [Copy.ID] = []
    while added.count < copies {
      try store.transaction { database in
        for _ in 0..<min(10_000, copies - added.count) {
          let entry = LedgerEntry.any(state, receivedAt: now, contract)
          try Ledger(database: database).save(entry)
          added.append(entry.stored.copy)
        }
      }
    }
    try store.truncateLog()
    return added
  }
}

extension LedgerEntry {
  /// One of nobody in particular.
  static func any(_ state: CopyLife.State, receivedAt: Moment, _ contract: RetentionContract) -> LedgerEntry {
    let (row, random) = (contract.row(.photo), Randomness.system)
    let end = receivedAt + row.mustBeGoneBy.duration
    return LedgerEntry(
      stored: StoredCopy(
        copy: random.identifier(), owner: random.identifier(), copyClass: .photo, object: random.identifier()),
      receivedAt: receivedAt,
      life: CopyLife(
        state: state, mustBeGoneBy: end, deadline: receivedAt + row.deadline.duration,
        wakesAt: state == .held ? end : nil, erasedAt: state == .erased ? receivedAt : nil,
        reason: state == .erased ? .expired : nil),
      appearance: Appearance(contentType: "image/jpeg", bytes: 1000, width: 640, height: 480), place: nil)
  }
}
