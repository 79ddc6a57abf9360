import Shared

/// What goes wrong in one world: which classes of faults, how strong, and when, all drawn from its seed.
struct Faults {
  enum Class: String, CaseIterable {
    case storms, crashes, outages, badAstria, lyingAstria, badShelf, lyingShelf
    case clocksAhead, clocksBack, clocksApart, backups
  }

  private unowned let world: World
  private let span: Duration
  let classes: Set<Class>

  /// Each class in one world of three, so that most worlds have a few and some have none.
  init(_ world: World, span: Duration) {
    self.world = world
    self.span = span
    classes = Set(Class.allCases.filter { _ in world.chance.below(3) == 0 })
  }

  /// All of them have ended after `span`.
  func plan() {
    for fault in Class.allCases where classes.contains(fault) {
      for _ in 0...world.chance.below(3) { plan(fault) }
    }
  }

  private func plan(_ fault: Class) {
    switch fault {
    case .storms: storm()
    case .crashes: crash()
    case .outages: outage()
    case .badAstria: badAstria()
    case .lyingAstria: lyingAstria()
    case .badShelf: badShelf()
    case .lyingShelf: lyingShelf()
    case .clocksAhead: jump()
    case .clocksBack: setBack()
    case .clocksApart: part()
    case .backups: loseState()
    }
  }

  // MARK: Messages

  private func storm() {
    let wire = world.wire
    let (losses, doubles, delays) = (below(300), below(200), below(150))
    let delayMax = Duration.seconds(1 + below([60, 600, 3600][below(3)]))
    trouble(of: .wire, "a storm", most: .seconds(6 * 3600)) {
      (wire.losses, wire.doubles, wire.delays, wire.delayMax) = (losses, doubles, delays, delayMax)
    } end: {
      (wire.losses, wire.doubles, wire.delays) = (0, 0, 0)
    }
  }

  // MARK: Processes

  private func crash() {
    for _ in 0...below(4) { off(ServiceName.allCases[below(5)], most: .seconds(30)) }
  }

  private func outage() {
    off(ServiceName.allCases[below(5)], most: [.seconds(3600), .seconds(20 * 3600), .seconds(60 * 3600)][below(3)])
  }

  private func off(_ name: ServiceName, most: Duration) {
    trouble(of: name.part, "\(name) is off", most: most) { [unowned world] in
      world.processes.named(name).stop()
    } end: { [unowned world] in
      world.processes.named(name).start()
    }
  }

  // MARK: Astria

  private func badAstria() {
    let moods: [Astria.Mood] = [.down, .down, .slow, .flaky, .hindered, .busy]
    let mood = moods[below(moods.count)]
    let astria = world.astria
    astria.failures = below(200)
    trouble(of: .astria, "Astria is \(mood)", most: .seconds([1800, 36_000, 180_000][below(3)])) {
      astria.mood = mood
    } end: {
      astria.mood = .well
    }
  }

  private func lyingAstria() {
    let (astria, lies) = (world.astria, below(400))
    astria.cacheLag = .seconds(below(300))
    trouble(of: .astria, "Astria claims deletions", most: .seconds(20 * 3600)) {
      astria.lies = lies
    } end: {
      astria.lies = 0
    }
  }

  // MARK: The object store

  private func badShelf() {
    let (shelf, failures) = (world.shelf, 300 + below(701))
    trouble(of: .shelf, "the object store fails", most: .seconds([1800, 20_000, 90_000][below(3)])) {
      shelf.failures = failures
    } end: {
      shelf.failures = 0
    }
  }

  private func lyingShelf() {
    let (shelf, lies) = (world.shelf, below(500))
    trouble(of: .shelf, "the object store claims deletions", most: .seconds(20 * 3600)) {
      shelf.lies = lies
    } end: {
      shelf.lies = 0
    }
  }

  // MARK: Clocks

