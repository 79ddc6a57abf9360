import Shared

/// Has credentials at hand, and renews those that expire some time before.
actor CredentialKeeper {
  private let source: any CredentialSource
  private let clock: WallClock
  /// Who finds them renewed when it is his turn need not renew them again.
  private let gate = Gate(capacity: 1)
  private var kept: AWSCredentials?

  /// A request that is signed now may be under way for a while.
  static let renewedBefore = Duration.seconds(300)

  init(_ source: any CredentialSource, clock: WallClock) {
    self.source = source
    self.clock = clock
  }

  /// Those at hand, as long as they are good.
  func current() async throws(Refusal) -> AWSCredentials {
    if let kept, isGood(kept, for: Self.renewedBefore) { return kept }
    return try await gate.pass { [self] () async throws(Refusal) in try await renewed() }
  }

  private func renewed() async throws(Refusal) -> AWSCredentials {
    if let kept, isGood(kept, for: Self.renewedBefore) { return kept }
    do throws(Refusal) {
      let new = try await source.fetch()
      kept = new
      return new
    } catch {
      // The next request tries again.
      guard let kept, isGood(kept, for: .zero) else { throw error }
      return kept
    }
  }

  private func isGood(_ credentials: AWSCredentials, for duration: Duration) -> Bool {
    credentials.expires.map { clock.now() + duration < $0 } ?? true
  }
}
