import Foundation
import Shared

/// What somebody kept of the book: a person's receipts with their checkpoint, as the HTTP interface gives them.
struct ReceiptsFile: Decodable {
  var receipts: [OwnedReceipt]
  var checkpoint: Checkpoint

  init(path: String) throws {
    do { self = try JSON.decode(Self.self, Array(BookFile.text(path).utf8)) } catch let error as DecodingError {
      throw BookVerification.Flaw(
        sentence: "The file \(path) does not hold receipts with their checkpoint as they were given out: \(error)")
    }
  }
}

/// A checkpoint that somebody kept: as a note, in an older copy of the book, or with a person's receipts.
struct KeptCheckpoint {
  let note: String
  /// The key that it was given out with, if any.
  var key: String?
  /// The receipts that were kept with it.
  var receipts: [Receipt] = []

  init(path: String) throws {
    let text = try BookFile.text(path)
    if !text.hasPrefix("{") {
      note = text
    } else if text.contains("\"receipts\"") {
      let file = try ReceiptsFile(path: path)
      (note, key, receipts) = (file.checkpoint.note, file.checkpoint.key, file.receipts.map(\.receipt))
    } else {
      let book = try BookFile(path: path)
      guard let end = book.ends.last else {
        throw BookVerification.Flaw(sentence: "The copy of the book \(path) holds no checkpoint.")
      }
      (note, key, receipts) = (end.checkpoint, end.key, book.receipts)
    }
  }
}
