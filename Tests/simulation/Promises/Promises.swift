import Shared

@testable import account
@testable import astria_bridge
@testable import janitor
@testable import upload_store

/// Watches the world and says when a promise is broken. It sees the truth: the shelf, Astria, and every process's
/// store.
final class Promises {
  unowned let world: World
  var orders: [Photosession.ID: Order] = [:]
  /// Removed by their persons, or about to be.
  var removed: Set<Copy.ID> = []
  /// Acknowledged to whoever sent them.
  var acknowledged: Set<Copy.ID> = []
  /// Of photos in pieces, so many bytes were acknowledged.
  private var safe: [Photo.ID: Int] = [:]
  var receipted: Set<Copy.ID> = []
  var destroyed: Set<KeyOf> = []
  var trained: Set<Photosession.ID> = []
  var erasing: Set<Account.ID> = []
  /// Their erasure was complete.
  var forgotten: Set<Account.ID> = []
  /// Of which a process lost its memory: what it forgot cannot be held against it.
  private(set) var restored: Set<ServiceName> = []
  var book = BookSeen()
  var late = Late()
  /// When the last copy of a face went.
  var lastGoneAt: Moment?
  /// The alarms that somebody heard and that are not over.
  private(set) var ringing: [Alarms.Condition: Moment] = [:]
  private var lookedAt = World.start
  private var sweepWorthwhile: (at: Moment, is: Bool)?

  /// Which key.
  struct KeyOf: Hashable {
    let photosession: Photosession.ID
    let copyClass: CopyClass

    init(_ photosession: Photosession.ID, _ copyClass: CopyClass) {
      self.photosession = photosession
      self.copyClass = copyClass
    }
  }

  /// What could not be kept, because those were not well who would have kept it.
  struct Late {
    var readable: Set<Copy.ID> = []
    var atAstria: Set<Int64> = []
    /// The least time before a deadline at which an alarm rang.
    var leastWarning: Duration?
    var isUnwarned = false
    var erasureWaited = false
  }

  /// What is true of one photosession.
  struct Order {
    var account: Account.ID?
    var firstPhotoAt: Moment?
    var handedOverAt: Moment?
    var firstAvatarAt: Moment?
    /// The classes whose purpose has ended, and since when.
    var ended: [CopyClass: Moment] = [:]
    var outcome: PhotosessionOutcome?

    /// From when on a copy's deadline counts.
    func countsFrom(_ copyClass: CopyClass) -> Moment? {
      switch copyClass {
      case .photo: firstPhotoAt
      case .avatar: firstAvatarAt
      default: handedOverAt
      }
    }
  }

  init(_ world: World) {
    self.world = world
    let processes = world.processes!
    processes.astriaBridge.watch = { [unowned self] in bridgeTurned($0, $1) }
    processes.uploadStore.watch = { [unowned self] in uploadStoreTurned($0, $1) }
    processes.janitor.watch = { [unowned self] in janitorTurned($0, $1) }
    processes.account.watch = { [unowned self] in accountTurned($0, $1) }
  }

  /// After each step. Only time makes something overdue, so of the steps of one second one is enough for P1.
  func check() {
    guard world.now - lookedAt >= .seconds(1) else { return }
    lookedAt = world.now
    checkNothingReadableIsOverdue()
  }

  /// A store was put back: what it does not know any more cannot be held against it.
  func isPutBack(_ name: ServiceName) { restored.insert(name) }

  // MARK: What people do

  func accepted(_ order: Photosession.ID, _ account: Account.ID) { orders[order, default: Order()].account = account }
  func wantsToBeErased(_ account: Account.ID) { erasing.insert(account) }
  func removes(_ photo: Photo.ID) { removed.insert(Copy.ID(photo)) }

  /// P8: all that is said to be ready is there.
  func saw(_ avatars: Int, of view: PhotosessionDocumentSeen) {
    guard avatars < view.ready || (view.ready < view.expected && view.reason == nil) else { return }
    // Its time may have come while they looked.
    guard orders[view.id]?.ended[.avatar] == nil, restored.isEmpty else { return }
    world.broke(.p8, "\(view.id) shows \(avatars) avatars; \(view.ready) of \(view.expected) were said to be ready")
  }

  // MARK: What the bridge does

  private func bridgeTurned(_ event: Event<Bridge>, _ outputs: [Output<Bridge>]) {
    replanSweeps(after: event)
    for case .publish(.photosession(let view)) in outputs { stands(view) }
    for case .reply(_, .custodian(.readBack(let results)), _) in outputs {
      for result in results where result.finding == .gone { checkIsGoneAtAstria(result.copy) }
    }
  }

