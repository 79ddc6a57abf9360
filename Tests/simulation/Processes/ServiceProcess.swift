import Shared

@testable import Shared

/// A service with what a `Desk` has around it: repeats join those that wait, answers are remembered, effects are
/// performed, ticks come. Ticks come only when something can be due, so that time can jump.
///
/// `@unchecked Sendable`: a world and all in it live on one thread.
final class ServiceProcess<S: Service>: SimulatedProcess, AnyServiceProcess, @unchecked Sendable {
  typealias Answered = Result<(S.Request.Reply, Attachment?), Refusal>

  /// A request as it arrives.
  struct Letter: Sendable {
    var id: Envelope.ID
    var key: String
    var sender: ServiceName
    var request: S.Request
    /// By the sender's clock.
    var deadline: Moment
    var attachment: Attachment?
    var answer: @Sendable (Answered) -> Void
  }

  let script: ServiceScript<S>
  var perform: @Sendable (S.Effect, @Sendable (Envelope.ID) -> Attachment?) async -> S.Outcome? = { _, _ in nil }
  var open: @Sendable (S.Object) async throws(Refusal) -> Attachment = { _ throws(Refusal) in throw .fault }
  /// When it next has something to do by itself, by its own clock.
  var wakes: (Database) throws -> Moment? = { _ in nil }
  /// Before it is told that it started.
  var born: () -> Void = {}
  /// Sees each turn.
  var watch: (Event<S>, [Output<S>]) -> Void = { _, _ in }
  private var letters: [String: [Letter]] = [:]
  private var keys: [Envelope.ID: String] = [:]
  private var answers: [String: (reply: S.Request.Reply, expires: Moment)] = [:]
  private let stores: Stores
  private var fedAt = World.start
  /// The newest moment in its store.
  private var noted: Moment?
  private var ticks = Ticks()

  init(_ service: S, in world: World, _ stores: Stores) throws {
    self.stores = stores
    script = ServiceScript(
      service, at: World.start, seed: world.chance.next(), store: try stores.fresh(S.Request.receiver, S.tables),
      doubtMax: World.contract.photosessionMax)
    super.init(S.Request.receiver, in: world)
  }

  /// What it takes the time to be: it never goes back.
  override var steady: Moment {
    guard let clock = script.clock else { return wall }
    let passed = world.now - fedAt
    return max(wall, clock.now + passed - passed / 50)
  }

  override func began() {
    script.pass(world.now - fedAt, wall: wall)
    fedAt = world.now
    script.goOn(from: noted)
    born()
    turn(.started)
  }

  override func ended() {
    letters = [:]
    keys = [:]
    ticks.next?.callOff()
    ticks = Ticks()
  }

  // MARK: Requests

  func receive(_ letter: Letter) {
    guard isUp, letter.deadline > wall else { return }
    guard letter.request.callers.contains(letter.sender) else {
      return letter.answer(.failure(Refusal(.forbidden, "\(letter.sender) may not ask this.")))
    }
    if let answer = remembered(letter) {
      world.happened(.repeatRemembered)
      return letter.answer(.success((answer, nil)))
    }
    guard admit(letter) else { return world.happened(.repeatJoined) }
    let head = letter.attachment.map { AttachmentHead(length: $0.length) }
    turn(.request(letter.request, Asker(id: letter.id, sender: letter.sender, attachment: head)))
  }

  private func key(_ letter: Letter) -> String {
    letter.request.isRead ? letter.id.text : "\(letter.sender):\(letter.key)"
  }

  private func remembered(_ letter: Letter) -> S.Request.Reply? {
    guard !letter.request.isRead, let answer = answers[key(letter)], answer.expires > steady else { return nil }
    return answer.reply
  }

  /// - Returns: whether it is the first of its kind.
  private func admit(_ letter: Letter) -> Bool {
    let key = key(letter)
    letters[key, default: []].append(letter)
    keys[letter.id] = key
    return letters[key]?.count == 1
  }

  private func settle(_ request: Envelope.ID) -> [Letter] {
    guard let key = keys[request], let settled = letters.removeValue(forKey: key) else { return [] }
    for letter in settled { keys[letter.id] = nil }
    return settled
  }

  // MARK: Turns

  func turn(_ event: Event<S>) {
    ticks.isStale = true
    script.pass(world.now - fedAt, wall: wall)
    fedAt = world.now
    world.note("\(self.name): \(Self.describe(event))")
    do {
      let outputs = try script.feed(event)
      noted = script.clock?.now
      remember(outputs)
      watch(event, outputs)
      for output in outputs { send(output) }
    } catch {
      world.broke(.noFault, "\(name) has a fault while handling \(Self.describe(event)): \(error)")
    }
  }

  private func remember(_ outputs: [Output<S>]) {
    for case .reply(let request, let reply, _) in outputs {
      guard let key = keys[request], key != request.text else { continue }
      answers[key] = (reply, steady + Answers.lifetime)
    }
  }

