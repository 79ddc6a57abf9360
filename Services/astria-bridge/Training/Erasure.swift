import Shared

/// An erasure asked of the janitor, again and again until it is complete.
struct Erasure: Codable, Hashable {
  static let everything: [CopyClass] = [.photo, .tune, .prompt, .avatar]

  let number: Int
  let classes: [CopyClass]
  let reason: ErasureReason
  var pace: Pace
}
