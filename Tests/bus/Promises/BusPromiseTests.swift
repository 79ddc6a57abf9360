import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Shared

/// What the bus promises, in the order and with the numbers of the promises in `Bus`. The second is kept with real
/// processes in `Tests/exactly-once`, and the eleventh in `BusEventTests`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BusPromiseTests {}

/// Requests that arrived, for a test to answer by hand.
final class Deliveries: Sendable {
  private let all = Mutex<[Delivery]>([])

  var count: Int { all.withLock { $0.count } }
  var envelopes: [Envelope] { all.withLock { $0.map(\.envelope) } }

  /// - Returns: how many have come.
  @discardableResult
  func add(_ delivery: Delivery) -> Int {
    all.withLock {
      $0.append(delivery)
      return $0.count
    }
  }

  /// The first ones, once they have come.
  func get(_ count: Int) async throws -> [Delivery] {
    try await Eventually.get("\(count) requests have come") {
      let found = all.withLock { Array($0.prefix(count)) }
      return found.count == count ? found : nil
    }
  }

  func first() async throws -> Delivery { try await get(1)[0] }
}

extension Delivery {
  /// Answers that this was said.
  func said(_ text: String) { reply(EchoReply.said(text), at: WallClock.system.now()) }
}
