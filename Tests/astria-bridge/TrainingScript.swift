import Shared

@testable import astria_bridge

/// A photosession whose machine a test drives by hand.
struct TrainingScript {
  static let start = Moment("2026-11-24T10:00:00.000Z")!
  static let photosession = Photosession.ID(bytes: Array(repeating: 1, count: 16))
  static let photos = (1...4).map { number in
    PhotoView(
      id: Photo.ID(bytes: Array(repeating: UInt8(number), count: 16)), contentType: "image/jpeg", bytes: 1000,
      width: 100, height: 100, receivedAt: start, mustBeGoneBy: start + .seconds(12 * 3600))
  }
  static let rules = Rules(contract: try! .load(path: nil))
  static let style = Styles.shipped.named("studio")!
  static let names = Training.Names(
    title: "5f2c0f2e-7c0e-4d1b-9a50-0d1f1f6b7f10", tune: copy(1),
    prompts: [
      .init(copy: copy(2), avatars: [avatar(1), avatar(2)]), .init(copy: copy(3), avatars: [avatar(3), avatar(4)]),
    ])

  static let order = order(names.tune)

  var training = Training(photosession, subject: .woman, style: style, at: start)
  var now = start
  var rules = Self.rules
  private(set) var actions: [Training.Action] = []

  static func order(_ tune: Copy.ID) -> Training.TuneOrder {
    Training.TuneOrder(tune: tune, title: names.title, subject: .woman, model: .lora, photos: photos)
  }

  static func copy(_ number: UInt8) -> Copy.ID { Copy.ID(bytes: Array(repeating: 0x20 + number, count: 16)) }
  static func avatar(_ number: UInt8) -> Avatar.ID { Avatar.ID(bytes: Array(repeating: 0x40 + number, count: 16)) }
  static func address(_ name: String) -> Personal<String> { Personal("https://mp.astria.ai/\(name)") }

  /// Tells the machine what happened; it is saved and loaded on the way, as it is in the service.
  @discardableResult
  mutating func feed(_ event: Training.Event, after time: Duration = .zero) -> [Training.Action] {
    now = now + time
    actions = training.handle(event, at: now, rules)
    let saved = try! JSON.encode(training)
    training = try! JSON.decode(Training.self, saved)
    return actions
  }

  /// Lets time pass until the machine wants to be woken, and wakes it.
  @discardableResult
  mutating func wake() -> [Training.Action] {
    guard let moment = training.wakesAt(rules) else { return [] }
    return feed(.ticked, after: max(.zero, moment - now))
  }

  // MARK: Ways to a state

  static func submitted() -> TrainingScript {
    var script = TrainingScript()
    script.feed(.submitted(photos, names))
    return script
  }

  static func training() -> TrainingScript {
    var script = submitted()
    script.feed(.tuneMade(.known(2_900_001, address: address("photo"))))
    return script
  }

  static func generating() -> TrainingScript {
    var script = training()
    script.feed(.erasureAnswered(1, isComplete: true))
    script.wake()
    script.feed(.tuneSeen(.trained))
    return script
  }

  /// With both prompts made and looked at.
  static func prompted() -> TrainingScript {
    var script = generating()
    script.feed(.promptMade(0, .known(45_000_001, address: nil)))
    script.feed(.promptMade(1, .known(45_000_002, address: nil)))
    return script
  }

  static func ready() -> TrainingScript {
    var script = prompted()
    script.feed(.promptSeen(0, .images([address("a"), address("b")])))
    script.feed(.promptSeen(1, .images([address("c"), address("d")])))
    for number in UInt8(1)...4 { script.feed(.avatarCopied(avatar(number), .stored)) }
    return script
  }
}

/// A test that cannot go on, and why.
struct Unexpected: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
