import Shared

/// Some parts of the world off for a week, and what became of the promises meanwhile.
struct Outage {
  let parts: [Health.Part]

  static let begins = Duration.seconds(86_400)
  static let lasts = Duration.seconds(7 * 86_400)
  /// They come in the hours before it, so that it meets photosessions in every state.
  private static let people = 5
  private static let rush = Duration.seconds(3 * 3600)

  static let all: [Outage] = [
    [.janitor], [.uploadStore], [.astria], [.janitor, .uploadStore], [.janitor, .astria], [.uploadStore, .astria],
  ].map { Outage(parts: $0) }

  func plan(in world: World) {
    for _ in 0..<Self.people { world.people.invite(after: Self.begins - Self.rush, within: Self.rush) }
    world.plan(after: Self.begins) { [unowned world] in
      for part in parts { begin(part, world) }
    }
    world.plan(after: Self.begins + Self.lasts) { [unowned world] in
      for part in parts { end(part, world) }
      for process in world.processes.services { process.replan() }
    }
  }

  private func begin(_ part: Health.Part, _ world: World) {
    world.health.began(part, at: world.now)
    if part == .astria { world.astria.mood = .down } else { process(part, world).stop() }
  }

  private func end(_ part: Health.Part, _ world: World) {
    if part == .astria { world.astria.mood = .well } else { process(part, world).start() }
    world.health.ended(part, at: world.now)
  }

  private func process(_ part: Health.Part, _ world: World) -> SimulatedProcess {
    part == .janitor ? world.processes.janitor : world.processes.uploadStore
  }
}
