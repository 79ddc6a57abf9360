import Shared

@testable import astria_bridge

/// The service, driven by hand, with the ids that tests use.
struct BridgeScript {
  static let account = Account.ID(bytes: Array(repeating: 0xa, count: 16))
  static let stranger = Account.ID(bytes: Array(repeating: 0xb, count: 16))

  let script: ServiceScript<Bridge>

  init() throws {
    script = try ServiceScript(Bridge(replaying: TrainingScript.rules), at: TrainingScript.start)
  }

  static func photosession(_ number: UInt8 = 1) -> Photosession.ID {
    Photosession.ID(bytes: Array(repeating: 0, count: 15) + [number])
  }

  func open(_ number: UInt8 = 1, account: Account.ID = account) throws {
    try script.ask(
      .open(photosession: Self.photosession(number), account: account, subject: .woman, style: "studio"))
  }

  @discardableResult
  func outcome(_ event: Training.Event, _ number: UInt8 = 1) throws -> [Output<Bridge>] {
    try script.feed(.outcome(.training(Self.photosession(number), event)))
  }

  /// Asks for training, and has the intake closed.
  @discardableResult
  func train(_ number: UInt8 = 1) throws -> [Output<Bridge>] {
    try script.ask(.train(photosession: Self.photosession(number), account: Self.account))
    guard case .closeIntake(let photosession, let asker)? = script.effects.first else { return script.outputs }
    return try script.feed(.outcome(.intakeClosed(photosession, asker: asker, TrainingScript.photos)))
  }

  func view(_ number: UInt8 = 1) throws -> PhotosessionView? {
    try script.ask(.photosession(photosession: Self.photosession(number), account: Self.account))
    guard case .photosession(let view)? = script.replies.first else { return nil }
    return view
  }

  func holdings(_ query: HoldingsQuery = .all()) throws -> [Copy] {
    try script.ask(.custodian(.holdings(query)), from: .janitor)
    guard case .custodian(.holdings(let copies, _))? = script.replies.first else { return [] }
    return copies
  }

  /// What the photosessions want done, in the turn just fed.
  var actions: [Training.Action] {
    script.effects.compactMap { if case .training(_, let action, _) = $0 { action } else { nil } }
  }

  /// What was told to whoever listens, in the turn just fed.
  var published: [PhotosessionView] {
    script.outputs.compactMap { if case .publish(.photosession(let view)) = $0 { view } else { nil } }
  }

  /// Ends in `erased`, from any state in which nothing is at Astria.
  func erase(_ number: UInt8 = 1) throws {
    try script.ask(.cancel(photosession: Self.photosession(number), account: Self.account))
    for case .askErasure(let asked, _, _) in actions { try outcome(.erasureAnswered(asked, isComplete: true), number) }
  }
}
