import Shared

/// One world from its beginning to its end: people and faults for some days, then quiet, in which everything that was
/// begun must come to its end.
struct Life {
  var seed: UInt64
  var days = 3
  var bug: PlantedBug?

  /// What is left to do when faults stop is done in this time: somebody still comes, and then all deadlines pass.
  static let quiet = Duration.seconds(70 * 3600)

  func live(in stores: Stores) throws -> World {
    let world = try World(seed: seed, bug: bug, stores: stores)
    let span = Duration.seconds(days * 86_400)
    Faults(world, span: span).plan()
    world.processes.start()
    for _ in 0..<(1 + world.chance.below(days)) { world.people.invite(within: span) }
    world.run(until: World.start + span)
    while world.now < World.start + span + Self.quiet, world.broken == nil, !world.promises.isAllOver {
      world.run(until: world.now + .seconds(6 * 3600))
    }
    world.promises.checkEnd()
    world.end()
    return world
  }
}
