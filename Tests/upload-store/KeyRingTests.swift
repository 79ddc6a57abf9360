import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct KeyRingTests {
  private let janitor = Janitor()
  private let keys: KeyRing
  private let name = KeyName(photosession: Photosession.ID(bytes: Array(repeating: 1, count: 16)), copyClass: .photo)

  init() {
    keys = KeyRing(clock: WallClock { [janitor] in janitor.now }, asking: janitor.dataKey)
  }

  @Test func aKeyForReadingIsAskedForOnce() async throws {
    _ = try await keys.key(name)
    _ = try await keys.key(name)
    #expect(janitor.asked == 1)
  }

  @Test func aKeyForTakingInIsAskedForEachTime() async throws {
    _ = try await keys.key(name)
    _ = try await keys.fresh(name)
    _ = try await keys.fresh(name)
    #expect(janitor.asked == 3)
  }

  @Test func noKeyIsUsedPastItsEnd() async throws {
    _ = try await keys.key(name)
    janitor.now = janitor.now + .seconds(3600)
    await #expect(throws: KeyRing.destroyed) { try await keys.key(name) }
    #expect(await keys.count == 0)
  }

  @Test func aForgottenKeyIsAskedForAgain() async throws {
    _ = try await keys.key(name)
    await keys.forget(name)
    #expect(await keys.count == 0)
    janitor.refusal = Refusal(.notFound, "destroyed")
    await #expect(throws: KeyRing.destroyed) { try await keys.key(name) }
  }

  @Test func aKeyForgottenWhileItWasOnItsWayIsNotKept() async throws {
    let ring = KeyRingBox()
    let name = name
    let start = CustodyScript.start
    let keys = KeyRing(clock: WallClock { start }) { _, _ throws(Refusal) in
      await ring.keys?.forget(name)
      return DatedKey(
        key: Personal(DataKey(bytes: Array(repeating: 1, count: 32))), mustBeGoneBy: start + .seconds(9),
        deadline: start + .seconds(9))
    }
    await ring.hold(keys)
    _ = try await keys.key(name)
    #expect(await keys.count == 0)
    await ring.hold(nil)
  }
}

/// Lets a closure reach the key ring that it belongs to.
private actor KeyRingBox {
  private(set) var keys: KeyRing?
  func hold(_ keys: KeyRing?) { self.keys = keys }
}
