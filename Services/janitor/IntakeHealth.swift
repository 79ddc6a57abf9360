import Shared

/// Whether new faces may be taken in: only while they could surely be erased again.
struct IntakeHealth {
  let turn: Turn<Janitor>
  let settings: JanitorSettings

  /// Throws `retention-unavailable` with what is to be mended.
  func check() throws {
    guard !turn.clock.isFaulty else {
      throw Refusal(
        .retentionUnavailable,
        "The janitor's clock shows \(turn.clock.wall), but it is \(turn.now) at least. Erasing goes on; set the clock "
          + "right to take photos again.")
    }
    for custodian in Custodians.all {
      guard let since = try Custodians(turn: turn).state(of: custodian)?.backlogSince else { continue }
      if turn.now - since > settings.contract.allowance(of: custodian) / 2 {
        throw Refusal(
          .retentionUnavailable,
          "\(custodian) should have erased copies by \(since) and has not, or cannot tell. See `janitor alarms` and "
            + "its log.")
      }
    }
    if let alarm = try Alarms(turn: turn, settings: settings).ringing().first(where: \.stopsIntake) {
      throw Refusal(.retentionUnavailable, "An alarm rings since \(alarm.since). \(alarm.sentence)")
    }
  }
}
