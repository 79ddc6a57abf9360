import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// Many subjects at once, and then a look at what is left of them.
struct Siege {
  let deployment: Deployment
  let lengths: Lengths
  let isKilling: Bool

  private static let atOnce = 8

  func run(_ endings: [Ending]) async throws {
    let census = Census()
    let subjects = try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await census.count(at: deployment) }
      if isKilling { group.addTask { try await killOneAfterTheOther() } }
      let subjects = try await walkAll(endings)
      group.cancelAll()
      return subjects
    }
    let aftermath = Aftermath(
      deployment: deployment, lengths: lengths, isKilling: isKilling, subjects: subjects, seen: census.copies)
    try await aftermath.judge()
  }

  /// Those who find Astria without money come last, so that the others find it with some.
  private func walkAll(_ endings: [Ending]) async throws -> [Subject] {
    let numbered = Array(endings.enumerated())
    var subjects = try await walk(numbered.filter { $0.element != .broke })
    let balance = 99_000_000
    try await deployment.setBalance(0)
    subjects += try await walk(numbered.filter { $0.element == .broke })
    try await ends(of: subjects)
    try await deployment.setBalance(balance)
    return subjects
  }

  private func walk(_ endings: [(offset: Int, element: Ending)]) async throws -> [Subject] {
    try await withThrowingTaskGroup(of: Subject.self) { group in
      var subjects: [Subject] = []
      var left = endings[...]
      for _ in 0..<Self.atOnce { add(&left, to: &group) }
      while let subject = try await group.next() {
        subjects.append(subject)
        add(&left, to: &group)
      }
      return subjects
    }
  }

  private func add(
    _ left: inout ArraySlice<(offset: Int, element: Ending)>, to group: inout ThrowingTaskGroup<Subject, any Error>
  ) {
    guard let (number, ending) = left.popFirst() else { return }
    group.addTask {
      do { return try await Subject.walk(number, ending, deployment) } catch {
        throw InVain("subject \(number), \(ending): \(error)")
      }
    }
  }

  /// Waits until each of them is erased, by itself or by time.
  private func ends(of subjects: [Subject]) async throws {
    for subject in subjects where !subject.ending.erasesAccount {
      let end = try await subject.person.wait(for: .erased, subject.photosession, within: .seconds(120))
      let outcome = PhotosessionOutcome(rawValue: try end.text("outcome"))
      #expect(outcome != nil, "\(subject.ending)")
      guard !isKilling, let expected = subject.ending.outcome else { continue }
      #expect(outcome == expected || outcome == .expired, "\(subject.ending)")
    }
  }

  private func killOneAfterTheOther() async throws {
    while !Task.isCancelled {
      try deployment.restart(ServiceName.allCases.randomElement() ?? .janitor)
      // As long as a process takes to come up, and a little more.
      do { try await ContinuousClock().sleep(for: .milliseconds(1500)) } catch { return }
    }
  }
}

/// Notes every copy that appears in any ledger while it counts, from when its custodian holds it. What was announced
/// and never acknowledged is no copy: its custodian discards what came of it.
final class Census: Sendable {
  /// By copy, whose it is.
  private let found = Mutex<[Copy.ID: Owner.ID]>([:])

  var copies: [Copy.ID: Owner.ID] { found.withLock { $0 } }

  func count(at deployment: Deployment) async throws {
    struct Holdings: Decodable { var copies: [Copy] }
    while !Task.isCancelled {
      let listed = try await deployment.command(.janitor, "holdings", "--json")
      // What a custodian that is being restarted holds, the next count sees; log lines may stand before the answer.
      if listed.status == 0, let start = listed.output.firstIndex(of: "{") {
        let holdings = try JSON.decode(Holdings.self, Array(listed.output[start...].utf8))
        let copies = holdings.copies.filter { $0.state == .held || $0.state == .erased }
        found.withLock { found in for copy in copies { found[copy.id] = copy.owner } }
      }
      do { try await ContinuousClock().sleep(for: .milliseconds(300)) } catch { return }
    }
  }
}
