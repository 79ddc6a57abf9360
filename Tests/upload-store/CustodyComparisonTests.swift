import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct CustodyComparisonTests {
  private let script: CustodyScript

  init() throws { script = try CustodyScript() }

  private func listed(_ names: [StoredObject.Name], after: StoredObject.Name? = nil, isLast: Bool = true) throws {
    let old = script.now - .seconds(600)
    let objects = names.sorted().map { ListedObject(name: $0, writtenAt: old) }
    try script.service.feed(.outcome(.listed(objects, after: after, isLast: isLast)))
  }

  @Test func theStoreIsComparedAtEachStartAndEveryHour() throws {
    try script.restart()
    #expect(script.effects == [.list(after: nil)])
    try script.tick()
    #expect(script.effects.isEmpty)
    script.now = script.now + .seconds(3600)
    try script.tick()
    #expect(script.effects == [.list(after: nil)])
  }

  @Test func anObjectThatNoRowOwnsIsRemoved() throws {
    let held = try #require(try script.hold(1)).stored.object
    let orphan = StoredObject.Name(bytes: Array(repeating: 3, count: 16))
    try listed([held, orphan])
    #expect(script.effects == [.removeOrphans([orphan])])
  }

  @Test func anObjectJustWrittenIsLeftAlone() throws {
    let orphan = StoredObject.Name(bytes: Array(repeating: 3, count: 16))
    let object = ListedObject(name: orphan, writtenAt: script.now)
    try script.service.feed(.outcome(.listed([object], after: nil, isLast: true)))
    #expect(script.effects.isEmpty)
  }

  @Test func aRowWithoutObjectIsLookedForBeforeItCountsAsErased() throws {
    let stored = try #require(try script.hold(1)).stored
    try listed([])
    #expect(script.effects == [.readBack([stored], .missing)])
    let there = ReadBackResult(copy: stored.copy, finding: .readable)
    try script.service.feed(.outcome(.readBack([there], .missing)))
    #expect(try script.state(1) == .held)
    let gone = ReadBackResult(copy: stored.copy, finding: .gone)
    try script.service.feed(.outcome(.readBack([gone], .missing)))
    #expect(try script.state(1) == .erased)
    #expect(try script.holdings().map(\.reason) == [.orphan])
  }

  @Test func aPhotoOnItsWayIsNotMissed() throws {
    try script.sendPhoto(1)
    try listed([])
    #expect(script.effects.isEmpty)
  }

  @Test func eachPageIsComparedWithItsOwnRowsOnly() throws {
    let stored = try (1...4).compactMap { try script.hold($0)?.stored }.sorted { $0.object < $1.object }
    try listed([stored[0].object, stored[1].object], isLast: false)
    #expect(script.effects == [.list(after: stored[1].object)])
    try listed([stored[3].object], after: stored[1].object)
    #expect(script.effects == [.readBack([stored[2]], .missing)])
  }
}
