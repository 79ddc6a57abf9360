import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Shared

/// An event of the tests: a number about one thing.
private enum CountEvent: EventMessage, Hashable {
  case count(Identifier<CountEvent>, Int)

  static let publisher = ServiceName.uploadStore
  var topic: EventTopic {
    switch self {
    case .count(let id, _): EventTopic(id)
    }
  }
}

@Suite(.serialized, .timeLimit(.minutes(1))) struct BusEventTests {
  private let one = Identifier<CountEvent>(bytes: Array(repeating: 1, count: 16))
  private let other = Identifier<CountEvent>(bytes: Array(repeating: 2, count: 16))

  /// A publisher that knows how things stand with both.
  private func publish(
    _ pair: BusPair, standing: [Identifier<CountEvent>: Int], _ body: @Sendable () async throws -> Void
  ) async throws {
    let bus = pair.answering
    try await bus.serve({ _ in }) { topic in
      for (id, count) in standing where EventTopic(id) == topic { bus.publish(CountEvent.count(id, count)) }
    }
    try await body()
    await pair.asking.shutdown()
    await bus.shutdown()
  }

  @Test func whoComesLateHearsFirstHowThingsStand() async throws {
    let pair = try BusPair()
    try await publish(pair, standing: [one: 7, other: 9]) {
      pair.answering.publish(CountEvent.count(one, 6))
      await pair.answering.isDone()
      for _ in 0..<2 {
        var events = pair.asking.events(CountEvent.self, about: EventTopic(one)).makeAsyncIterator()
        let first = await events.next()
        #expect(first == .count(one, 7))
      }
    }
  }

  @Test func onlyWhatWasAskedForIsHeard() async throws {
    let pair = try BusPair()
    try await publish(pair, standing: [one: 1]) {
      var events = pair.asking.events(CountEvent.self, about: EventTopic(one)).makeAsyncIterator()
      let first = await events.next()
      #expect(first == .count(one, 1))
      pair.answering.publish(CountEvent.count(other, 5))
      pair.answering.publish(CountEvent.count(one, 2))
      let second = await events.next()
      #expect(second == .count(one, 2))
    }
  }

  @Test func whoReadsSlowlyFindsTheLatestOnly() async throws {
    let pair = try BusPair()
    try await publish(pair, standing: [one: 0]) {
      var slow = pair.asking.events(CountEvent.self, about: EventTopic(one)).makeAsyncIterator()
      var quick = pair.asking.events(CountEvent.self, about: EventTopic(one)).makeAsyncIterator()
      let first = await quick.next()
      #expect(first == .count(one, 0))
      for count in 1...100 { pair.answering.publish(CountEvent.count(one, count)) }
      while await quick.next() != .count(one, 100) {}
      let latest = await slow.next()
      #expect(latest == .count(one, 100))
    }
  }

  @Test func whoWasAwayHearsHowThingsStandWhenHeIsBack() async throws {
    let pair = try BusPair()
    var events = pair.asking.events(CountEvent.self, about: EventTopic(one)).makeAsyncIterator()
    try await pair.answering.serve({ _ in }) { [one, bus = pair.answering] _ in bus.publish(CountEvent.count(one, 1)) }
    let before = await events.next()
    #expect(before == .count(one, 1))
    await pair.answering.shutdown()

    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let successor = try Bus(
      .local(directory: pair.directory, me: .uploadStore), clock: .system, log: log)
    try await successor.serve({ _ in }) { [one] _ in successor.publish(CountEvent.count(one, 2)) }
    let after = await events.next()
    #expect(after == .count(one, 2))
    await pair.asking.shutdown()
    await successor.shutdown()
  }

  @Test func anEventOfAnUnknownVersionIsCountedAndTheNextIsHeard() async throws {
    let pair = try BusPair()
    try await publish(pair, standing: [:]) {
      let listening = pair.asking.events(CountEvent.self, about: EventTopic(one))
      var events = listening.makeAsyncIterator()
      let payload = try Coding.encode(CountEvent.count(one, 1))
      // Sent until it is heard: nobody says when a subscription has arrived.
      while await pair.asking.malformed == 0 {
        await pair.answering.send(topic: EventTopic(one), schema: 99, payload)
        await pause(.milliseconds(5))
      }
      pair.answering.publish(CountEvent.count(one, 3))
      let next = await events.next()
      #expect(next == .count(one, 3))
    }
  }

  @Test func aStrangerHearsNothing() async throws {
    let (gateway, store) = (CurveKeyPair.generate(), CurveKeyPair.generate())
    let known = [ServiceName.gateway: gateway.publicKey, .uploadStore: store.publicKey]
    let port = FreePort.pair()
    for (key, isKnown) in [(gateway, true), (CurveKeyPair.generate(), false)] {
      let pair = try BusPair { asking, answering in
        asking.bind = "tcp://127.0.0.1:0"
        asking.endpoints = [.uploadStore: "tcp://127.0.0.1:\(port)"]
        asking.keys = BusKeys(own: key, known: known)
        answering.bind = "tcp://127.0.0.1:\(port)"
        answering.keys = BusKeys(own: store, known: known)
      }
      try await publish(pair, standing: [one: 4]) {
        var events = pair.asking.events(CountEvent.self, about: EventTopic(one)).makeAsyncIterator()
        if isKnown {
          let heard = await events.next()
          #expect(heard == .count(one, 4))
        } else {
          while await pair.answering.turnedAway == 0 { await pause(.milliseconds(5)) }
        }
      }
    }
  }
}

extension Bus {
  /// An event as only a process of another version would send it.
  fileprivate func send(topic: EventTopic, schema: UInt32, _ payload: [UInt8]) {
    _ = publisher?.send([Array(topic.text.utf8), Frame.bytes(schema), payload])
  }
}

extension Bus {
  /// Returns once its thread has done what it was given before: what it published then can reach no later listener.
  fileprivate func isDone() async {
    await withCheckedContinuation { done in thread.perform(on: self) { _ in done.resume() } }
  }
}
