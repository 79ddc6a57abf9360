import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// Many photosessions whose trainings are asked for at once, through real processes: all are delivered and erased, in
/// about the order in which they were asked for, with no more requests for each and hardly more memory.
@Suite(.timeLimit(.minutes(20))) struct CrowdTests {
  private static let count = Scale.pick(20, all: 200)
  /// At the stand-in's pace; a photosession that has it for itself takes 26.
  private static let requestsMax = 60
  /// For the records of so many photosessions and their requests under way.
  private static let growthMax = 48_000_000
  /// A few begin at a time, and one of them may take as long as several others.
  private static let overtakenMax = 10

  @Test func aCrowdIsServedInOrder() async throws {
    let deployment = try await Deployment(.init(training: "2s"))
    do {
      let bridge = try #require(deployment.services[.astriaBridge])
      try await Crowd.gather(2, deployment).goThrough()
      let before = try bridge.peakMemory()
      let crowd = try await Crowd.gather(Self.count, deployment)
      let seen = try await crowd.goThrough()
      let grown = try bridge.peakMemory() - before
      print("\(Self.count) photosessions at once: \(seen); the bridge's memory grew by \(grown / 1_000_000) MB")
      #expect(seen.requestsOfEach <= Self.requestsMax)
      #expect(seen.mostOvertaken <= Self.overtakenMax, "somebody waited while others went ahead")
      #expect(grown <= Self.growthMax)
      let astria = try await deployment.sandboxState()
      #expect(astria.tunesCreated == Self.count + 2)
      #expect(astria.tunesAlive == 0 && astria.promptsAlive == 0 && astria.filesAlive == 0)
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }
}

/// People who have sent their photos and wait for each other.
private struct Crowd {
  struct Seen: CustomStringConvertible {
    var untilAllAreReady: Duration
    var requestsOfEach: Int
    /// The most people whose tune was made before somebody's who had been answered before they asked.
    var mostOvertaken: Int

    var description: String {
      "all ready after \(untilAllAreReady), \(requestsOfEach) requests for each, overtaken by \(mostOvertaken) at most"
    }
  }

  /// When training was asked for, and when that was answered.
  struct Asking {
    let from: ContinuousClock.Instant
    let until: ContinuousClock.Instant
  }

  let deployment: Deployment
  let members: [(person: Person, photosession: String)]

  static func gather(_ count: Int, _ deployment: Deployment) async throws -> Crowd {
    let members = try await each(Array(0..<count), atOnce: 8) { number in
      let person = try await Person.signUp(
        at: deployment, name: "Somebody", email: "somebody.\(UInt64.random(in: 0 ... .max))@example.org")
      let photosession = try await person.openPhotosession()
      for _ in 0..<4 {
        try await person.insist(
          "POST", "/v1/photosessions/\(photosession)/photos", bytes: PlantedPhoto().bytes, type: "image/png"
        ).expect(201)
      }
      return (person, photosession)
    }
    return Crowd(deployment: deployment, members: members)
  }

  @discardableResult
  func goThrough() async throws -> Seen {
    let requests = try await deployment.requests()
    let begun = ContinuousClock.now
    let asked = try await Self.each(members, atOnce: 8) { member in
      let from = ContinuousClock.now
      try await member.person.train(member.photosession)
      return Asking(from: from, until: .now)
    }
    try await wait(for: .ready)
    let ready = ContinuousClock.now - begun
    try await Self.each(members, atOnce: 8) { member in
      let avatars = try await member.person.insist("GET", "/v1/photosessions/\(member.photosession)/avatars")
      #expect(try avatars.list("avatars").count == 4)
      try await member.person.delivered(member.photosession)
    }
    try await wait(for: .erased)
    let spent = try await deployment.requests() - requests
    let overtaken = try await overtaken(asked)
    return Seen(untilAllAreReady: ready, requestsOfEach: spent / members.count, mostOvertaken: overtaken)
  }

  /// A few look at a time: a test looks far more often than an app does.
  private func wait(for state: PhotosessionState) async throws {
    try await Self.each(members, atOnce: 4) { member in
      try await member.person.wait(for: state, member.photosession, within: .seconds(300))
    }
  }

  /// A tune's title at Astria is its id in the ledger, which is in its receipt; Astria saw the titles in this order.
  private func overtaken(_ asked: [Asking]) async throws -> Int {
    struct Text: Decodable {
      var name: String
      var text: String
    }
    let texts = try JSON.decode([Text].self, await deployment.askSandbox("received/texts"))
    let titles = texts.filter { $0.name == "tune[title]" }.map(\.text)
    let made = try await Self.each(members, atOnce: 8) { member in
      let receipts = try await member.person.receipts(of: member.photosession)
      guard let tune = receipts.first(where: { $0.receipt.copyClass == .tune })?.copy,
        let place = titles.firstIndex(where: { $0.hasSuffix(tune.text) })
      else { throw InVain("no receipt of the tune of \(member.photosession)") }
      return place
    }
    return asked.indices.map { mine in
      asked.indices.count { asked[mine].until < asked[$0].from && made[$0] < made[mine] }
    }.max() ?? 0
  }

  @discardableResult
  private static func each<Item: Sendable, Result: Sendable>(
    _ items: [Item], atOnce: Int, _ body: @escaping @Sendable (Item) async throws -> Result
  ) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var results: [Int: Result] = [:]
      for (place, item) in items.enumerated() {
        if place >= atOnce, let (done, result) = try await group.next() { results[done] = result }
        group.addTask { (place, try await body(item)) }
      }
      while let (done, result) = try await group.next() { results[done] = result }
      return items.indices.compactMap { results[$0] }
    }
  }
}
