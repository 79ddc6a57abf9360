import Crypto

/// What both ends of an attachment compute over its chunks, and compare: are these the bytes that were sent, all of
/// them and in this order?
///
/// The tag of AES-GCM over each chunk (GMAC, NIST SP 800-38D) under a key that everybody knows, with the chunk's number
/// as nonce, and SHA-256 over the tags. It runs at the speed of memory, ten times as fast as SHA-256 over the bytes,
/// and finds what goes wrong by accident. Against malice between machines stands CURVE, which authenticates each
/// message.
struct Checksum {
  private static let key = SymmetricKey(data: [UInt8](repeating: 0, count: 32))

  private var tags = SHA256()
  private var count: UInt32 = 0

  mutating func add(_ chunk: Chunk) {
    do {
      let nonce = try AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 8) + Frame.bytes(count))
      let tag = try chunk.withUnsafeBytes {
        try AES.GCM.seal([UInt8](), using: Self.key, nonce: nonce, authenticating: $0).tag
      }
      tags.update(data: tag)
      count += 1
    } catch {
      preconditionFailure("AES-GCM takes a nonce of 12 bytes and data of this size")
    }
  }

  func finish() -> [UInt8] { Array(tags.finalize()) }
}
