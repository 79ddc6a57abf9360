import Logging
import Shared

/// Answers the benchmark's requests over our bus, one at a time as the product's desk does.
struct BusServer {
  private let bus: Bus
  private let gathering = Gathering()

  init(_ place: BusPlace) throws { bus = try place.bus(of: .uploadStore) }

  func run() async throws {
    let (deliveries, arrived) = AsyncStream<Delivery>.makeStream()
    try await bus.serve { arrived.yield($0) }
    Parent.tell()
    await withDiscardingTaskGroup { group in
      group.addTask { await bus.run() }
      for await delivery in deliveries {
        guard let attachment = delivery.attachment else {
          await answer(delivery)
          continue
        }
        group.addTask { await swallow(attachment, delivery) }
      }
    }
  }

  private func answer(_ delivery: Delivery) async {
    do {
      guard case .echo(let album) = try Coding.decode(BenchRequest.self, delivery.payload) else {
        return await delivery.refuse(Refusal(.malformedRequest, "This request needs an attachment."))
      }
      try await delivery.reply(BenchReply.echoed(album), at: WallClock.system.now())
    } catch { await delivery.refuse(error as? Refusal ?? .fault) }
  }

  private func swallow(_ attachment: Attachment, _ delivery: Delivery) async {
    do {
      guard case .swallow(let together, let rest) = try Coding.decode(BenchRequest.self, delivery.payload) else {
        return await delivery.refuse(Refusal(.malformedRequest, "This request takes no attachment."))
      }
      await gathering.wait(for: together)
      var count = 0
      while let chunk = try await attachment.next() {
        count += chunk.bytes.count
        if rest > 0 { await pause(.milliseconds(rest)) }
      }
      try await delivery.reply(BenchReply.swallowed(bytes: count), at: WallClock.system.now())
    } catch { await delivery.refuse(error as? Refusal ?? .fault) }
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
