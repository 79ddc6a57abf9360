import Shared

/// A data key and its times, as the janitor handed it out.
struct DatedKey: Sendable {
  var key: Personal<DataKey>
  var mustBeGoneBy: Moment
  var deadline: Moment
}

/// The janitor's keys in this process: in memory only, and none past its end.
actor KeyRing {
  typealias Asking = @Sendable (Photosession.ID, CopyClass) async throws(Refusal) -> DatedKey

  private let clock: WallClock
  private let ask: Asking
  private var keys: [KeyName: DatedKey] = [:]
  /// Counts what was forgotten, so that an answer under way meanwhile is not kept after all.
  private var forgettings = 0

  init(clock: WallClock, asking ask: @escaping Asking) {
    self.clock = clock
    self.ask = ask
  }

  /// For what is taken in: asked for each time, so that nothing comes in while nobody watches over its end.
  func fresh(_ name: KeyName) async throws(Refusal) -> DatedKey {
    let key: DatedKey
    do throws(Refusal) { key = try await ask(name.photosession, name.copyClass) } catch { throw Self.refusal(error) }
    guard key.mustBeGoneBy > clock.now() else { throw Self.destroyed }
    return key
  }

  /// For what is shown: from memory if it is there.
  func key(_ name: KeyName) async throws(Refusal) -> DatedKey {
    forgetEnded()
    if let key = keys[name] { return key }
    let before = forgettings
    let key = try await fresh(name)
    if forgettings == before { keys[name] = key }
    return key
  }

  func forget(_ name: KeyName) {
    keys[name] = nil
    forgettings += 1
  }

  var count: Int { keys.count }

  private func forgetEnded() {
    let now = clock.now()
    keys = keys.filter { $0.value.mustBeGoneBy > now }
  }

  private static func refusal(_ refusal: Refusal) -> Refusal {
    if refusal.problem == .notFound { return destroyed }
    return Refusal(
      .retentionUnavailable, "Nothing is taken or shown while erasure is not watched over. Try again in a while.")
  }

  static let destroyed = Refusal(.notFound, "The key of these pictures is destroyed: their time is over.")
}