  private func stands(_ view: PhotosessionView) {
    var order = orders[view.id] ?? Order(account: view.account)
    switch view.state {
    case .collecting, .submitted, .generating: break
    case .training: end([.photo], of: &order, view.id)
    case .ready: end([.tune, .prompt], of: &order, view.id)
    case .erasing, .erased: end([.photo, .tune, .prompt, .avatar], of: &order, view.id)
    }
    order.outcome = view.outcome
    orders[view.id] = order
  }

  /// P3: from now on its erasure must go on.
  private func end(_ classes: [CopyClass], of order: inout Order, _ id: Photosession.ID) {
    for copyClass in classes where order.ended[copyClass] == nil {
      order.ended[copyClass] = world.now
      expectErasure(of: copyClass, id)
    }
  }

  // MARK: What upload-store does

  private func uploadStoreTurned(_ event: Event<Custody>, _ outputs: [Output<Custody>]) {
    replanSweeps(after: event)
    switch event {
    case .request(.closeIntake(let photosession), _): checkNothingIsLost(of: photosession)
    case .request(.readPhoto(let photosession, _), _): checkNothingIsLost(of: photosession)
    default: break
    }
    for output in outputs {
      switch output {
      case .reply(_, .photoStored(let photo), _): acknowledge(Copy.ID(photo.id))
      case .reply(_, .upload(let upload), _): acknowledge(upload)
      case .reply(_, .avatarStored(let avatar), _): acknowledge(Copy.ID(avatar.id))
      case .reply(_, .custodian(.readBack(let results)), _):
        for result in results where result.finding == .gone { checkIsGoneFromShelf(result.copy) }
      default: break
      }
    }
  }

  /// P6: what was acknowledged is there until it is handed over.
  private func checkNothingIsLost(of photosession: Photosession.ID) {
    guard orders[photosession]?.ended[.photo] == nil, restored.isEmpty else { return }
    let held = read(world.processes.uploadStore.script) { database in
      try upload_store.Ledger(database: database).entries(photosession, .photo).filter(\.isHeld)
    }
    for entry in held ?? [] where world.shelf.items[entry.stored.object] == nil {
      world.broke(.p6, "the photo \(entry.stored.copy) was acknowledged and is lost")
    }
  }

  private func acknowledge(_ copy: Copy.ID) {
    acknowledged.insert(copy)
    if receipted.contains(copy) { world.broke(.p5, "\(copy) was acknowledged after its erasure was receipted") }
  }

  /// P6, of a photo in pieces: what was said to be safe is never asked for again.
  private func acknowledge(_ upload: UploadView) {
    if case .stored(let photo) = upload.end { acknowledge(Copy.ID(photo.id)) }
    let known = safe[upload.photo, default: 0]
    if upload.offset < known, restored.isEmpty {
      world.broke(.p6, "of the photo \(upload.photo) \(known) bytes were safe, and now \(upload.offset) are")
    }
    safe[upload.photo] = upload.offset
  }

  // MARK: Alarms

  func rings(_ news: AlarmNews) {
    guard world.bug != .alarmsUnheard else { return }
    let condition = Alarms.Condition(kind: news.alarm.kind, about: news.alarm.about)
    ringing[condition] = news.isOver ? nil : ringing[condition] ?? world.now
    world.happened(.alarmRang)
  }

  // MARK: For the janitor's ticks

  /// What a custodian did by its own clock, the janitor has not seen yet.
  private func replanSweeps<S: Service>(after event: Event<S>) {
    if case .request = event { return }
    world.processes.janitor.replan()
  }

  /// How long until the next sweep is worth its while: soon if it could find something, or find out who is silent.
  /// Looked up once in a while only.
  func sweepInterval(of usual: Int) -> Duration {
    // That nothing was due a moment ago says nothing: a backup may have been put back since.
    if sweepWorthwhile.map({ !$0.is || world.now - $0.at >= .seconds(60) }) ?? true {
      sweepWorthwhile = (world.now, isAnythingDue)
    }
    guard sweepWorthwhile?.is == true else { return .seconds(world.health.isAnybodyAway ? 3600 : 12 * 3600) }
    return .seconds(world.health.isAnybodyAway ? max(usual, 900) : usual)
  }

  private var isAnythingDue: Bool {
    do {
      return try due(at: world.processes.uploadStore) + due(at: world.processes.astriaBridge) > 0
    } catch {
      return true
    }
  }

  private func due<S: Service>(at process: ServiceProcess<S>) throws -> Int {
    try process.script.read {
      try $0.count(
        "SELECT COUNT(*) FROM copy WHERE must_be_gone_by <= ? OR state = ?", process.steady, Copy.State.erased)
    }
  }
}

/// What a person is shown of a photosession.
struct PhotosessionDocumentSeen {
  let id: Photosession.ID
  let ready: Int
  let expected: Int
  let reason: String?
}
