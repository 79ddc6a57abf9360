import Synchronization

/// A piece of an attachment, at most 256 KiB. Face data passes through here and nowhere else between processes.
///
/// Neither `Codable` nor printable, on purpose: it cannot become part of a message or a log line.
public struct Chunk: Sendable, CustomReflectable {
  public static let sizeMax = 256 * 1024

  public let bytes: [UInt8]
  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Bytes that travel beside a message: pulled chunk by chunk by whoever needs them, so that memory stays bounded.
///
/// The same type on both sides: what one process hands to the bus, the other receives.
public struct Attachment: Sendable {
  /// In bytes, if known beforehand.
  public let length: Int?
  /// The next chunk, `nil` at the end. Throws `Refusal` when the bytes cannot be had, are cut or fail their digest.
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
    let chunks = stride(from: 0, to: bytes.count, by: Chunk.sizeMax).map { start in
      Chunk(Array(bytes[start..<min(start + Chunk.sizeMax, bytes.count)]))
    }
    let rest = Mutex(chunks[...])
    self.init(length: bytes.count, next: { rest.withLock { $0.popFirst() } })
  }
}
