import Crypto
import Foundation
import Shared

/// One call while it is handled: who asks, what they brought, and what decisions may depend on.
struct Visit {
  let caller: Caller
  /// The photo's bytes.
  let attachment: Attachment?
  let now: Moment
  let draws: any Draws
  let asks: Asks

  /// A new identifier; for a repeat of the same request, the one that the first had.
  func identifier<Of>(_ purpose: String, _ owners: String...) -> Identifier<Of> {
    guard let key = caller.idempotencyKey else { return Identifier(bytes: draws.random(16)) }
    return Identifier(bytes: draws.computed { Array(Self.digest([purpose] + owners, key)[..<16]) })
  }

  /// The key under which another process knows a repeat: ours alone, and of this owner alone.
  func idempotencyKey(_ purpose: String, _ owners: String...) -> String? {
    caller.idempotencyKey.map { Hex.encode(Self.digest([purpose] + owners, $0)) }
  }

  private static func digest(_ parts: [String], _ key: Personal<String>) -> [UInt8] {
    let secret = SymmetricKey(data: Data(key.revealed.utf8))
    // Each part with its length, so that no two rows of parts look alike.
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    return Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret))
  }
}
