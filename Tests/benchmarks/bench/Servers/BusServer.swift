import Logging
import Shared

/// Answers the benchmark's requests over our bus.
struct BusServer {
  private let bus: Bus
  private let answersElsewhere: Bool
  private let gathering = Gathering()

  /// - Parameter answersElsewhere: in a task of the common pool, as one that awaits much would, and not on the bus's
  ///   thread, as the product answers what takes no time.
  init(_ place: BusPlace, answersElsewhere: Bool) throws {
    bus = try place.bus(of: .uploadStore)
    self.answersElsewhere = answersElsewhere
  }

  func run() async throws {
    let (deliveries, arrived) = AsyncStream<Delivery>.makeStream()
    try await bus.serve { delivery in
      if delivery.attachment != nil || answersElsewhere { arrived.yield(delivery) } else { answer(delivery) }
    }
    Parent.tell()
    await withDiscardingTaskGroup { group in
      group.addTask { await bus.run() }
      for await delivery in deliveries {
        guard let attachment = delivery.attachment else {
          answer(delivery)
          continue
        }
        group.addTask { await swallow(attachment, delivery) }
      }
    }
  }

  private func answer(_ delivery: Delivery) {
    do {
      guard case .echo(let album) = try Coding.decode(BenchRequest.self, delivery.payload) else {
        return delivery.refuse(Refusal(.malformedRequest, "This request needs an attachment."))
      }
      delivery.reply(BenchReply.echoed(album), at: WallClock.system.now())
    } catch { delivery.refuse(error as? Refusal ?? .fault) }
  }

  private func swallow(_ attachment: Attachment, _ delivery: Delivery) async {
    do {
      guard case .swallow(let together, let rest) = try Coding.decode(BenchRequest.self, delivery.payload) else {
        return delivery.refuse(Refusal(.malformedRequest, "This request takes no attachment."))
      }
      await gathering.wait(for: together)
      var count = 0
      while let chunk = try await attachment.next() {
        // As one who writes it to a disk would: the chunk is held meanwhile.
        if rest > 0 { await pause(.milliseconds(rest)) }
        count += chunk.count
      }
      delivery.reply(BenchReply.swallowed(bytes: count), at: WallClock.system.now())
    } catch { delivery.refuse(error as? Refusal ?? .fault) }
  }
}

/// Holds everybody up until enough have come, and lets them go at once.
private actor Gathering {
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func wait(for count: Int) async {
    guard waiting.count + 1 < count else {
      for one in waiting { one.resume() }
      return waiting = []
    }
    await withCheckedContinuation { waiting.append($0) }
  }
}
