import Shared

/// What speaks against a photo; nothing if it is good to train with.
struct PhotoCheckDocument: Encodable, Sendable {
  /// Names of `PhotoWarning`s.
  var warnings: [Personal<String>]
}
