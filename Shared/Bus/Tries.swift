/// How one request is tried again: after pauses that grow, each try with more time to be answered. A request lost by a
/// restart is sent again soon, and one that takes its time is given it.
struct Tries {
  /// Before the next try.
  private(set) var pause = Duration.milliseconds(20)
  /// How long the next try may take, if it has no attachment.
  private(set) var patience = Duration.milliseconds(2500)

  private static let pauseMax = Duration.seconds(1)
  private static let patienceMax = Duration.seconds(3600)

  mutating func failed() {
    pause = min(pause * 2, Self.pauseMax)
    patience = min(patience * 2, Self.patienceMax)
  }
}