  /// All processes of one machine have one clock.
  private func jump() {
    let ahead = Duration.seconds(below([60, 3600, 60_000][below(3)]))
    let drift = Int64(below(401) - 200)
    for process in world.processes.all where process.clock.drift == 0 { process.clock.drift = drift }
    world.plan(after: start()) { [unowned world] in
      world.note("the clock jumps ahead by \(ahead)")
      world.happened(.clockJumped)
      for process in world.processes.all { process.clock.ahead += ahead }
      for process in world.processes.services { process.replan() }
    }
  }

  /// And set right after a while. A process that is not there meanwhile cannot know, so then it is by less than what
  /// lies between must-be-gone-by and deadline.
  private func setBack() {
    let isSeen = classes.isDisjoint(with: [.crashes, .outages, .backups])
    let back = Duration.seconds(10 + below(isSeen ? [600, 36_000, 100_000][below(3)] : 1200))
    trouble(of: .clocks, "the clock is set back by \(back)", most: .seconds(60 * 3600)) { [unowned world] in
      world.happened(.clockSetBack)
      for process in world.processes.all { process.clock.ahead -= back }
    } end: { [unowned world] in
      for process in world.processes.all { process.clock.ahead += back }
    }
  }

  /// One machine's clock differs: what it is asked comes too late, or what it asks.
  private func part() {
    let name = ServiceName.allCases[below(5)]
    let by = Duration.seconds(below(1200) - 600)
    trouble(of: .skew, "\(name)'s clock is ahead by \(by)", most: .seconds(20 * 3600)) { [unowned world] in
      world.happened(.clocksDiffered)
      world.processes.named(name).clock.ahead += by
    } end: { [unowned world] in
      world.processes.named(name).clock.ahead -= by
    }
  }

  // MARK: Backups

  /// A process's store is put back to what it held some hours before.
  private func loseState() {
    lose(world.processes.services[below(4)], copiedAfter: moment(before: span))
  }

  /// What was copied just before somebody asked to be erased knows them still. By chance that is rare.
  func erasureIsAskedFor() {
    guard classes.contains(.backups) else { return }
    lose(world.processes.account, copiedAfter: .zero)
  }

  private func lose(_ process: any AnyServiceProcess, copiedAfter copied: Duration) {
    let lost = copied + moment(before: .seconds(30 * 3600))
    guard world.now + lost < World.start + span else { return }
    world.plan(after: copied) { [unowned world] in
      do { try process.backUp() } catch { world.broke(.noFault, "\(process.name) cannot be backed up: \(error)") }
    }
    world.plan(after: lost) { [unowned world] in
      world.note("\(process.name) is put back by \(lost - copied)")
      world.happened(.backupRestored)
      world.health.began(process.name.part, at: world.now)
      world.promises.isPutBack(process.name)
      do { try process.restoreBackup() } catch { world.broke(.noFault, "\(process.name) cannot be put back: \(error)") }
      world.health.ended(process.name.part, at: world.now)
      for process in world.processes.services { process.replan() }
    }
  }

  // MARK: When

  private func trouble(
    of part: Health.Part, _ name: String, most: Duration, begin: @escaping () -> Void, end: @escaping () -> Void
  ) {
    let from = start()
    let until = min(span, from + moment(before: most))
    world.plan(after: from) { [unowned world] in
      world.note("\(name), for \(until - from)")
      world.health.began(part, at: world.now)
      begin()
      // Nothing may be due, but who is silent wants to be found out.
      world.processes.janitor.replan()
    }
    world.plan(after: until) { [unowned world] in
      world.note("over: \(name)")
      end()
      world.health.ended(part, at: world.now)
      for process in world.processes.services { process.replan() }
    }
  }

  private func moment(before most: Duration) -> Duration { .milliseconds(1 + below(Int(most.milliseconds))) }

  /// What begins while somebody is about to be served meets more than what begins at any time.
  private func start() -> Duration {
    let arrivals = world.people.arrivals
    guard !arrivals.isEmpty, below(3) > 0 else { return moment(before: span) }
    return min(arrivals[below(arrivals.count)] + moment(before: .seconds(3 * 3600)), span)
  }
  private func below(_ limit: Int) -> Int { world.chance.below(limit) }
}
