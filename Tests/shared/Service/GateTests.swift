import Testing

@testable import Shared

@Suite(.timeLimit(.minutes(1)))
struct GateTests {
  @Test func neverMoreThanItsPlacesAreInsideAndAllGetIn() async throws {
    let gate = Gate(capacity: 3)
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

  private(set) var names: [String] = []

  /// Is inside until the stream ends.
  func stay(in gate: Gate, _ size: Int, _ name: String, _ until: AsyncStream<Void>?, as copy: Copy.ID? = nil) async {
    do throws(Refusal) {
      try await gate.pass(as: copy, size: size) { () throws(Refusal) in
        await self.note(name)
        if let until { for await _ in until {} }
      }
    } catch {
      return
    }
  }

  private func note(_ name: String) { names.append(name) }

  private func enter() {
    inside += 1
    most = max(most, inside)
  }

  private func leave() {
    inside -= 1
    passed += 1
  }
}

extension GateTests {
  @Test func whoIsLargeWaitsForRoomAndNobodyOvertakes() async throws {
    let gate = Gate(capacity: 10)
    let order = Visits()
    let (first, second) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await order.stay(in: gate, 8, "first", first.stream) }
      while await order.names.isEmpty { await Task.yield() }
      group.addTask { await order.stay(in: gate, 50, "large", second.stream) }
      while await !gate.isAwaited { await Task.yield() }
      group.addTask { await order.stay(in: gate, 1, "small", second.stream) }
      first.continuation.finish()
      second.continuation.finish()
    }
    #expect(await order.names == ["first", "large", "small"])
  }

  @Test func whoNeedNotWaitAnyMoreGetsInAtOnce() async throws {
    let gate = Gate(capacity: 1)
    let name = Copy.ID(bytes: Array(repeating: 1, count: 16))
    let inside = AsyncStream<Void>.makeStream()
    let visits = Visits()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await visits.stay(in: gate, 1, "first", inside.stream) }
      while await visits.names.isEmpty { await Task.yield() }
      group.addTask { await visits.stay(in: gate, 1, "second", nil, as: name) }
      while await !gate.isAwaited { await Task.yield() }
      await gate.skip(name)
      while await visits.names.count < 2 { await Task.yield() }
      inside.continuation.finish()
    }
    #expect(await visits.names == ["first", "second"])
  }
}
