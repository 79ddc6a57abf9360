import Shared

@testable import janitor

/// The janitor among simulated custodians, driven by a seed: photosessions come and go, requests are delivered in any
/// order, answers are lost, custodians fall silent, the janitor is killed. After each step the promises are checked.
final class Simulation {
  let house: House
  let seed: UInt64
  let bug: PlantedBug?
  private var state: UInt64
  private(set) var step = 0
  private var events: [() -> String] = []
  private var nextID = 1000
  var sessions: [Owner.ID: Session] = [:]
  private var silentUntil: [ServiceName: Int] = [:]
  /// Copies that a custodian found gone, with the moment the janitor learned it.
  var foundGone: [Copy.ID: Moment] = [:]
  var bookBefore: [Receipt] = []
  var sometimes: Set<String> = []

  struct Session {
    var copies: [Copy.ID] = []
    /// What was asked to be erased, and until when its keys may live.
    var erased: Set<CopyClass> = []
    var keysEnd: [CopyClass: Moment] = [:]
    /// Asked for, and not known to be complete.
    var open: Set<CopyClass> = []
    var isForgotten = false
  }

  init(seed: UInt64, bug: PlantedBug? = nil) throws {
    self.seed = seed
    self.bug = bug
    state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    house = try House(seed: seed)
  }

  func run(steps: Int) throws {
    for _ in 0..<steps {
      step += 1
      try act()
      try check()
    }
  }

  /// Faults stop; everything that was begun must come to its end.
  func settle() throws {
    silentUntil = [:]
    for custodian in house.custodians.keys {
      house.custodians[custodian]!.stuck = []
      house.custodians[custodian]!.isBlind = false
      let sticky = house.custodians[custodian]!.sticky
      house.custodians[custodian]!.sticky = []
      house.custodians[custodian]!.readable.subtract(sticky.filter { house.custodians[custodian]!.ledger[$0] == nil })
    }
    for _ in 0..<180 {
      step += 1
      while !house.underWay.isEmpty { try deliver(0) }
      try house.tick(after: .seconds(1))
      try check()
    }
    if let flaw = BookVerification.flaw(in: try house.script.book()) { throw broken("P11", flaw.sentence) }
    for (owner, session) in sessions where !session.open.isEmpty {
      throw broken("P14", "the erasure of \(owner) never ended")
    }
  }

  // MARK: What happens

  private func act() throws {
    switch random(100) {
    case 0..<4: try open()
    case 4..<12: try hold()
    case 12..<17: try erase()
    case 17..<20: try forget()
    case 20..<24: fault()
    case 24..<25: try crash()
    case 25..<28: actOnOwnClock()
    case 28..<40: try pass(.seconds(random(90)))
    case 40..<42: try pass(.seconds(3600 * random(7)))
    default: try deliverSomething()
    }
  }

  private func open() throws {
    let owner: Owner.ID = newID()
    note("open \(owner)")
    try house.ask(.issueKeys(photosession: Photosession.ID(owner)), from: .gateway)
    if house.replies.contains(.keysIssued) { sessions[owner] = Session() } else { sometimes.insert("intake stopped") }
  }

  /// A copy appears, the way copies do: photos and avatars only with a key.
  private func hold() throws {
    guard let owner = anySession() else { return }
    let copyClass: CopyClass = [.photo, .tune, .prompt, .avatar][random(4)]
    let row = Scene.contract.row(copyClass)
    var ends = (house.script.now + row.mustBeGoneBy.duration, house.script.now + row.deadline.duration)
    if KeyLife.Terms.classes.contains(copyClass) {
      try house.ask(.dataKey(photosession: Photosession.ID(owner), copyClass: copyClass), from: .uploadStore)
      guard case .dataKey(_, let mustBeGoneBy, let deadline)? = house.replies.first else {
        return refused(owner, copyClass)
      }
      ends = (mustBeGoneBy, deadline)
      sessions[owner]!.keysEnd[copyClass] = mustBeGoneBy
      if sessions[owner]!.erased.contains(copyClass) {
        throw broken("P5", "a key was handed out after its destruction")
      }
    } else if sessions[owner]!.erased.contains(copyClass) {
      return
    }
    let copy = Copy(
      id: newID(), owner: owner, copyClass: copyClass, custodian: row.custodian, state: .held,
      receivedAt: house.script.now, mustBeGoneBy: ends.0, deadline: ends.1)
    note("hold \(copyClass) \(copy.id) of \(owner)")
    house.hold(copy)
    sessions[owner]!.copies.append(copy.id)
  }

  private func refused(_ owner: Owner.ID, _ copyClass: CopyClass) { sometimes.insert("no key for a \(copyClass)") }

  private func erase() throws {
    guard let owner = anySession() else { return }
    let classes: [CopyClass] = [[.photo], [.tune, .prompt], [.photo, .tune, .prompt, .avatar]][random(3)]
    note("erase \(classes.map(\.rawValue)) of \(owner)")
    try house.ask(.erase(owner: owner, classes: classes, reason: .processed), from: .astriaBridge)
    sessions[owner]!.erased.formUnion(classes)
    sessions[owner]!.open.formUnion(classes)
    if bug == .keySurvives { try reviveKey(owner) }
    if bug == .errandForgotten { try house.script.read { try $0.run("DELETE FROM errand WHERE owner = ?", owner) } }
  }

  private func forget() throws {
    // Whoever asks for this has waited until all erasures were complete.
    guard let owner = anySession(), sessions[owner]!.open.isEmpty, sessions[owner]!.erased.count == 4 else { return }
    note("forget \(owner)")
    try house.ask(.forget(owners: [owner]), from: .astriaBridge)
    guard house.replies.contains(.forgotten) else { return }
    sessions[owner]!.isForgotten = true
    sometimes.insert("forgotten")
  }

