/// A piece of an attachment, at most 1 MiB: libzmq costs per message, and in smaller ones carries half as much. Face
/// data passes through here and nowhere else between processes.
///
/// Neither `Codable` nor printable, on purpose: it cannot become part of a message or a log line.
public struct Chunk: Sendable, CustomReflectable {
  public static let sizeMax = 1024 * 1024
  /// What one takes up in memory at most: its bytes, and an eighth more for what the allocator and libzmq have around
  /// them.
  static let cost = sizeMax + sizeMax / 8

  private let message: ZMQMessage

  public init(_ bytes: [UInt8]) { self = bytes.withUnsafeBytes(Self.init(copying:)) }
  public init(copying bytes: UnsafeRawBufferPointer) { self.init(count: bytes.count) { $0.copyMemory(from: bytes) } }
  /// - Parameter fill: writes all of its bytes.
  public init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    message = ZMQMessage(count: count, fill)
  }
  init(_ message: ZMQMessage) { self.message = message }

  public var count: Int { message.count }

  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try message.withUnsafeBytes(body)
  }

  /// A copy, for those who need an array.
  public var bytes: [UInt8] { message.withUnsafeBytes { [UInt8]($0) } }

  /// Sends it as the last part of a message.
  func send(over socket: ZMQSocket) -> ZMQSocket.Sent { message.send(over: socket) }

  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Bytes that travel beside a message: pulled chunk by chunk by whoever needs them, so that memory stays bounded.
///
/// The same type on both sides: what one process hands to the bus, the other receives.
public struct Attachment: Sendable {
  /// In bytes, if known beforehand.
  public let length: Int?
  /// The next chunk, `nil` at the end. Throws `Refusal` when the bytes cannot be had, are cut or fail their checksum.
  public let next: @Sendable () async throws -> Chunk?
  /// Tells the producer that nobody will read on. Harmless at the end, and more than once.
  public let cancel: @Sendable () -> Void

  public init(
    length: Int?, next: @escaping @Sendable () async throws -> Chunk?, cancel: @escaping @Sendable () -> Void = {}
  ) {
    self.length = length
    self.next = next
    self.cancel = cancel
  }
}

extension DefaultStringInterpolation {
  @available(*, unavailable, message: "bytes of a face never become text")
  public mutating func appendInterpolation(_ value: Chunk) {}

  @available(*, unavailable, message: "bytes of a face never become text")
  public mutating func appendInterpolation(_ value: Attachment) {}
}

extension Attachment {
  /// Bytes that are all at hand.
  public init(_ bytes: [UInt8]) {
    let position = Guarded(0)
    self.init(
      length: bytes.count,
      next: {
        let range = position.withLock { start in
          defer { start = min(start + Chunk.sizeMax, bytes.count) }
          return start..<min(start + Chunk.sizeMax, bytes.count)
        }
        return range.isEmpty ? nil : bytes[range].withUnsafeBytes(Chunk.init(copying:))
      })
  }
}
