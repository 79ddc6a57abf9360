import ArgumentParser
import Shared

@main
struct Main {
  static func main() async { await Root<JanitorProgram>.main() }
}

/// The janitor's settings and secrets, read from outside.
struct JanitorProgram: Program {
  static let abstract = "Holds the keys, has copies erased and read back, and writes the receipt book."
  static let words: [any ParsableCommand.Type] = [
    ContractWord.self, HoldingsWord.self, SweepWord.self, AlarmsWord.self, VerifyWord.self, ReceiptsWord.self,
    CheckpointWord.self, RehearseWord.self,
  ]
  static let keyWords: [any ParsableCommand.Type] = [RotateWord.self]

  let service: Janitor
  private let keptCheckpoint: String?
  private let bell: AlarmBell
  private let door: GatewayDoor

  init(_ settings: Settings) throws {
    let keyEncryption = try Self.secrets("MAYFLY_KEY_ENCRYPTION_KEY", settings)
    let signing = try Self.signingKey(settings)
    keptCheckpoint = try Self.keptCheckpoint(settings)
    let interval = try settings.duration("MAYFLY_SWEEP_INTERVAL", default: .seconds(60))
    guard interval >= .seconds(1) else {
      throw SettingsError("MAYFLY_SWEEP_INTERVAL is less than 1s. Give a length of time such as 60s.")
    }
    bell = try AlarmBell(settings)
    service = Janitor(
      JanitorSettings(
        contract: settings.contract, sweepSeconds: Int(interval.components.seconds), publicKey: signing.publicKey,
        rehearsal: try Self.rehearsal(settings)),
      wrapping: KeyWrapping(keyEncryption), signing: signing)
    let port = try settings.number("MAYFLY_HTTP_PORT", default: 8080, in: 0...65535)
    door = try .live(settings.text("MAYFLY_REHEARSAL_URL", default: "http://127.0.0.1:\(port)"))
  }

  func runner(_ peers: Peers) -> JanitorRunner {
    let settings = peers.settings
    return JanitorRunner(
      uploadStore: peers.client(), astriaBridge: peers.client(), account: peers.client(), door: door,
      bell: bell, checkpoints: CheckpointFolder("\(settings.dataFolder)/checkpoints", keptElsewhere: keptCheckpoint),
      log: settings.log)
  }

  static func publicKeys(_ settings: Settings) throws -> [String] {
    guard settings.text("MAYFLY_SIGNING_KEY") != nil else { return [] }
    return ["receipts \(try signingKey(settings).publicKey)"]
  }

  private static func signingKey(_ settings: Settings) throws(SettingsError) -> SigningKey {
    let keys = try secrets("MAYFLY_SIGNING_KEY", settings)
    guard keys.count == 1 else {
      throw SettingsError(
        "The secret file of MAYFLY_SIGNING_KEY has \(keys.count) lines; one key signs the book. Leave one.")
    }
    return SigningKey(keys[0], name: try bookName(settings))
  }

  /// From where no backup of this machine reaches: a book that does not continue it was restored.
  private static func keptCheckpoint(_ settings: Settings) throws(SettingsError) -> String? {
    guard let path = settings.text("MAYFLY_KEPT_CHECKPOINT") else { return nil }
    do { return try KeptCheckpoint(path: path).note } catch {
      throw SettingsError("The checkpoint \(path) (MAYFLY_KEPT_CHECKPOINT) cannot be read. \(error)")
    }
  }

  /// What the receipt book is called, wherever its checkpoints go.
  private static func bookName(_ settings: Settings) throws(SettingsError) -> String {
    let name = settings.text("MAYFLY_LOG_ORIGIN", default: SigningKey.defaultName)
    guard NoteKey.isName(name) else {
      throw SettingsError(
        "MAYFLY_LOG_ORIGIN is '\(name)'. Give a name without white space and plus, such as example.org/receipts.")
    }
    return name
  }

  static func checkRunning() async throws {
    let alarms: [Alarm]
    do { alarms = try await AlarmsWord.ask() } catch let refusal as Refusal {
      Terminal.aside("Whether alarms ring is not known, for the running janitor does not tell. \(refusal)")
      throw ExitCode.failure
    }
    AlarmsWord.show(alarms)
    if !alarms.isEmpty { throw ExitCode.failure }
  }

  private static func rehearsal(_ settings: Settings) throws(SettingsError) -> RehearsalSettings {
    let bound = try settings.duration("MAYFLY_REHEARSAL_MAX", default: .seconds(900))
    let interval = try settings.duration("MAYFLY_REHEARSAL_INTERVAL", default: .zero)
    guard interval == .zero || interval >= .seconds(1), bound >= .seconds(1) else {
      throw SettingsError(
        "MAYFLY_REHEARSAL_INTERVAL or MAYFLY_REHEARSAL_MAX is less than 1s. Give lengths of time such as 1h and 15min.")
    }
    return RehearsalSettings(
      intervalSeconds: interval == .zero ? nil : Int(interval.components.seconds),
      boundSeconds: Int(bound.components.seconds))
  }

  /// One or more, each on a line of its own.
  private static func secrets(_ name: String, _ settings: Settings) throws(SettingsError) -> [DataKey] {
    let remedy = "Make one with `openssl rand -hex 32 > FILE`, keep it, and give its path."
    let lines = try settings.secret(name, remedy: remedy).split(whereSeparator: \.isWhitespace)
    let keys = lines.compactMap { DataKey(String($0)) }
    guard !keys.isEmpty, keys.count == lines.count else {
      throw SettingsError("The secret file of \(name) must hold 64 lower-case hexadecimal digits. \(remedy)")
    }
    return keys
  }
}
