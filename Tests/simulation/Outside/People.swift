import Shared
import TestSupport

/// Those who use it.
///
/// `@unchecked Sendable`: a world and all in it live on one thread.
final class People: PartOfWorld, @unchecked Sendable {
  unowned var world: World!
  private var living: [Person] = []
  private var away = 0
  /// When they come, after the beginning.
  private(set) var arrivals: [Duration] = []

  /// Whether nobody will do anything more.
  var areAtHome: Bool { away == 0 }

  /// One more, who comes within `span` after `pause`.
  func invite(after pause: Duration = .zero, within span: Duration) {
    let person = Person(number: living.count, in: world)
    living.append(person)
    away += 1
    let arrival = pause + .milliseconds(world.chance.below(Int(span.milliseconds)))
    arrivals.append(arrival)
    world.plan(after: arrival) { [world] in
      world!.begin { [unowned self] in
        await person.live()
        away -= 1
      }
    }
  }
}
