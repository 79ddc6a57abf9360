import Foundation
import PlainC

/// Plain C, blocking, on a thread of its own: as fast as libzmq is.
///
/// `@unchecked Sendable`: the socket is used by one measurement at a time, and nothing else changes.
final class PlainEcho: Contender, @unchecked Sendable {
  private static let measuredMax = 1 << 20

  let name: ContenderName
  private let server: Child
  private let socket: UnsafeMutableRawPointer

  init(_ name: ContenderName, endpoint: String, keys: BenchKeys?) throws {
    self.name = name
    server = try Child(
      ["serve", ServerKind.plainEcho.rawValue, endpoint] + (keys.map { ["--keys", $0.folder] } ?? []))
    _ = try server.line()
    guard let socket = plain_echo_connect(endpoint, try keys?.plainPublicKey()) else {
      throw BenchFailure("Plain C cannot connect to \(endpoint).")
    }
    self.socket = socket
  }

  func measure(_ load: Load) async throws -> Timings {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try self.measureHere(load) }) }
    }
  }

  private func measureHere(_ load: Load) throws -> Timings {
    var elapsed: UInt64 = 0
    var failed = false
    let latencies = [UInt64](unsafeUninitializedCapacity: Self.measuredMax) { buffer, count in
      let measured = plain_echo_measure(
        socket, load.codedSize, Int32(load.outstanding), load.nanoseconds, buffer.baseAddress, Self.measuredMax,
        &elapsed)
      failed = measured < 0
      count = max(0, measured)
    }
    guard !failed else { throw BenchFailure("\(name.title) heard no echo.") }
    return Timings(latencies: latencies, elapsed: elapsed)
  }
}
