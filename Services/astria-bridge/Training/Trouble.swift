/// Why something could not be had from Astria, or from a process of ours: a code only, so that it can be recorded.
struct Trouble: Codable, Hashable, Sendable {
  enum Kind: String, Codable, Sendable {
    /// No answer, or none that can be read: it may have been carried out.
    case lost
    /// It was surely not carried out, and may work later.
    case unreachable
    /// Not carried out: too many requests.
    case busy
    /// Refused for good: asking the same again is in vain.
    case rejected
    /// The key, the balance or an address is wrong: only an operator can help. Not carried out.
    case operatorNeeded = "operator-needed"
    /// The photos are no longer there to be sent. Not carried out.
    case photosGone = "photos-gone"
  }

  let kind: Kind
  /// In seconds, if it was said.
  var retryAfter: Int?

  init(_ kind: Kind, retryAfter: Int? = nil) {
    self.kind = kind
    self.retryAfter = retryAfter
  }
}
