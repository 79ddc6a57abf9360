import Logging
import Shared

@testable import account
@testable import astria_bridge
@testable import gateway
@testable import janitor
@testable import upload_store

/// The five processes, wired as `serve` wires them: the same services, and the same runners but for the one that looks
/// into pictures.
final class Processes {
  let account: ServiceProcess<AccountService>
  let uploadStore: ServiceProcess<Custody>
  let astriaBridge: ServiceProcess<Bridge>
  let janitor: ServiceProcess<Janitor>
  let gateway: GatewayProcess
  /// In the memory of upload-store: new with each of its lives.
  private(set) var uploadStoreKeys: upload_store.KeyRing
  private unowned let world: World

  static let signing = SigningKey(DataKey(bytes: Array(repeating: 9, count: 32)))
  private static let sweepSeconds = 300

  private static let janitorService = Janitor(
    JanitorSettings(contract: World.contract, sweepSeconds: sweepSeconds, publicKey: signing.publicKey),
    wrapping: KeyWrapping(DataKey(bytes: Array(repeating: 7, count: 32))), signing: signing)
  private static let log = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }

  /// Looks that find nothing new are rarer here than usual.
  private static let rules = {
    var rules = Rules(contract: World.contract)
    rules.pollFirst = .seconds(5)
    rules.pollMost = .seconds(600)
    return rules
  }()

  init(_ world: World, _ stores: Stores) throws {
    self.world = world
    account = try ServiceProcess(AccountService(replaying: .init(contract: World.contract)), in: world, stores)
    uploadStore = try ServiceProcess(Custody(World.contract), in: world, stores)
    astriaBridge = try ServiceProcess(Bridge(replaying: Self.rules), in: world, stores)
    janitor = try ServiceProcess(Self.janitorService, in: world, stores)
    gateway = GatewayProcess(in: world)
    uploadStoreKeys = upload_store.KeyRing(clock: WallClock { World.start }) { _, _ throws(Refusal) in throw .fault }
    wireAccount()
    wireUploadStore()
    wireBridge()
    wireJanitor()
  }

  var services: [any AnyServiceProcess] { [account, uploadStore, astriaBridge, janitor] }
  var all: [SimulatedProcess] { services + [gateway] }

  func named(_ name: ServiceName) -> SimulatedProcess {
    switch name {
    case .gateway: gateway
    case .account: account
    case .uploadStore: uploadStore
    case .astriaBridge: astriaBridge
    case .janitor: janitor
    }
  }

  func start() { for process in all { process.start() } }

  func sever() { for process in services { process.sever() } }

  /// A message arrives, unless a planted bug is in its way.
  func deliver<S: Service>(_ letter: ServiceProcess<S>.Letter, to receiver: ServiceProcess<S>) {
    guard let letter = world.bug.tampered(letter, in: world) else { return }
    receiver.receive(letter)
  }

  // MARK: Wiring

  private func wireAccount() {
    let (me, world) = (account, world)
    let runner = AccountRunner(
      askBridge: { [unowned me, unowned world] request, key throws(Refusal) in
        try await me.ask(
          request, of: world.processes.astriaBridge, key: key, timeout: AccountErasure.answerMax
        ).0
      },
      askJanitor: { [unowned me, unowned world] request, key throws(Refusal) in
        try await me.ask(request, of: world.processes.janitor, key: key, timeout: AccountErasure.answerMax).0
      }, log: Self.log)
    me.perform = { await runner.perform($0, attachments: $1) }
    me.wakes = { [unowned me] database in
      let moments = [
        try database.moment("SELECT MIN(next_try_at + CASE WHEN tries > 5 THEN 600000 ELSE 0 END) AS at FROM erasure"),
        me.rarely(try database.moment("SELECT next_try_at AS at FROM revival_check"), whileUnwell: .janitor),
      ]
      return moments.compactMap { $0 }.min()
    }
  }

  private func wireUploadStore() {
    let (me, world) = (uploadStore, world)
    me.perform = { [unowned me] in await CustodyHands(me).perform($0, $1) }
    me.open = { [unowned me] opening throws(Refusal) in try await CustodyHands(me).open(opening) }
    me.wakes = { [unowned me, unowned world] database in
      let moments = [
        me.rarely(try database.moment("SELECT MIN(wakes_at) AS at FROM copy"), whileUnwell: .shelf),
        world.shelf.items.isEmpty ? nil : try database.moment("SELECT due_at AS at FROM comparison"),
      ]
      return moments.compactMap { $0 }.min()
    }
    me.born = { [unowned self, unowned me, unowned world] in
      uploadStoreKeys = upload_store.KeyRing(clock: WallClock { [unowned me] in me.steady }) {
        [unowned me] photosession, copyClass throws(Refusal) in
        let request = JanitorRequest.dataKey(photosession: photosession, copyClass: copyClass)
        let reply = try await me.ask(request, of: world.processes.janitor, timeout: .seconds(2)).0
        guard case .dataKey(let key, let mustBeGoneBy, let deadline) = reply else { throw .fault }
        return DatedKey(key: key, mustBeGoneBy: mustBeGoneBy, deadline: deadline)
      }
    }
  }

  private func wireBridge() {
    let (me, world) = (astriaBridge, world)
    let line = AstriaLine(me)
    let runner = BridgeRunner(
      astria: line.client, images: line.images,
      askUploadStore: { [unowned me, unowned world] request, attachment throws(Refusal) in
        try await me.ask(
          request, of: world.processes.uploadStore, timeout: attachment == nil ? .seconds(5) : .seconds(120),
          attachment: attachment)
      },
      askJanitor: { [unowned me, unowned world] request throws(Refusal) in
        try await me.ask(request, of: world.processes.janitor, timeout: Bridge.forgetMax / 2).0
      },
      title: TuneTitle(mark: "mayfly"), publicAddress: nil, log: Self.log)
    me.perform = { await runner.perform($0, attachments: $1) }
    let erasing = "SELECT MIN(wakes_at) AS at FROM photosession WHERE state = 'erasing' AND "
    let living = " (SELECT 1 FROM copy WHERE copy.owner = photosession.id AND copy.state <> 'erased')"
    me.wakes = { [unowned me, unowned world] database in
      let moments = [
        try database.moment("SELECT MIN(wakes_at) AS at FROM photosession WHERE state <> 'erasing'"),
        world.astria.tunes.isEmpty ? nil : try database.moment("SELECT due_at AS at FROM tune_listing"),
        me.rarely(try database.moment("SELECT MIN(wakes_at) AS at FROM stray"), whileUnwell: .astria),
        me.rarely(try database.moment(erasing + "EXISTS" + living), whileUnwell: .astria),
        me.rarely(try database.moment(erasing + "NOT EXISTS" + living), whileUnwell: .janitor, .uploadStore, .shelf),
        me.rarely(
          try database.moment("SELECT MIN(next_try_at) AS at FROM forgetting"), whileUnwell: .janitor, .astria,
          .uploadStore, .shelf),
        try database.moment("SELECT MIN(since) AS at FROM erasure_asker").map {
          $0 + astria_bridge.Askers.patience
        },
      ]
      return moments.compactMap { $0 }.min()
    }
  }

  private func wireJanitor() {
    let (me, world) = (janitor, world)
    let custodians: [ServiceName: JanitorRunner.Ask] = [
      .uploadStore: { [unowned me, unowned world] request, patience throws(Refusal) in
        let reply = try await me.ask(.custodian(request), of: world.processes.uploadStore, timeout: patience).0
        guard case .custodian(let answer) = reply else { throw .fault }
        return answer
      },
      .astriaBridge: { [unowned me, unowned world] request, patience throws(Refusal) in
        let reply = try await me.ask(.custodian(request), of: world.processes.astriaBridge, timeout: patience).0
        guard case .custodian(let answer) = reply else { throw .fault }
        return answer
      },
      .account: { [unowned me, unowned world] request, patience throws(Refusal) in
        let reply = try await me.ask(.custodian(request), of: world.processes.account, timeout: patience).0
        guard case .custodian(let answer) = reply else { throw .fault }
        return answer
      },
    ]
    var runner = JanitorRunner(custodians: custodians) { [unowned world] news in
      world.promises.rings(news)
      return true
    }
    runner.checkpoints = CheckpointSafe()
    me.perform = { [runner] in await runner.perform($0, attachments: $1) }
    // The next begins only when the last is over.
    let nextSweep = """
      SELECT MIN(swept) AS at FROM custodian
      WHERE name NOT IN (SELECT custodian FROM errand WHERE owner IS NULL AND is_replay = 0)
      """
    me.wakes = { [unowned me, unowned world] database in
      let resumes = "SELECT MIN(resumes) AS at FROM errand WHERE custodian = ?"
      let moments = [
        try database.moment("SELECT MIN(ends) AS at FROM data_key"),
        me.rarely(try database.moment(resumes, ServiceName.uploadStore.rawValue), whileUnwell: .uploadStore, .shelf),
        me.rarely(try database.moment(resumes, ServiceName.astriaBridge.rawValue), whileUnwell: .astriaBridge, .astria),
        me.rarely(try database.moment(resumes, ServiceName.account.rawValue), whileUnwell: .account),
        try database.moment("SELECT MIN(since) AS at FROM erasure_asker").map { $0 + JanitorAskers.patience },
        try database.moment(nextSweep).map {
          $0 + world.promises.sweepInterval(of: Self.sweepSeconds)
        },
      ]
      return moments.compactMap { $0 }.min()
    }
  }
}

private typealias JanitorAskers = janitor.Askers

extension Database {
  /// The moment in the column `at`, if there is one.
  func moment(_ sql: String) throws -> Moment? { try row(sql).flatMap { try $0.ifPresent("at", $0.moment) } }

  func moment(_ sql: String, _ argument: String) throws -> Moment? {
    try row(sql, argument).flatMap { try $0.ifPresent("at", $0.moment) }
  }
}
