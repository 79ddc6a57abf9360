import PlainC
import Shared

/// One way to bring ten megabytes to another process and hear that they are there.
protocol AttachmentWay: Sendable {
  var title: String { get }
  func run() async
  func send() async throws
  func end() async
}

extension AttachmentWay {
  func run() async {}
  func end() async {}
}

/// Plain C: `write`, `read`, and one byte back.
struct PlainCopy: AttachmentWay {
  /// Bytes of a `write`: where it is quickest, because both ends' buffers stay in the cache.
  static let pieceSize = 256 << 10

  let title = "plain C, Unix socket"
  private let server: Child
  private let descriptor: Int32

  init(folder: String) throws {
    let path = "\(folder)/copy.sock"
    server = try Child(["serve", ServerKind.plainCopy.rawValue, path])
    _ = try server.line()
    descriptor = plain_copy_connect(path)
    guard descriptor >= 0 else { throw BenchFailure("Plain C cannot connect to \(path).") }
  }

  func send() async throws {
    guard plain_copy_once(descriptor, AttachmentRace.size, Self.pieceSize) == 0 else {
      throw BenchFailure("The plain copy broke off.")
    }
  }
}

/// Plain C on libzmq: what the wire of our bus can carry at most with pieces of this size.
///
/// `@unchecked Sendable`: the socket is used by one measurement at a time, and nothing else changes.
final class PlainChunks: AttachmentWay, @unchecked Sendable {
  static let window: Int32 = 4

  let title = "plain C libzmq, ipc, no copies"
  private let server: Child
  private let socket: UnsafeMutableRawPointer

  init(folder: String) throws {
    let endpoint = "ipc://\(folder)/chunks.sock"
    server = try Child(["serve", ServerKind.plainChunks.rawValue, endpoint])
    _ = try server.line()
    guard let socket = plain_echo_connect(endpoint, nil) else {
      throw BenchFailure("Plain C cannot connect to \(endpoint).")
    }
    self.socket = socket
  }

  func send() async throws {
    guard plain_chunks_once(socket, AttachmentRace.size, Chunk.sizeMax, Self.window) == 0 else {
      throw BenchFailure("The plain chunks broke off.")
    }
  }
}

/// An attachment of our bus: credits, a digest, a typed answer at the end.
struct BusCopy: AttachmentWay {
  let title: String
  private let server: Child
  private let bus: Bus
  private let client: Client<BenchRequest>

  init(_ name: ContenderName, on stage: Stage) throws {
    title = name.title
    let place = stage.place(name, "copy")
    server = try Child.busServer(at: place)
    bus = try place.bus(of: .gateway)
    client = Client(bus, to: BenchRequest.receiver, me: .gateway, clock: .system, randomness: .system)
  }

  func run() async { await bus.run() }

  func send() async throws { try await client.sendAttachment(together: 1, restMilliseconds: 0) }

  func end() async { await bus.shutdown() }
}
