import Testing

@testable import Shared

/// Waits until something holds, or says that it never did.
func eventually(
  within limit: Duration = .seconds(20), _ what: Comment, at place: SourceLocation = #_sourceLocation,
  _ holds: () async -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if await holds() { return }
    try await Task.sleep(for: .milliseconds(2))
  }
  Issue.record(what, sourceLocation: place)
}

/// What an exchange failed with; nil where it did not.
func failure(of exchange: @Sendable () async throws -> some Sendable) async -> HTTPFailure? {
  do {
    _ = try await exchange()
    return nil
  } catch {
    return error as? HTTPFailure
  }
}
