import Shared

/// All that the pretended Astria knows, and what happens to it as time goes by. No network, no clock: whoever holds it
/// says what time it is (`advance`) and sends the callbacks that come of that.
struct Sandbox: Sendable {
  var settings: SandboxSettings
  var account = Account()
  var tunes: [Int: Tune] = [:]
  var prompts: [Int: Prompt] = [:]
  var files: [String: StoredFile] = [:]
  var received: [ReceivedPhoto] = []
  var deliveries: [Delivery] = []
  /// Callbacks that are due and not yet taken to be sent.
  var outbox: [Callback] = []
  /// One that lets the next go first.
  var held: Callback?
  var requests = RequestLog()
  var faults = FaultPlan()
  var orders: [PackOrder] = []
  var inspection = Inspection()
  var lastTune = 2_900_000
  var lastPrompt = 45_000_000
  private(set) var tunesCreated = 0
  private(set) var promptsCreated = 0
  var now: Moment
  private let randomness: Randomness

  init(settings: SandboxSettings, now: Moment, randomness: Randomness) {
    self.settings = settings
    self.now = now
    self.randomness = randomness
  }

  /// The customer's one account: each valid key opens it.
  struct Account: Sendable {
    /// 100,000 milli-cents are a dollar.
    var balanceMC = 100_000_000
    /// Astria then extends each tune's life, for money, instead of deleting it.
    var isExtendingTunes = false
  }

  mutating func nextTuneID() -> Int {
    tunesCreated += 1
    lastTune += 1
    return lastTune
  }

  mutating func nextPromptID() -> Int {
    promptsCreated += 1
    lastPrompt += 1
    return lastPrompt
  }

  mutating func charge(_ cost: Int) throws(Rejection) {
    guard account.balanceMC >= cost else { throw .notEnoughBalance }
    account.balanceMC -= cost
  }
}

// Files.
extension Sandbox {
  private static let nameLetters = Array("abcdefghijklmnopqrstuvwxyz0123456789")

  /// Keeps a file under a new name that cannot be guessed.
  mutating func store(_ content: StoredFile.Content) -> String {
    let name = String(randomness.bytes(28).map { Self.nameLetters[Int($0) % Self.nameLetters.count] })
    files[name] = StoredFile(content: content)
    return name
  }

  mutating func delete(files names: [String]) {
    for name in names { files[name]?.deletedAt = now }
    let gone = Set(names)
    received.removeAll { $0.path == nil && gone.contains($0.name) }
    forgetDeletedFiles()
  }

  mutating func forgetDeletedFiles() {
    files = files.filter { _, file in file.deletedAt.map { $0 + settings.cdnLag > now } ?? true }
  }

  func address(ofFile name: String) -> String { "\(settings.publicURL)/files/\(name)" }
}
