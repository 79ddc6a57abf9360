import Shared

@testable import astria_bridge

/// One photosession's machine with a make-believe Astria, upload-store, janitor and person around it, in virtual time.
///
/// Each call of the machine has a number; `faults` says which of them go wrong, and how. All answers that a fault of
/// the network or a death of the process can bring about are among `Fault`.
struct SmallWorld {
  enum Fault: CaseIterable {
    /// Not carried out, and nobody knows.
    case lostBefore
    /// Carried out, and nobody knows.
    case lostAfter
    /// Carried out long after the answer was given up.
    case lostLate
    /// Surely not carried out.
    case unreachable
    case rejected
    case operatorNeeded
    /// The process dies before it is carried out.
    case crashBefore
    /// The process dies when it is carried out.
    case crashAfter
    /// The process dies, and it is carried out long after that.
    case crashLate
  }

  struct Tune { let number: Int64, title: String, trainedAt: Moment }
  struct Prompt { let number: Int64, tune: Int64, text: String, images: Int, doneAt: Moment }

  private(set) var training = TrainingScript().training
  private(set) var now = TrainingScript.start
  private(set) var calls = 0
  /// Those of them that are requests to Astria.
  private(set) var requests = 0
  private(set) var tunesMade = 0
  private(set) var promptsMade: [String: Int] = [:]
  private(set) var tunes: [Tune] = []
  private(set) var prompts: [Prompt] = []
  private var avatars: Set<Avatar.ID> = []
  private var photosErased = false
  /// Their key is destroyed: upload-store takes no further one.
  private var avatarsErased = false
  private var late: [(due: Moment, action: Training.Action)] = []
  private var waiting: [Training.Action] = []
  private let faults: [Int: Fault]
  /// The call before which the person gives up.
  private let cancelledAt: Int?
  private let rules: Rules
  /// How long Astria trains, and how long it draws.
  private let trainingTime: Duration
  private let promptTime: Duration

  init(
    faults: [Int: Fault] = [:], cancelledAt: Int? = nil, training: Duration = .seconds(10),
    prompt: Duration = .seconds(5)
  ) {
    trainingTime = training
    promptTime = prompt
    self.faults = faults
    self.cancelledAt = cancelledAt
    rules = TrainingScript.rules
  }

  /// Whether nothing of a face is left anywhere.
  var isEmpty: Bool { tunes.isEmpty && prompts.isEmpty && avatars.isEmpty && photosErased }

  /// Runs to the end, or for so many steps.
  mutating func run(steps: Int = 3000) {
    feed(.submitted(TrainingScript.photos, TrainingScript.names))
    for _ in 0..<steps where training.state != .erased {
      if training.state == .ready { feed(.delivered) }
      if let action = waiting.first {
        waiting.removeFirst()
        call(action)
      } else {
        passTime()
      }
    }
    for (_, action) in late { _ = carryOut(action) }
  }

  private mutating func passTime() {
    let moments = [training.wakesAt(rules), late.map(\.due).min()].compactMap { $0 }
    guard let next = moments.min() else { return }
    now = max(now, next)
    arrive()
    feed(.ticked)
  }

  /// What was given up comes about after all.
  private mutating func arrive() {
    for (_, action) in late.filter({ $0.due <= now }) { _ = carryOut(action) }
    late.removeAll { $0.due <= now }
  }

  private mutating func feed(_ event: Training.Event) {
    waiting += training.handle(event, at: now, rules)
  }

  private mutating func call(_ action: Training.Action) {
    let fault = faults[calls]
    if calls == cancelledAt { feed(.cancelled(.cancelled)) }
    calls += 1
    if action.isForAstria { requests += 1 }
    switch fault {
    case nil: if let answer = carryOut(action) { feed(answer) }
    case .lostBefore: fail(action, .lost)
    case .lostAfter:
      _ = carryOut(action)
      fail(action, .lost)
    case .lostLate:
      late.append((now + rules.settle / 2, action))
      fail(action, .lost)
    case .unreachable: fail(action, .unreachable)
    case .rejected: fail(action, .rejected)
    case .operatorNeeded: fail(action, .operatorNeeded)
    case .crashBefore: crash()
    case .crashAfter:
      _ = carryOut(action)
      crash()
    case .crashLate:
      late.append((now + rules.settle / 2, action))
      crash()
    }
  }

  /// Nothing is left of what the process was about to do; the machine is loaded as it was saved.
  private mutating func crash() {
    waiting = []
    feed(.started)
  }

