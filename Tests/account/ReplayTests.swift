import Foundation
import Logging
import Testing

@testable import Shared
@testable import account

/// What a recording of this service shows, and what a replay makes of it.
@Suite(.timeLimit(.minutes(1))) struct ReplayTests {
  @Test func aReplayDecidesAsItWasDecidedAndNobodyIsInTheRecording() throws {
    let run = try RecordedRun()
    defer { run.remove() }
    try run.ask(.create(name: Personal("Ann\nCanary"), email: Personal(AccountScript.email), policyVersion: 1))
    try run.ask(.create(name: Personal(" Ann Canary "), email: Personal("ann canary"), policyVersion: 1))
    try run.ask(.create(name: Personal(" Ann Canary "), email: Personal(AccountScript.email), policyVersion: 1))
    guard case .created(let person, let token)? = run.lastReply else { throw Unexpected([]) }
    try run.ask(.identify(token: token))
    try run.ask(.identify(token: AccessToken("made up")))
    try run.ask(.list(after: nil))
    try run.ask(.erase(account: person.id))
    try run.ask(.show(account: person.id))
    try run.ask(.custodian(.holdings(.all())))
    for step in [AccountErasure.Step.endingPhotosessions, .writingReceipt, .forgettingReceipt] {
      let errand = AccountErasure.Errand(account: person.id, step: step, askedAt: noon)
      try run.feed(.outcome(.ran(.init(errand: errand, isDone: false))))
      try run.feed(.started)
      try run.feed(.outcome(.ran(.init(errand: errand, isDone: true))))
    }
    let text = try run.text()
    for canary in ["Canary", AccountScript.email, token.revealed] { #expect(!text.contains(canary)) }
    let result = try Replay<AccountService>([Recording(text: text)]).run()
    #expect(result.turns == 19)
    #expect(result.differences.isEmpty, "\(result.differences)")
  }
}

/// Runs the service as a desk does, writing a recording.
private final class RecordedRun {
  private let service: AccountService
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mayfly-\(UUID().uuidString)").path
  private let store: Store
  private let recorder: Recorder
  private let draws = NotedDraws(.system)
  private var turns = 0
  private(set) var lastReply: AccountReply?

  init() throws {
    service = AccountService(replaying: .init(contract: try RetentionContract.load(path: nil)))
    store = try Store(path: nil, tables: AccountService.tables)
    recorder = try Recorder(
      directory: folder, service: .account, clock: .system, keep: .seconds(60),
      log: Logger(label: "account") { _ in SwiftLogNoOpLogHandler() })
    recorder.begin(settings: service.settings)
    try feed(.started)
  }

  func ask(_ request: AccountRequest) throws {
    try feed(.request(request, Asker(id: Randomness.system.identifier(), sender: .gateway)))
  }

  private var clock: ClockReading { ClockReading(now: noon, wall: noon) }

  func feed(_ event: Event<AccountService>) throws {
    turns += 1
    var outputs: [Output<AccountService>] = []
    do {
      outputs = try store.transaction { database in
        let turn = Turn<AccountService>(clock: clock, database: database, draws: draws)
        try service.handle(event, turn)
        return turn.outputs
      }
    } catch let refusal as Refusal {
      guard case .request(_, let asker) = event else { throw refusal }
      outputs = [.refuse(to: asker.id, refusal)]
    }
    for case .reply(_, let reply, _) in outputs { lastReply = reply }
    recorder.record(turns, event, nil, clock, draws.takeDrawn(), outputs)
  }

  func text() throws -> String { try String(contentsOfFile: recorder.path, encoding: .utf8) }

  func remove() {
    do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
  }
}
