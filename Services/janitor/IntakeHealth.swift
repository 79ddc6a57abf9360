import Shared

/// Whether new faces may be taken in: only while they could surely be erased again.
struct IntakeHealth {
  /// A clock that is corrected by less than this is no fault.
  static let clockSlack = Duration.seconds(2)

  let turn: Turn<Janitor>
  let contract: RetentionContract

  /// Throws `retention-unavailable` with what is to be mended.
  func check() throws {
    if let newest = try newestEntry(), newest > turn.now + Self.clockSlack {
      throw Refusal(
        .retentionUnavailable,
        "The janitor's clock is behind its newest entry. Erasing goes on; set the clock right to take photos again.")
    }
    for custodian in [ServiceName.uploadStore, .astriaBridge] {
      guard let since = try Custodians(turn: turn).silentSince(custodian) else { continue }
      if turn.now - since > patience(with: custodian) {
        throw Refusal(
          .retentionUnavailable, "\(custodian) has not answered the janitor since \(since). Bring it back.")
      }
    }
  }

  private func newestEntry() throws -> Moment? {
    let moments = [
      try turn.database.row("SELECT read_back AS at FROM receipt ORDER BY number DESC LIMIT 1"),
      try turn.database.row("SELECT issued AS at FROM data_key ORDER BY issued DESC LIMIT 1"),
    ]
    return try moments.compactMap { try $0?.moment("at") }.max()
  }

  /// Half of the shortest time that any face there has between must-be-gone-by and deadline: the other half is for
  /// mending it.
  private func patience(with custodian: ServiceName) -> Duration {
    let rows = contract.rows.filter { $0.copyClass.isFaceData && $0.custodian.service == custodian }
    let allowances = rows.map { $0.deadline.duration - $0.mustBeGoneBy.duration }
    return (allowances.min() ?? .zero) / 2
  }
}
