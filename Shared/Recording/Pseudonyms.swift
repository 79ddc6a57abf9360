import Crypto
import Foundation

/// Turns a personal value into a stand-in that is the same throughout one recording and unlinkable outside it: the key
/// is random, lives in memory, and dies with the process.
///
/// The stand-in keeps the value's shape (an address stays an address, a key stays 64 digits), so that a replay can take
/// it for the value.
struct Pseudonyms: Sendable {
  private let key = SymmetricKey(size: .bits256)

  var encode: @Sendable (String) -> String { { self.pseudonym(of: $0) } }

  func pseudonym(of value: String) -> String {
    let code = Hex.encode(HMAC<SHA256>.authenticationCode(for: Data(value.utf8), using: key))
    if Hex.decode(value)?.count == 32 { return code }
    let short = code.prefix(32)
    return value.contains("@") ? "\(short)@pseudonym.invalid" : "pseudonym-\(short)"
  }
}
