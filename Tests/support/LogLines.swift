import Logging
import Synchronization

/// What was logged, as text.
public final class LogLines: Sendable {
  private let all = Mutex<[String]>([])

  private let least: Logger.Level

  /// - Parameter least: what is less than that is not kept.
  public init(from least: Logger.Level = .trace) { self.least = least }

  public var lines: [String] { all.withLock { $0 } }
  public var handler: any LogHandler { Handler(lines: self, logLevel: least) }

  /// A logger that writes here.
  public var log: Logger { Logger(label: "test") { _ in handler } }

  /// How many lines contain this.
  public func count(of text: String) -> Int { lines.count { $0.contains(text) } }

  fileprivate func add(_ line: String) { all.withLock { $0.append(line) } }

  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add("\(event.level) \(event.message) \(event.metadata ?? [:])") }
  }
}
