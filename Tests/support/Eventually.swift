/// Waits for something to become true, looking often; gives up with a sentence. Nothing here waits for a fixed time.
public enum Eventually {
  public static func get<Value>(
    _ what: String, within: Duration = .seconds(30), _ look: () async throws -> Value?
  ) async throws -> Value {
    let end = ContinuousClock.now + within
    var last = ""
    while ContinuousClock.now < end {
      do {
        if let value = try await look() { return value }
      } catch {
        last = " (\(error))"
      }
      try await ContinuousClock().sleep(for: .milliseconds(50))
    }
    throw InVain("Waited \(within) in vain: \(what)\(last).")
  }

  public static func holds(
    _ what: String, within: Duration = .seconds(30), _ look: () async throws -> Bool
  ) async throws {
    _ = try await get(what, within: within) { try await look() ? true : nil }
  }
}

public struct InVain: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
