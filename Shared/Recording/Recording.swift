import Foundation

/// One process's recording, read back: its head and its turns, in order.
public struct Recording: Sendable {
  public struct Turn: Sendable {
    public var number: Int
    public var input: RecordedLine
    public var outputs: [RecordedLine]
  }

  public let head: RecordedLine
  public let lines: [RecordedLine]

  /// A last line cut off by a crash is left out; any other damage is an error that names the line.
  public init(path: String) throws {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw RecordingError.unreadable(path)
    }
    try self.init(text: text)
  }

  public init(text: String) throws {
    let raw = text.split(separator: "\n")
    var lines: [RecordedLine] = []
    for (number, line) in raw.enumerated() {
      do {
        lines.append(try JSONDecoder().decode(RecordedLine.self, from: Data(line.utf8)))
      } catch  where number == raw.count - 1 && !text.hasSuffix("\n") {
        continue
      } catch {
        throw RecordingError.damaged("line \(number + 1): \(error)")
      }
    }
    guard let head = lines.first, head.line == .head, head.service != nil else {
      throw RecordingError.damaged("line 1: a recording begins with its head")
    }
    self.head = head
    self.lines = lines
  }

  public var turns: [Turn] {
    var turns: [Turn] = []
    for line in lines {
      guard let number = line.turn else { continue }
      switch line.line {
      case .started, .ticked, .request, .outcome: turns.append(Turn(number: number, input: line, outputs: []))
      case .reply, .refusal, .effect, .event: turns.indices.last.map { turns[$0].outputs.append(line) }
      case .head, .sent, .received, .failed, .attachment: continue
      }
    }
    return turns
  }
}

public enum RecordingError: Error, CustomStringConvertible {
  case unreadable(String)
  case unwritable(String)
  case damaged(String)
  case anotherService(ServiceName, wanted: ServiceName)

  public var description: String {
    switch self {
    case .unreadable(let path): "The recording \(path) cannot be read. Check the path and that you may read it."
    case .unwritable(let path): "The recording \(path) cannot be written. Set MAYFLY_RECORD to a folder that can."
    case .damaged(let what): "This is no whole recording (\(what)). Replay the file as the service wrote it."
    case .anotherService(let found, let wanted):
      "This recording was made by \(found). Replay it with `\(found) replay`; this is \(wanted)."
    }
  }
}
