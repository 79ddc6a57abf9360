import Shared
import TestSupport

/// All five processes, what is around them, and the true time, in one process and on one thread: what follows from a
/// seed follows every time.
///
/// `@unchecked Sendable`: a world and all in it live on one thread.
final class World: @unchecked Sendable {
  static let start = Moment(milliseconds: 1_800_000_000_000)
  static let contract: RetentionContract = {
    do { return try RetentionContract.load(path: nil) } catch { preconditionFailure("\(error)") }
  }()

  let seed: UInt64
  let days: Int
  let bug: PlantedBug?
  /// The true time. No process knows it.
  private(set) var now = start
  /// None in a life whose faults are said beforehand.
  var faults: Faults?
  private(set) var step = 0
  private(set) var log = EventLog()
  private(set) var broken: BrokenPromise?
  private(set) var sometimes: Set<Sometimes> = []
  /// Nothing more happens; whoever waits is sent home.
  private(set) var isOver = false
  private(set) var isStuck = false
  private var agenda = Agenda()
  private let thread = OneThread()
  private var waiting: [Int: () -> Void] = [:]
  private var waits = 0

  var chance: Seeded
  let health = Health(since: start)
  let wire = Wire()
  let shelf = Shelf()
  let astria = Astria()
  let people = People()
  private(set) var processes: Processes!
  private(set) var promises: Promises!

  init(_ life: Life, stores: Stores) throws {
    seed = life.seed
    days = life.days
    bug = life.bug
    chance = Seeded(seed: seed)
    for part in [wire, shelf, astria, people] as [any PartOfWorld] { part.world = self }
    processes = try Processes(self, stores)
    promises = Promises(self)
  }

  // MARK: Time

  /// Lets happen what happens before `end`, and checks the promises after each step.
  func run(until end: Moment) {
    while broken == nil, let (moment, action) = agenda.next(before: end) {
      now = moment
      step += 1
      if step > Self.stepsMax { return giveUp() }
      action()
      thread.drain()
      for process in processes.services { process.planTick() }
      promises.check()
    }
    now = max(now, end)
  }

  /// More than any life that comes to an end has, by far.
  private static let stepsMax = 200_000

  /// A planted bug may well keep everybody busy for ever.
  private func giveUp() {
    if bug == nil { broke(.noFault, "this goes on and on") }
    isStuck = true
  }

  @discardableResult
  func plan(after delay: Duration, _ action: @escaping () -> Void) -> Agenda.Entry { plan(at: now + delay, action) }

  @discardableResult
  func plan(at moment: Moment, _ action: @escaping () -> Void) -> Agenda.Entry {
    agenda.plan(at: max(moment, now), action)
  }

  /// Lets nobody wait for ever.
  func end() {
    isOver = true
    while !waiting.isEmpty {
      let left = waiting.sorted { $0.key < $1.key }
      waiting = [:]
      for (_, goOn) in left { goOn() }
      thread.drain()
    }
    processes.sever()
  }

  // MARK: Tasks

  func begin(_ body: @escaping @Sendable () async -> Void) {
    Task(executorPreference: thread) { await body() }
  }

  func sleep(_ duration: Duration) async {
    if isOver { return }
    await withUnsafeContinuation { continuation in
      let wait = register { continuation.resume() }
      plan(after: duration) { self.goOn(wait) }
    }
  }

  /// Notes down somebody who waits, so that no task is left hanging.
  func register(_ goOn: @escaping () -> Void) -> Int {
    waits += 1
    waiting[waits] = goOn
    return waits
  }

  func goOn(_ wait: Int) { waiting.removeValue(forKey: wait)?() }

  // MARK: What is seen

  func note(_ sentence: @escaping @autoclosure () -> String) { log.note(at: now, sentence) }

  func happened(_ situation: Sometimes) { sometimes.insert(situation) }

  /// With a planted bug, only the promise that it breaks is of interest.
  func broke(_ promise: Promise, _ sentence: String) {
    guard broken == nil, bug.map({ $0.promise == promise }) ?? true else { return }
    broken = BrokenPromise(
      promise: promise, sentence: sentence, seed: seed, days: days, step: step, at: now, lastEvents: log.last)
  }
}

/// What a world has in it.
protocol PartOfWorld: AnyObject {
  var world: World! { get set }
}

extension Optional<PlantedBug> {
  func tampered<S: Service>(_ letter: ServiceProcess<S>.Letter, in world: World) -> ServiceProcess<S>.Letter? {
    guard let bug = self else { return letter }
    return bug.tampered(letter, in: world)
  }
}