  private func send(_ output: Output<S>) {
    switch output {
    case .perform(let effect): carryOut(effect)
    case .reply(let request, let reply, let object): answer(settle(request), reply, object)
    case .refuse(let request, let refusal):
      world.note("\(self.name) refuses: \(refusal)")
      for letter in settle(request) { letter.answer(.failure(refusal)) }
    case .publish: break
    }
  }

  private func answer(_ letters: [Letter], _ reply: S.Request.Reply, _ object: S.Object?) {
    guard let object else { return letters.forEach { $0.answer(.success((reply, nil))) } }
    let open = self.open
    for letter in letters {
      world.begin {
        do throws(Refusal) {
          letter.answer(.success((reply, try await open(object))))
        } catch {
          letter.answer(.failure(error))
        }
      }
    }
  }

  private func carryOut(_ effect: S.Effect) {
    let (life, perform) = (life, perform)
    let attachments = attachments
    world.begin { [unowned self] in
      let outcome = await perform(effect) { attachments[$0] }
      guard let outcome, isUp, self.life == life, !world.isOver else { return }
      turn(.outcome(outcome))
    }
  }

  private var attachments: [Envelope.ID: Attachment] {
    var attachments: [Envelope.ID: Attachment] = [:]
    for letter in letters.values.joined() { attachments[letter.id] = letter.attachment }
    return attachments
  }

  private static func describe(_ event: Event<S>) -> String {
    switch event {
    case .started: "started"
    case .ticked: "ticked"
    case .request(let request, let asker): "from \(asker.sender): \(request)"
    case .outcome(let outcome): "outcome: \(outcome)"
    }
  }

  // MARK: Ticks

  private struct Ticks {
    var isStale = false
    var next: Agenda.Entry?
    /// Grows while ticks do not settle what is due.
    var gap = Duration.milliseconds(250)
    /// By its own clock, and truly.
    var last: Moment?
    var lastTrue = World.start
  }

  /// What is tried again and again while others cannot answer is tried less often here than it really is: nothing can
  /// come of it, and time could not jump.
  func rarely(_ moment: Moment?, whileUnwell parts: Health.Part...) -> Moment? {
    guard let moment, let last = ticks.last, ticks.lastTrue > world.health.recoveredAt,
      !(parts + [.skew]).allSatisfy(world.health.isWell)
    else { return moment }
    let unchanged = min(world.health.unwell(parts + [.skew], at: world.now), world.now - world.health.recoveredAt)
    return max(moment, last + max(.seconds(900), unchanged / 8))
  }

  /// Something changed elsewhere that it may want to look at.
  func replan() { ticks.isStale = true }

  func planTick() {
    guard ticks.isStale, isUp else { return }
    ticks.isStale = false
    ticks.next?.callOff()
    ticks.next = nil
    do {
      guard let wake = try script.read(wakes) else { return }
      let earliest = world.now + ticks.gap
      let moment = moment(of: wake)
      if moment > earliest { ticks.gap = .milliseconds(250) }
      ticks.next = world.plan(at: max(moment, earliest) + .milliseconds(world.chance.below(250))) { [unowned self] in
        tick(isOverdue: moment <= earliest)
      }
    } catch {
      world.broke(.noFault, "\(name)'s store cannot be read: \(error)")
    }
  }

  /// When, in true time, it will take the time to be `wake`; to the millisecond, or a few later. While its clock is
  /// behind, its time goes slower.
  private func moment(of wake: Moment) -> Moment {
    let (steady, wall) = (steady, wall)
    let missing = wake - steady
    guard missing > .zero else { return world.now }
    if steady > wall { return world.now + missing + missing / 49 + .milliseconds(2) }
    return clock.moment(showing: wake, from: world.now)
  }

  private func tick(isOverdue: Bool) {
    guard isUp, !(world.bug?.stopsTicks(of: name) ?? false) else { return }
    ticks.last = steady
    ticks.lastTrue = world.now
    ticks.gap = isOverdue ? min(ticks.gap * 2, .seconds(60)) : .milliseconds(250)
    answers = answers.filter { $0.value.expires > steady }
    turn(.ticked)
  }

  // MARK: Backups

  struct Backup {
    let store: Store
    fileprivate let answers: [String: (reply: S.Request.Reply, expires: Moment)]
    fileprivate let noted: Moment?
  }

  private var backup: Backup?

  func backUp() throws {
    let copy = try backup?.store ?? stores.spare(name, S.tables)
    try script.store.copy(to: copy)
    backup = Backup(store: copy, answers: answers, noted: noted)
  }

  /// The process starts again with what its store held long ago.
  func restoreBackup() throws {
    guard let backup else { return }
    stop()
    try backup.store.copy(to: script.store)
    answers = backup.answers
    noted = backup.noted
    start()
  }

  func sever() {
    perform = { _, _ in nil }
    open = { _ throws(Refusal) in throw .fault }
    wakes = { _ in nil }
    born = {}
    watch = { _, _ in }
  }
}

/// What is the same for every service.
protocol AnyServiceProcess: SimulatedProcess {
  func planTick()
  func replan()
  func backUp() throws
  func restoreBackup() throws
  func sever()
}
