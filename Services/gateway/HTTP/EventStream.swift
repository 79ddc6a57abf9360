import Crypto
import Foundation
import Hummingbird
import ServiceLifecycle
import Shared

/// A photosession's changes as server-sent events.
///
/// An event's id is a digest of what it says: whoever comes back with the last one hears only of what differs from it,
/// from whichever gateway, without anything being kept here.
struct EventStream: Sendable {
  struct Event: Sendable {
    let id: String
    let data: String
    let isLast: Bool

    init(_ document: PhotosessionDocument) throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let json = try encoder.encode(document)
      data = String(decoding: json, as: UTF8.self)
      id = Hex.encode(SHA256.hash(data: json).prefix(8))
      isLast = document.state == .erased
    }

    var text: String { "id: \(id)\nevent: photosession\ndata: \(data)\n\n" }
  }

  /// How often we look although nothing was said: what says so may be lost.
  let period: Duration
  let heartbeat: Duration
  /// How the photosession stands now.
  let look: @Sendable () async throws(Refusal) -> PhotosessionDocument
  /// Says something each time that it stands otherwise.
  let changes: @Sendable () -> AsyncStream<AstriaBridgeEvent>

  /// Looks once, so that whoever may not listen is told so with a status.
  func response(after lastEventID: String?, holding slot: Slot) async throws -> Response {
    let first = try Event(await look())
    if first.isLast, first.id == lastEventID { return Response(status: .noContent) }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        defer { withExtendedLifetime(slot) {} }
        try await nudged { nudges in try await write(first, after: lastEventID, nudges, to: &writer) }
        try await writer.finish(nil)
      })
  }

  /// Hands in what says when to look again: a change, or that a period is over.
  private func nudged(_ body: (AsyncStream<Void>) async throws -> Void) async throws {
    let (nudges, nudge) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    // From now on, before anything is written: whoever has read how it stands misses no change of that.
    let changes = changes()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in changes { nudge.yield() } }
      group.addTask {
        while !Task.isCancelled {
          await pause(period)
          nudge.yield()
        }
      }
      defer { group.cancelAll() }
      try await body(nudges)
    }
  }

  private func write(
    _ first: Event, after lastEventID: String?, _ nudges: AsyncStream<Void>, to writer: inout any ResponseBodyWriter
  ) async throws {
    var nudge = nudges.makeAsyncIterator()
    var last = lastEventID
    var next: Event? = first
    var wroteAt = ContinuousClock.now
    while !Task.isCancelled, !Task.isShuttingDownGracefully {
      if let event = next, event.id != last {
        try await writer.write(ByteBuffer(string: event.text))
        (last, wroteAt) = (event.id, .now)
      } else if ContinuousClock.now - wroteAt >= heartbeat {
        try await writer.write(ByteBuffer(string: ": heartbeat\n\n"))
        wroteAt = .now
      }
      if next?.isLast == true { return }
      await nudge.next()
      do { next = try await lookAgain() } catch { return }
    }
  }

  /// `nil` if nothing can be said now. Throws if nothing can be said ever again: signed out, or gone.
  private func lookAgain() async throws -> Event? {
    do {
      return try Event(await look())
    } catch let refusal as Refusal where refusal.problem.isWorthARetry {
      return nil
    }
  }
}
