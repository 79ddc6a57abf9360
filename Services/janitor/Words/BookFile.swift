import Foundation
import Shared

/// A copy of the receipt book as a file: JSON lines, each a receipt, the last one the checkpoint that came with it.
struct BookFile: Sendable {
  var receipts: [Receipt] = []
  var checkpoints: [Checkpoint] = []

  init() {}

  init(path: String) throws {
    for (number, line) in try BookFile.text(path).split(separator: "\n").enumerated() {
      let bytes = Array(line.utf8)
      do {
        if line.contains("\"commitment\"") {
          receipts.append(try JSON.decode(Receipt.self, bytes))
        } else {
          checkpoints.append(try JSON.decode(Checkpoint.self, bytes))
        }
      } catch {
        throw BookVerification.Flaw(sentence: "Line \(number + 1) of \(path) is neither a receipt nor a checkpoint.")
      }
    }
  }

  func write(to path: String) throws {
    let lines = try receipts.map { try JSON.encode($0) } + checkpoints.map { try JSON.encode($0) }
    let text = Data(lines.flatMap { $0 + [UInt8(ascii: "\n")] })
    do { try text.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw Refusal(.invalidField, "The file \(path) cannot be written.")
    }
  }

  /// The whole book of the running janitor, page by page, with a checkpoint that covers it.
  static func ask(_ janitor: Client<JanitorRequest>) async throws -> BookFile {
    var file = BookFile()
    while true {
      guard case .book(let page, let checkpoint) = try await janitor.ask(.book(from: file.receipts.count + 1)) else {
        throw Refusal.unfitting
      }
      file.receipts += page
      Terminal.progress("\(file.receipts.count) of \(checkpoint.size) receipts")
      guard page.isEmpty || file.receipts.count >= checkpoint.size else { continue }
      Terminal.endOfProgress()
      file.checkpoints = [checkpoint]
      return file
    }
  }

  static func text(_ path: String) throws -> String {
    do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw Refusal(.invalidField, "The file \(path) cannot be read.")
    }
  }
}