  private mutating func fail(_ action: Training.Action, _ kind: Trouble.Kind) {
    let trouble = Trouble(kind)
    switch action {
    case .createTune, .findTune: feed(.tuneMade(.trouble(trouble)))
    case .lookAtTune: feed(.tuneSeen(.trouble(trouble)))
    case .createPrompt(let order), .findPrompt(let order, _): feed(.promptMade(order.place, .trouble(trouble)))
    case .lookAtPrompt(let place, _): feed(.promptSeen(place, .trouble(trouble)))
    case .copyAvatar(let order):
      feed(.avatarCopied(order.avatar, kind == .rejected ? .unusable : .trouble(trouble)))
    case .deletePrompt(let copy, _), .deleteTune(let copy, _, _): feed(.deleted(copy, trouble))
    case .askErasure(let number, _, _): feed(.erasureAnswered(number, isComplete: false))
    case .skipTune, .tellOperator: break
    }
  }
}

// The others, when nothing goes wrong.
extension SmallWorld {
  private mutating func carryOut(_ action: Training.Action) -> Training.Event? {
    switch action {
    case .createTune(let order): return .tuneMade(.known(makeTune(order), address: nil))
    case .findTune(let title, _):
      return .tuneMade(tunes.first { $0.title == title }.map { .known($0.number, address: nil) } ?? .absent)
    case .lookAtTune(let number):
      guard let tune = tunes.first(where: { $0.number == number }) else { return .tuneSeen(.failed) }
      return .tuneSeen(tune.trainedAt <= now ? .trained : .pending)
    case .createPrompt(let order): return .promptMade(order.place, .known(makePrompt(order), address: nil))
    case .findPrompt(let order, _):
      let found = prompts.first { $0.tune == order.tune && $0.text == order.text }
      return .promptMade(order.place, found.map { .known($0.number, address: nil) } ?? .absent)
    case .lookAtPrompt(let place, let number): return .promptSeen(place, look(at: number))
    case .copyAvatar(let order):
      guard !avatarsErased else { return .avatarCopied(order.avatar, .trouble(Trouble(.unreachable))) }
      avatars.insert(order.avatar)
      return .avatarCopied(order.avatar, .stored)
    case .deletePrompt(let copy, let number):
      prompts.removeAll { $0.number == number }
      return .deleted(copy, nil)
    case .deleteTune(let copy, let number, _):
      tunes.removeAll { $0.number == number }
      return .deleted(copy, nil)
    case .askErasure(let number, let classes, let reason):
      return .erasureAnswered(number, isComplete: erase(classes, reason))
    case .skipTune, .tellOperator: return nil
    }
  }

  private mutating func makeTune(_ order: Training.TuneOrder) -> Int64 {
    tunesMade += 1
    let number = Int64(2_900_000 + tunesMade)
    tunes.append(Tune(number: number, title: order.title, trainedAt: now + trainingTime))
    return number
  }

  private mutating func makePrompt(_ order: Training.PromptOrder) -> Int64 {
    promptsMade[order.text, default: 0] += 1
    let number = Int64(45_000_000 + promptsMade.values.reduce(0, +))
    prompts.append(
      Prompt(
        number: number, tune: order.tune, text: order.text, images: order.images, doneAt: now + promptTime))
    return number
  }

  private func look(at number: Int64) -> AvatarPrompt.Seen {
    guard let prompt = prompts.first(where: { $0.number == number }) else { return .failed }
    guard prompt.doneAt <= now else { return .pending }
    return .images((0..<prompt.images).map { TrainingScript.address("\(number)-\($0)") })
  }

  /// As the janitor does it: the custodian deletes, somebody tries to read, then there is a receipt.
  private mutating func erase(_ classes: [CopyClass], _ reason: ErasureReason) -> Bool {
    if classes.contains(.photo) { photosErased = true }
    if classes.contains(.avatar) {
      avatars = []
      avatarsErased = true
    }
    let meant = training.copies.filter { classes.contains($0.copyClass) }
    feed(.erase(meant.map(\.id), reason))
    for copy in training.copies where classes.contains(copy.copyClass) && copy.state == .erased {
      let piece = training.pieces.first { $0.copy == copy.id }
      let number = tunes.first { $0.title == piece?.name }?.number ?? prompts.first { $0.text == piece?.name }?.number
      if let number { feed(.wasReadable(copy.id, number: number)) } else { feed(.receipted([copy.id])) }
    }
    return !training.copies.contains { classes.contains($0.copyClass) }
  }
}

extension Training.Action {
  fileprivate var isForAstria: Bool {
    switch self {
    case .createTune, .findTune, .lookAtTune, .createPrompt, .findPrompt, .lookAtPrompt, .copyAvatar, .deletePrompt,
      .deleteTune:
      true
    case .skipTune, .askErasure, .tellOperator: false
    }
  }
}
