import Foundation
import Synchronization
import Testing

@testable import Shared

@Suite(.serialized, .timeLimit(.minutes(2))) struct BusTests {
  @Test func aRequestIsAnswered() async throws {
    try await BusPair().run { client in
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
    }
  }

  @Test func manyRequestsAtOnceEachGetTheirOwnAnswer() async throws {
    try await BusPair().run { client in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<500 {
          group.addTask { try await client.ask(.say("\(number)")) == .said("\(number)") }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }

  @Test(arguments: [0, 1, Chunk.sizeMax, Chunk.sizeMax + 1, 10_000_000])
  func bytesArriveWholeInBothDirections(size: Int) async throws {
    try await BusPair().run { client in
      let bytes = Pattern.bytes(size)
      let reply = try await client.ask(.swallow, attachment: { Attachment(bytes) })
      #expect(reply == .swallowed(bytes: size, digest: Pattern.digest(bytes)))

      let (given, attachment) = try await client.askWithAttachment(.give(bytes: size))
      #expect(given == .given)
      let back = try await #require(attachment).all()
      #expect(back == bytes)
    }
  }

  @Test func manySendersOfManyBytesStayWithinOneBudget() async throws {
    let pair = try BusPair { _, other in other.attachmentBudget = 4 << 20 }
    try await pair.run { client in
      try await withThrowingTaskGroup(of: EchoReply.self) { group in
        for _ in 0..<40 {
          group.addTask {
            try await client.ask(
              .swallow, attachment: { Attachment(Pattern.bytes(2_000_000)) }, timeout: .seconds(40))
          }
        }
        for try await reply in group {
          guard case .swallowed(2_000_000, _) = reply else { Issue.record("\(reply)"); return }
        }
      }
    }
  }

  @Test func nobodyThereIsATimeOut() async throws {
    let pair = try BusPair()
    let refusal = await #expect(throws: Refusal.self) {
      try await pair.client.ask(.say("hello"), timeout: .milliseconds(300))
    }
    #expect(refusal?.problem == .timedOut)
    await pair.asking.shutdown()
    await pair.answering.shutdown()
  }

  @Test func aRequestFindsAReceiverThatStartsLater() async throws {
    let pair = try BusPair()
    let (running, stop) = AsyncStream<Void>.makeStream()
    try await withThrowingTaskGroup(of: EchoReply.self) { group in
      group.addTask { try await pair.client.ask(.say("early"), timeout: .seconds(20)) }
      group.addTask {
        try await pair.run { _ in for await _ in running {} }
        return .given
      }
      let first = try await group.next()
      #expect(first == .said("early"))
      stop.finish()
      try await group.waitForAll()
    }
  }

  @Test func whoeverWaitsForBytesStopsWaitingWhenCancelled() async throws {
    // The answer's bytes never come, and the request's bytes are never asked for: both ends wait until they are
    // cancelled.
    try await BusPair().run({ delivery in
      let silent = Attachment(length: nil) { try await BusTests.never() }
      delivery.reply(EchoReply.given, at: WallClock.system.now(), attachment: silent)
    }) { client in
      let (_, attachment) = try await client.askWithAttachment(.swallow, attachment: { Attachment([1, 2, 3]) })
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await #expect(throws: (any Error).self) { try await attachment?.next() } }
        group.cancelAll()
      }
    }
  }

  private static func never() async throws -> Chunk? {
    for await _ in AsyncStream<Void>.makeStream().stream {}
    throw CancellationError()
  }
}

extension Shared.Attachment {
  /// All of it, for tests.
  func all() async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = try await next() { bytes += chunk.bytes }
    return bytes
  }
}
