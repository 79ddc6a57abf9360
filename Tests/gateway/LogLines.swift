import Logging
import Synchronization

/// What was logged, as text.
final class LogLines: Sendable {
  private let all = Mutex<[String]>([])

  var lines: [String] { all.withLock { $0 } }
  var handler: any LogHandler { Handler(lines: self) }

  fileprivate func add(_ line: String) { all.withLock { $0.append(line) } }

  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add("\(event.level) \(event.message) \(event.metadata ?? [:])") }
  }
}