  private func fault() {
    let custodian = Custodians.all[random(2)]
    let copies = house.custodians[custodian]!.ledger.keys.sorted()
    let copy = copies.isEmpty ? nil : copies[random(copies.count)]
    note("fault at \(custodian)")
    switch random(5) {
    case 0: silentUntil[custodian] = step + random(200)
    case 1: house.custodians[custodian]!.isBlind.toggle()
    case 2: if let copy { house.custodians[custodian]!.stuck.formSymmetricDifference([copy]) }
    case 3: if let copy { house.custodians[custodian]!.sticky.insert(copy) }
    default: house.custodians[custodian]!.page = 1 + random(HoldingsQuery.pageMax)
    }
  }

  private func crash() throws {
    note("crash")
    sometimes.insert("crash with \(house.underWay.isEmpty ? "nothing" : "something") under way")
    try house.crash()
  }

  private func actOnOwnClock() {
    for custodian in Custodians.all {
      let due = house.custodians[custodian]!.ledger.values.filter { $0.mustBeGoneBy <= house.script.now }
      for copy in due.sorted(by: { $0.id < $1.id }) where copy.state == .held {
        note("\(custodian) erases \(copy.id) by itself")
        _ = house.custodians[custodian]!.erase(copy.id, .expired, at: house.script.now)
      }
    }
  }

  private func pass(_ duration: Duration) throws {
    note("\(duration) pass")
    try house.tick(after: duration)
  }

  private func deliverSomething() throws {
    guard !house.underWay.isEmpty else { return try pass(.seconds(1)) }
    let place = random(house.underWay.count)
    if silentUntil[house.underWay[place].custodian, default: 0] > step || random(20) == 0 {
      let lost = house.underWay[place]
      note("lost: \(lost.custodian), \(lost.request)")
      return try house.lose(place)
    }
    try deliver(place)
  }

  private func deliver(_ place: Int) throws {
    let (custodian, request, ticket) = house.underWay[place]
    note("\(custodian): \(request)")
    if case .erase(let copies, _) = request { try checkErase(copies, custodian) }
    if bug == .neighbourErased, case .erase(let copies, let reason) = request,
      let neighbour = neighbour(copies, custodian)
    {
      try checkErase([neighbour], custodian)
      _ = house.custodians[custodian]!.erase(neighbour, reason, at: house.script.now)
    }
    if random(20) == 0 && step > 0 && !silentUntil.isEmpty { return try house.deliver(place, answerIsLost: true) }
    try deliver(place, request, ticket)
  }

  private func deliver(_ place: Int, _ request: CustodianRequest, _ ticket: Ticket) throws {
    guard case .readBack(let copies) = request else { return try house.deliver(place) }
    let custodian = house.custodians[house.underWay[place].custodian]!
    let isWaitedFor = try isWaitedFor(ticket)
    let gone = copies.filter { !custodian.isBlind && !custodian.readable.contains($0) }
    if isWaitedFor { for copy in gone where foundGone[copy] == nil { foundGone[copy] = house.script.now } }
    if gone.count < copies.count { sometimes.insert(custodian.isBlind ? "blind" : "still readable") }
    let readableBefore = house.custodians[house.underWay[place].custodian]!.readable
    if bug == .blindnessTakenForGone, custodian.isBlind {
      house.custodians[house.underWay[place].custodian]!.isBlind = false
      house.custodians[house.underWay[place].custodian]!.readable = []
    }
    let name = house.underWay[place].custodian
    try house.deliver(place)
    house.custodians[name]!.readable = readableBefore
    house.custodians[name]!.isBlind = custodian.isBlind
  }

  /// Whether the janitor still wants this answer.
  private func isWaitedFor(_ ticket: Ticket) throws -> Bool {
    let row = try house.script.read {
      try $0.row("SELECT state FROM errand WHERE id = ?", ticket.errand)?.text("state")
    }
    guard let row else { return false }
    return try JSON.decode(Errand.self, Array(row.utf8)).round == ticket.round
  }

  // MARK: Chance

  private func random(_ below: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(below, 1)
  }

  private func newID<Of>() -> Identifier<Of> {
    nextID += 1
    // Spread over the whole range, so that the order of ids is not the order of time.
    return Scene.id((nextID &* 7919) % 1_000_003 * 10_000 + nextID)
  }

  private func anySession() -> Owner.ID? {
    let owners = sessions.filter { !$0.value.isForgotten }.keys.sorted()
    return owners.isEmpty ? nil : owners[random(owners.count)]
  }

  private func neighbour(_ copies: [Copy.ID], _ custodian: ServiceName) -> Copy.ID? {
    house.custodians[custodian]!.ledger.keys.sorted().first { !copies.contains($0) }
  }

  private func reviveKey(_ owner: Owner.ID) throws {
    let sql = "UPDATE data_key SET wrapped = ?, destroyed = NULL WHERE photosession = ?"
    try house.script.read { try $0.run(sql, [UInt8](repeating: 1, count: 60), owner) }
  }

  /// Written out only when somebody wants to read it: most runs end well.
  private func note(_ event: @autoclosure @escaping () -> String) {
    let (step, now) = (step, house.script.now)
    events.append { "\(step) \(now) \(event())" }
    if events.count > 50 { events.removeFirst() }
  }

  func broken(_ promise: String, _ sentence: String) -> BrokenPromise {
    BrokenPromise(promise: promise, seed: seed, step: step, sentence: sentence, lastEvents: events.map { $0() })
  }
}
