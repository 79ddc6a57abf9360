import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct GateTests {
  @Test func neverMoreThanItsPlacesAreInsideAndAllGetIn() async throws {
    let gate = Gate(places: 3)
    let visits = Visits()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<50 { group.addTask { await visits.pass(gate, number) } }
    }
    #expect(await visits.most <= 3)
    #expect(await visits.passed == 50)
    #expect(await visits.inside == 0)
  }
}

/// Counts who is inside.
private actor Visits {
  var inside = 0
  var most = 0
  var passed = 0

  func pass(_ gate: Gate, _ number: Int) async {
    do throws(Refusal) {
      try await gate.pass { () throws(Refusal) in
        await self.enter()
        await Task.yield()
        await self.leave()
        if number.isMultiple(of: 3) { throw Refusal(.cancelled, "on purpose") }
      }
    } catch {
      return
    }
  }

  private func enter() {
    inside += 1
    most = max(most, inside)
  }

  private func leave() {
    inside -= 1
    passed += 1
  }
}
