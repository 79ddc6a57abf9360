import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Harness
@testable import Shared
@testable import astria_sandbox

/// The matrix of faults once more, through real processes: as soon as the call that goes wrong has come to Astria, the
/// bridge is killed with -9 and started again.
@Suite(.timeLimit(.minutes(60))) struct KilledBridgeTests {
  private static let cells = FaultCell.all(RequestFault.allCases.map(\.rawValue))
  private static let chosen =
    Scale.isFull ? cells : cells.enumerated().filter { $0.offset % 23 == 0 }.map(\.element)
  /// Each with processes of its own.
  private static let atOnce = 2

  @Test func killedWhereverAstriaFails() async throws {
    let queue = Queue(Self.chosen)
    let results = try await withThrowingTaskGroup(of: [FaultCell: String].self) { group in
      for _ in 0..<Self.atOnce { group.addTask { try await work(through: queue) } }
      return try await group.reduce(into: [:]) { all, some in all.merge(some) { $1 } }
    }
    #expect(results.count == Self.chosen.count)
    print("\nOne fault, and the bridge killed when it has struck")
    let rows = RequestFault.allCases.map(\.rawValue).map { fault in
      [fault] + FaultCell.routes.map { results[FaultCell(route: $0, fault: fault)] ?? "" }
    }
    Terminal.table(["fault"] + FaultCell.routes, rows)
    print("a: with all avatars, r: with a reason; each time at most one tune, and nothing left\n")
  }

  private func work(through queue: Queue) async throws -> [FaultCell: String] {
    let deployment = try await Deployment(.init(training: "300ms", prompt: "200ms"))
    var results: [FaultCell: String] = [:]
    do {
      try await deployment.control("settings", #"{"balance_mc": 1000000000}"#)
      let person = try await Person.signUp(at: deployment, name: "Somebody", email: "somebody@example.org")
      while let cell = queue.next() { results[cell] = try await live(through: cell, person, deployment) }
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
    return results
  }

  /// - Returns: how it ended, in a letter: `a` with all avatars, `r` with a reason instead.
  private func live(through cell: FaultCell, _ person: Person, _ deployment: Deployment) async throws -> String {
    let tunesBefore = try await deployment.sandboxState().tunesCreated
    let photosession = try await person.openPhotosession()
    for _ in 0..<4 {
      try await person.insist(
        "POST", "/v1/photosessions/\(photosession)/photos", bytes: PlantedPhoto().bytes, type: "image/png"
      ).expect(201)
    }
    let asked = try await deployment.requestsByRoute()[cell.route] ?? 0
    try await deployment.control("faults", cell.plan)
    try await person.train(photosession)
    try await Eventually.holds("\(cell) strikes", within: .seconds(60)) {
      try await deployment.requestsByRoute()[cell.route] ?? 0 > asked
    }
    try deployment.restart(.astriaBridge)
    let made = try await person.wait(for: .ready, photosession)
    let avatars = try await person.insist("GET", "/v1/photosessions/\(photosession)/avatars").list("avatars").count
    if try made.text("state") == "ready" { try await person.delivered(photosession) }
    let end = try await person.wait(for: .erased, photosession)
    let after = try await deployment.sandboxState()
    #expect(after.tunesCreated - tunesBefore <= 1, "\(cell)")
    #expect(after.tunesAlive == 0 && after.promptsAlive == 0 && after.filesAlive == 0, "\(cell)")
    #expect(try end.list("photos").isEmpty, "\(cell)")
    if avatars == 4 { return "a" }
    #expect(try end.object()["reason"] != nil, "\(cell)")
    return "r"
  }
}

/// The cells that are left, for whoever comes next.
private final class Queue: Sendable {
  private let left: Mutex<ArraySlice<FaultCell>>
  init(_ cells: [FaultCell]) { left = Mutex(cells[...]) }
  func next() -> FaultCell? { left.withLock { $0.popFirst() } }
}
