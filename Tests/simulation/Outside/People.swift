import Shared
import TestSupport

/// Those who use it.
final class People: PartOfWorld {
  unowned var world: World!
  private var living: [Person] = []

  /// One more, who comes within `span`.
  func invite(within span: Duration) {
    let person = Person(number: living.count, in: world)
    living.append(person)
    world.plan(after: .milliseconds(world.chance.below(Int(span.milliseconds)))) { [world] in
      world!.begin { await person.live() }
    }
  }
}
