import Shared

/// A process as the world sees it: up or not, with a clock of its own, asking others.
///
/// `@unchecked Sendable`: a world and all in it live on one thread.
class SimulatedProcess: @unchecked Sendable {
  unowned let world: World
  let name: ServiceName
  private(set) var isUp = false
  /// Raised at each start and end: what was begun in an earlier life leads to nothing in this one.
  private(set) var life = 0
  var clock = ProcessClock()
  /// Those that wait for an answer, with what to tell them when the process dies.
  private var asked: [Int: () -> Void] = [:]

  init(_ name: ServiceName, in world: World) {
    self.name = name
    self.world = world
  }

  /// What its clock shows.
  var wall: Moment { clock.wall(at: world.now) }

  /// What it takes the time to be.
  var steady: Moment { wall }

  func start() {
    guard !isUp else { return }
    life += 1
    isUp = true
    world.note("\(self.name) starts")
    began()
  }

  /// As by `kill -9`: what is in its store stays, all else is gone.
  func stop() {
    guard isUp else { return }
    life += 1
    isUp = false
    world.note("\(self.name) stops")
    ended()
    let left = asked.sorted { $0.key < $1.key }
    asked = [:]
    for (_, tell) in left { tell() }
  }

  func began() {}
  func ended() {}

  /// Waits for something from outside, at most as long as this life lasts.
  func wait<Answer: Sendable>(
    _ begin: (_ tell: @escaping (Result<Answer, Refusal>) -> Void) -> Void
  ) async -> Result<Answer, Refusal> {
    let died = Result<Answer, Refusal>.failure(Refusal(.cancelled, "The process ended."))
    guard isUp, !world.isOver else { return died }
    return await withUnsafeContinuation { continuation in
      let place = Waiting(continuation)
      place.number = world.register { [unowned self] in
        asked[place.number] = nil
        place.settle(died)
      }
      asked[place.number] = { [unowned world] in world.goOn(place.number) }
      begin { [unowned self] answer in
        place.answer = answer
        asked[place.number] = nil
        world.goOn(place.number)
      }
    }
  }

  private final class Waiting<Answer: Sendable> {
    var number = 0
    var answer: Result<Answer, Refusal>?
    private let continuation: UnsafeContinuation<Result<Answer, Refusal>, Never>

    init(_ continuation: UnsafeContinuation<Result<Answer, Refusal>, Never>) { self.continuation = continuation }

    func settle(_ usual: Result<Answer, Refusal>) { continuation.resume(returning: answer ?? usual) }
  }
}

/// A process's own idea of the time.
struct ProcessClock {
  /// By how much it is ahead of the true time.
  var ahead = Duration.zero
  /// By how many millionths it runs fast.
  var drift: Int64 = 0

  func wall(at now: Moment) -> Moment {
    now + ahead + .milliseconds((now.milliseconds - World.start.milliseconds) * drift / 1_000_000)
  }

  /// When, in true time, it will show `wall`; to the millisecond, or a few later.
  func moment(showing wall: Moment, from now: Moment) -> Moment {
    let missing = (wall - self.wall(at: now)).milliseconds
    return now + .milliseconds(missing + abs(missing * drift / 1_000_000) + (drift == 0 ? 0 : 2))
  }
}
