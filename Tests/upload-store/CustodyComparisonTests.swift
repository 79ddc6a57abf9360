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
    #expect(script.effects == [.removeLeftovers(before: script.now - .seconds(60)), .list(after: nil)])
    try script.tick()
    #expect(script.effects.isEmpty)
    script.now = script.now + .seconds(3600)
    try script.tick()
    #expect(script.effects == [.removeLeftovers(before: script.now - .seconds(60)), .list(after: nil)])
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
    #expect(try script.holdings(.due(by: script.now)).map(\.id) == [stored.copy], "its receipt is awaited")
    try script.service.feed(.outcome(.readBack([gone], .missing)))
    #expect(try count("entriesWithoutBytes") == 1)
    try script.ask(.receipted(copies: [stored.copy]))
    #expect(try script.state(1) == nil)
  }

  @Test func whatTheStoreStillShowsAfterItsErasureIsErasedAgain() throws {
    let stored = try #require(try script.hold(1)).stored
    try script.ask(.erase(copies: [stored.copy], reason: .processed))
    try script.service.feed(.outcome(.removed(done: [stored.copy], failed: [], .ownClock)))
    #expect(try script.state(1) == .erased)
    try listed([stored.object])
    #expect(script.effects == [.remove([stored], .ownClock)])
    #expect(try script.state(1) == .erasing)
    try script.service.feed(.outcome(.removed(done: [stored.copy], failed: [], .ownClock)))
    try listed([])
    #expect(script.effects.isEmpty)
    #expect(try script.holdings().map(\.reason) == [.processed], "the reason stays")
  }

  @Test func whatIsRemovedIsCounted() throws {
    try script.service.feed(.outcome(.removedOrphans(2)))
    try script.service.feed(.outcome(.removedLeftovers(3)))
    try script.service.feed(.outcome(.removedOrphans(1)))
    #expect(try count("objectsWithoutEntry") == 3 && count("leftovers") == 3 && count("entriesWithoutBytes") == 0)
  }

  /// A store that was emptied has no objects for very many entries: they come in pages, too.
  @Test func manyEntriesWithoutBytesAreLookedForPageByPage() throws {
    let entries = Custody.entriesMax + 10
    try script.service.read { database in
      for number in 0..<entries {
        let digits = String(number, radix: 16)
        let id = String(repeating: "0", count: 32 - digits.count) + digits
        try database.run(
          """
          INSERT INTO copy (id, owner, class, object, state, received_at, must_be_gone_by, deadline)
          VALUES (?, ?, 'avatar', ?, 'held', 0, 0, 0)
          """, id, script.photosession, id)
      }
    }
    try listed([])
    guard case .readBack(let first, .missing)? = script.effects.first, case .list(let after?)? = script.effects.last
    else { return #expect(Bool(false), "the first page is not compared") }
    #expect(first.count == Custody.entriesMax && after == first.last?.object)
    try listed([], after: after)
    guard case .readBack(let rest, .missing)? = script.effects.first else { return #expect(Bool(false), "no rest") }
    #expect(rest.count == 10 && script.effects.count == 1)
  }

  private func count(_ counter: String) throws -> Int? {
    try script.service.read { try script.service.service.counts($0)[counter] }
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
