import Foundation
import Shared

/// One world from its beginning to its end: people and faults for some days, then quiet, in which everything that was
/// begun must come to its end.
struct Life {
  var seed: UInt64
  var days = 3
  var bug: PlantedBug?
  /// Instead of faults drawn from the seed.
  var outage: Outage?

  /// What is left to do when faults stop is done in this time: somebody still comes, and then all deadlines pass.
  static let quiet = Duration.seconds(70 * 3600)

  /// Many lives take an optimised build: `./compose/test` makes one. Without, a few are lived.
  static let isAffordable = !_isDebugAssertConfiguration() || environment["MAYFLY_SIMULATE_SLOWLY"] != nil

  static let environment = ProcessInfo.processInfo.environment

  func live(in stores: Stores) throws -> World {
    let world = try World(self, stores: stores)
    let span = Duration.seconds(days * 86_400)
    if let outage {
      outage.plan(in: world)
    } else {
      for _ in 0...world.chance.below(max(2, days / 2)) { world.people.invite(within: span) }
      let faults = Faults(world, span: span)
      world.faults = faults
      faults.plan()
    }
    world.processes.start()
    world.run(until: World.start + span)
    while world.now < World.start + span + Self.quiet, world.broken == nil, !world.isStuck, !world.promises.isAllOver {
      world.run(until: world.now + .seconds(3600))
    }
    if !world.isStuck { world.promises.checkEnd() }
    world.end()
    return world
  }
}
