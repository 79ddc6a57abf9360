import Configuration
import Foundation
import Logging

/// What a process is told from outside, by environment variables that begin with `MAYFLY_`. Secrets come as paths of
/// files.
public struct Settings: Sendable {
  public let me: ServiceName
  public let contract: RetentionContract
  public let clock = WallClock.system
  /// What deadlines are measured with.
  public let steadyClock: SteadyClock
  public let randomness = Randomness.system
  public let log: Logger
  private let reader: ConfigReader

  public init(_ me: ServiceName, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    self.me = me
    reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
    contract = try .load(path: Self.read(reader, "MAYFLY_CONTRACT"))
    steadyClock = .system(doubtMax: contract.photosessionMax)
    var log = Logger(label: me.rawValue)
    log.logLevel = try Self.level(Self.read(reader, "MAYFLY_LOG_LEVEL"))
    self.log = log
  }

  /// - Parameter name: the variable's, such as `MAYFLY_ASTRIA_URL`. An empty value counts as absent.
  public func text(_ name: String) -> String? { Self.read(reader, name) }

  public func text(_ name: String, default value: String) -> String { text(name) ?? value }

  /// `MAYFLY_STYLES`: the path of a file of styles; those of this build if absent.
  public var styles: Styles { get throws(StylesError) { try .load(path: text("MAYFLY_STYLES")) } }

  /// Names of hosts, separated by commas.
  public func hosts(_ name: String, default value: String = "") -> Set<String> {
    Set(text(name, default: value).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
  }

  public func flag(_ name: String, default value: Bool) throws(SettingsError) -> Bool {
    switch text(name) {
    case nil: return value
    case "yes": return true
    case "no": return false
    case let text?: throw SettingsError("\(name) is '\(text)'. Give yes or no.")
    }
  }

  /// A length of time such as `500ms`, `8s`, `10min` or `24h`.
  public func duration(_ name: String, default value: Duration) throws(SettingsError) -> Duration {
    guard let text = text(name) else { return value }
    guard let duration = Duration(text) else {
      throw SettingsError("\(name) is '\(text)'. Give a length of time such as 500ms, 8s, 10min or 24h.")
    }
    return duration
  }

  public func number(_ name: String, default value: Int, in range: ClosedRange<Int>) throws(SettingsError) -> Int {
    guard let text = text(name) else { return value }
    guard let number = Int(text), range.contains(number) else {
      throw SettingsError(
        "\(name) is '\(text)'. Give a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  /// What stands in the file that the variable names, without surrounding white space.
  ///
  /// - Parameter remedy: how to make one, as a whole sentence.
  public func secret(_ name: String, remedy: String) throws(SettingsError) -> String {
    guard let path = text(name) else { throw SettingsError("\(name) is not set: the path of a secret file. \(remedy)") }
    do {
      return try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw SettingsError("The secret file \(path) (\(name)) cannot be read. \(remedy)")
    }
  }

  /// Where this process keeps what it has to keep. Nobody else goes there.
  public var dataFolder: String { "\(text("MAYFLY_DATA", default: ".mayfly"))/\(me)" }

  /// Makes `dataFolder`, if need be, so that only this user can enter it.
  public func makeDataFolder() throws(SettingsError) {
    do {
      try FileManager.default.createDirectory(
        atPath: dataFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw SettingsError("The folder \(dataFolder) cannot be made. Set MAYFLY_DATA to one that this user may write.")
    }
  }

  private static func read(_ reader: ConfigReader, _ name: String) -> String? {
    let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
    return reader.string(forKey: key).flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func level(_ text: String?) throws(SettingsError) -> Logger.Level {
    guard let text else { return .info }
    guard let level = Logger.Level(rawValue: text) else {
      throw SettingsError(
        "MAYFLY_LOG_LEVEL is '\(text)'. Give one of trace, debug, info, notice, warning, error, critical.")
    }
    return level
  }
}

/// Something is wrong with what the process was told. The sentence says what to do.
public struct SettingsError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

extension Duration {
  /// Reads `500ms`, `8s`, `10min`, `24h` or `30d`; `nil` for anything else.
  public init?(_ text: String) {
    let units = [("ms", 1), ("min", 60_000), ("s", 1_000), ("h", 3_600_000), ("d", 86_400_000)]
    for (unit, milliseconds) in units where text.hasSuffix(unit) {
      guard let count = Int(text.dropLast(unit.count)), (0..<1_000_000).contains(count) else { return nil }
      self = .milliseconds(count * milliseconds)
      return
    }
    return nil
  }
}
