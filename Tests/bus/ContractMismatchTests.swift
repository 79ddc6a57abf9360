import TestSupport
import Testing

@testable import Shared

/// Two processes that keep different retention contracts do not work together, and say so.
@Suite(.timeLimit(.minutes(1))) struct ContractMismatchTests {
  @Test func theSameContractIsNoMatter() async throws {
    let pair = try BusPair { one, other in
      one.contract = "aaaa"
      other.contract = "aaaa"
    }
    try await pair.run { client in
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
    }
  }

  private static let pairs: [(String?, String?)] = [("aaaa1111bbbb2222", "cccc"), (nil, "cccc"), ("aaaa", nil)]

  @Test(arguments: pairs)
  func anotherContractIsRefusedAndBothAreNamed(_ its: String?, _ ours: String?) async throws {
    let pair = try BusPair { one, other in
      one.contract = its
      other.contract = ours
    }
    try await pair.run({ _ in Issue.record("the request was taken in") }) { client in
      let refusal = await #expect(throws: Refusal.self) { _ = try await client.ask(.say("hello")) }
      let detail = try #require(refusal).detail
      #expect(refusal?.problem == .contractMismatch)
      for name in [its, ours] { #expect(detail.contains(name.map { String($0.prefix(12)) } ?? "none"), "\(detail)") }
    }
    #expect(pair.answeringLog.count(of: "another retention contract") == 1)
  }
}
