import Foundation
import Shared

/// A copy of the receipt book as a file: JSON lines, each a receipt, the last one the checkpoint that came with it. If
/// receipts were cut off, the first line says where the book begins.
struct BookFile: Sendable {
  /// The checkpoint that covers the book.
  struct End: Codable, Sendable, Hashable {
    var checkpoint: String
    var key: String
  }

  var start: BookStart?
  var receipts: [Receipt] = []
  var ends: [End] = []

  init() {}

  /// Reads only what is just as it was written: no byte is of no account.
  init(path: String) throws {
    for (number, line) in try BookFile.text(path).split(separator: "\n").enumerated() {
      let isRead: Bool
      do { isRead = try read(Array(line.utf8)) } catch is DecodingError { isRead = false }
      guard isRead else {
        throw flaw(inLine: number + 1, line, path)
      }
    }
  }

  private func flaw(inLine number: Int, _ line: Substring, _ path: String) -> BookVerification.Flaw {
    let isReceipt = ends.isEmpty && !line.contains("\"checkpoint\"") && !line.contains("\"peaks\"")
    return BookVerification.Flaw(
      number: isReceipt ? (start?.size ?? 0) + number - (start == nil ? 0 : 1) : nil,
      sentence: "Line \(number) of \(path) is neither a receipt nor a checkpoint as the janitor writes them.")
  }

  private mutating func read(_ line: [UInt8]) throws -> Bool {
    let text = String(decoding: line, as: UTF8.self)
    if text.contains("\"checkpoint\"") {
      let end = try JSON.decode(End.self, line)
      ends.append(end)
      return try JSON.encode(end) == line
    }
    if text.contains("\"peaks\"") {
      let begin = try JSON.decode(BookStart.self, line)
      defer { start = begin }
      return try JSON.encode(begin) == line && start == nil && receipts.isEmpty
    }
    let receipt = try JSON.decode(Receipt.self, line)
    receipts.append(receipt)
    return try JSON.encode(receipt) == line && ends.isEmpty
  }

  func write(to path: String) throws {
    var lines = try receipts.map { try JSON.encode($0) } + ends.map { try JSON.encode($0) }
    if let start { lines.insert(try JSON.encode(start), at: 0) }
    try BookFile.write(lines.flatMap { $0 + [UInt8(ascii: "\n")] }, to: path)
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    do { try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw Refusal(.invalidField, "The file \(path) cannot be written.")
    }
  }

  /// The whole book of the running janitor, page by page, with a checkpoint that covers it.
  static func ask(_ janitor: Client<JanitorRequest>) async throws -> BookFile {
    var file = BookFile()
    while true {
      let next = (file.receipts.last?.number ?? 0) + 1
      guard case .book(let page, let start, let checkpoint) = try await janitor.ask(.book(from: next)) else {
        throw Refusal.unfitting
      }
      if file.receipts.isEmpty { file.start = start }
      file.receipts += page
      let size = checkpoint.size ?? 0
      Terminal.progress("\(file.receipts.count) of \(size - (file.start?.size ?? 0)) receipts")
      guard page.isEmpty || file.receipts.last?.number == size else { continue }
      Terminal.endOfProgress()
      file.ends = [End(checkpoint: checkpoint.note, key: checkpoint.key)]
      return file
    }
  }

  static func text(_ path: String) throws -> String {
    do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw Refusal(.invalidField, "The file \(path) cannot be read.")
    }
  }
}
