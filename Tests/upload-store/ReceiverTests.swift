import Shared
import Testing

@testable import upload_store

/// How bytes that come in end.
@Suite(.timeLimit(.minutes(1)))
struct ReceiverTests {
  private func read(_ receiver: Receiver) async -> Int {
    var count = 0
    while let chunk = await receiver.next() { count += chunk.count }
    return count
  }

  @Test func whatCameToItsEndIsWholeThoughItIsStoppedThen() async {
    let receiver = Receiver(Shared.Attachment([1, 2, 3]))
    #expect(await read(receiver) == 3)
    receiver.stop(Refusal(.busy, "late"))
    #expect(receiver.whyCut == nil)
  }

  @Test func whatIsStoppedEndsThereAndSaysWhy() async {
    let receiver = Receiver(Shared.Attachment([UInt8](repeating: 1, count: 30), pieceSize: 10))
    #expect(await receiver.next()?.count == 10)
    receiver.stop(Refusal(.busy, "first"))
    receiver.stop(Refusal(.unavailable, "second"))
    #expect(await receiver.next() == nil)
    #expect(receiver.whyCut?.problem == .busy)
  }

  @Test func fewerBytesThanAnnouncedAreNotAll() async {
    let receiver = Receiver(Shared.Attachment([1, 2, 3], pieceSize: 2, length: 4))
    #expect(await read(receiver) == 3)
    #expect(receiver.whyCut?.problem == .bodyLengthMismatch)
  }

  @Test func slowIsWhoSendsTooLittleForTooLong() async {
    let receiver = Receiver(Shared.Attachment([UInt8](repeating: 1, count: 100), pieceSize: 10))
    func isSlow(in seconds: Int, bytesPerSecond: Int) -> Bool {
      receiver.isSlow(at: .now + .seconds(seconds), after: .seconds(5), bytesPerSecond: bytesPerSecond)
    }
    #expect(!isSlow(in: 9, bytesPerSecond: 1000), "it has not begun")
    _ = await receiver.next()
    #expect(!isSlow(in: 4, bytesPerSecond: 1000), "it has time")
    #expect(isSlow(in: 9, bytesPerSecond: 1000))
    #expect(!isSlow(in: 9, bytesPerSecond: 1))
    _ = await read(receiver)
    #expect(!isSlow(in: 9, bytesPerSecond: 1000), "it is done")
  }
}
