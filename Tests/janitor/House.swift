import Shared

@testable import janitor

/// A janitor with simulated custodians around it. What it asks waits in `underWay` until a test delivers it.
final class House {
  let script: ServiceScript<Janitor>
  var custodians: [ServiceName: SimulatedCustodian] = [
    .uploadStore: .init(), .astriaBridge: .init(), .account: .init(),
  ]
  private(set) var underWay: [(custodian: ServiceName, request: CustodianRequest, ticket: Ticket)] = []
  /// Checkpoints that were put aside.
  var filed: [Checkpoint] = []
  /// Checkpoints that lie outside of the database, besides the last one put aside.
  var kept: [String] = []
  private(set) var warnings: [String] = []
  /// Who was asked to count, and has not answered yet.
  private(set) var counting: [ServiceName] = []
  private(set) var replies: [JanitorReply] = []
  private(set) var refusals: [Refusal] = []

  init(seed: UInt64 = 1) throws {
    script = try Scene.script(seed: seed)
    try feed(.started)
    try settle()
  }

  /// Whether no custodian has anything left.
  var isEmpty: Bool { custodians.values.allSatisfy { $0.ledger.isEmpty } }

  func hold(_ copies: Copy...) {
    for copy in copies { custodians[copy.custodian.service!]!.hold(copy) }
  }

  func feed(_ event: Event<Janitor>) throws {
    try script.feed(event)
    collect()
  }

  func ask(_ request: JanitorRequest, from sender: ServiceName) throws {
    (replies, refusals) = ([], [])
    try script.ask(request, from: sender)
    collect()
  }

  func tick(after duration: Duration) throws {
    script.now = script.now + duration
    try feed(.ticked)
  }

  /// The process is killed: whatever was under way is lost, and it starts again.
  func crash() throws {
    underWay = []
    counting = []
    try feed(.started)
  }

  /// Carries out one of the requests under way and feeds what came of it.
  func deliver(_ place: Int = 0, answerIsLost: Bool = false) throws {
    let (custodian, request, ticket) = underWay.remove(at: place)
    let reply = custodians[custodian]!.answer(request, at: script.now)
    if answerIsLost { try script.stayAway(ticket) } else { try script.answer(reply, ticket) }
    collect()
  }

  /// One of the requests under way never arrives.
  func lose(_ place: Int = 0) throws {
    try script.stayAway(underWay.remove(at: place).ticket)
    collect()
  }

  /// Delivers until nothing is under way.
  func settle() throws {
    while !underWay.isEmpty { try deliver() }
    try answerCountings()
  }

  func answerCountings() throws {
    while let custodian = counting.popLast() {
      guard case .summary(let summaries) = custodians[custodian]!.answer(.summary, at: script.now) else { continue }
      try feed(.outcome(.counted(summaries, custodian)))
    }
  }

  /// Nobody who was asked to count answers.
  func loseCountings() throws {
    while let custodian = counting.popLast() { try feed(.outcome(.counted([], custodian))) }
  }

  /// Ticks and deliveries until nothing is left to do, at most `seconds`.
  func run(seconds: Int) throws {
    for _ in 0..<seconds {
      try settle()
      try tick(after: .seconds(1))
    }
    try settle()
  }

  private func collect() {
    underWay += script.asked
    counting += script.effects.compactMap { if case .count(let custodian) = $0 { custodian } else { nil } }
    replies += script.replies
    refusals += script.refusals
    let files = script.effects.compactMap { if case .file(let checkpoint) = $0 { checkpoint } else { nil } }
    warnings += script.effects.compactMap { if case .warn(let sentence) = $0 { sentence } else { nil } }
    let isAsked = script.effects.contains(.readCheckpoints)
    for checkpoint in files { take(.filed(checkpoint.madeAt, isDone: true), filing: checkpoint) }
    if isAsked { take(.readCheckpoints(kept + [filed.last?.note].compactMap { $0 })) }
  }

  private func take(_ outcome: JanitorOutcome, filing checkpoint: Checkpoint? = nil) {
    if let checkpoint { filed.append(checkpoint) }
    do { try feed(.outcome(outcome)) } catch {
      preconditionFailure("noting what came of a file cannot fail: \(error)")
    }
  }
}
