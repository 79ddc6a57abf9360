import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Shared
@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct FolderStoreTests {
  private let folder: TemporaryFolder
  private let store: FolderStore

  init() throws {
    folder = try TemporaryFolder()
    store = try FolderStore(folder: folder.path + "/store")
  }

  private func name(_ number: UInt8) -> StoredObject.Name { .numbered(number) }
  private func read(_ name: StoredObject.Name) async throws -> [UInt8]? { try await store.read(name) }

  @Test func whatIsPutIsThereUntilItIsDeleted() async throws {
    let large = [UInt8](repeating: 5, count: 600_000)
    try await store.put(name(1), [large, [1, 2, 3]])
    #expect(try await store.exists(name(1)))
    #expect(try await read(name(1)) == large + [1, 2, 3])
    try await store.delete(name(1))
    #expect(try await !store.exists(name(1)))
    #expect(try await read(name(1)) == nil)
    #expect(folder.files.isEmpty)
  }

  @Test func deletingWhatIsNotThereIsFine() async throws {
    try await store.delete(name(1))
  }

  @Test func puttingAgainReplaces() async throws {
    try await store.put(name(1), [[1]])
    try await store.put(name(1), [[2]])
    #expect(try await read(name(1)) == [2])
  }

  @Test func whatBreaksOffLeavesNoByte() async throws {
    let broken = Refusal(.unavailable, "broken off")
    await #expect(throws: broken) { try await store.put(name(1), [[1, 2, 3]], thenThrow: broken) }
    #expect(folder.files.isEmpty)
  }

  @Test func whatWasBeingWrittenInACrashIsGoneAtTheNextStart() async throws {
    try await store.put(name(1), [[1]])
    let stray = folder.path + "/store/incoming/" + name(2).text
    #expect(FileManager.default.createFile(atPath: stray, contents: Data([1, 2])))
    _ = try FolderStore(folder: folder.path + "/store")
    #expect(folder.files.count == 1)
  }

  @Test func whatIsNoObjectIsRemovedOnceItIsOldAndEmptyFoldersWithIt() async throws {
    try await store.put(name(1), [[1]])
    try await store.put(name(0xab), [[1]])
    try await store.delete(name(0xab))
    let objects = folder.path + "/store/objects"
    let strays = [
      "\(folder.path)/store/incoming/\(name(2))", "\(objects)/note", "\(objects)/01/note",
      "\(objects)/01/\(name(1))~", "\(objects)/01/\(name(2))", "\(objects)/01/ab/\(name(3))",
    ]
    try FileManager.default.createDirectory(atPath: "\(objects)/01/ab", withIntermediateDirectories: true)
    for stray in strays { #expect(FileManager.default.createFile(atPath: stray, contents: Data([1]))) }
    let now = WallClock.system.now()
    #expect(try await store.removeLeftovers(before: now - .seconds(3600)) == 0)
    #expect(folder.files.count == strays.count + 1)
    #expect(try await store.list(after: nil, limit: 10).map(\.name) == [name(1)], "they do not hinder a listing")
    #expect(try await store.removeLeftovers(before: now + .seconds(3600)) == strays.count)
    #expect(folder.files.count == 1)
    #expect(!FileManager.default.fileExists(atPath: "\(objects)/ab"))
    #expect(try await store.exists(name(1)))
  }

  @Test func whatIsBeingWrittenIsNoLeftover() async throws {
    let (steps, step) = AsyncStream.makeStream(of: Void.self)
    let (reached, reach) = AsyncStream.makeStream(of: Void.self)
    let piece = Mutex(0)
    async let put: Void = store.put(name(1), length: 2) {
      {
        let number = piece.withLock { piece in
          piece += 1
          return piece
        }
        guard number == 2 else { return number == 1 ? [1] : nil }
        reach.yield()
        for await _ in steps { break }
        return [2]
      }
    }
    for await _ in reached { break }
    #expect(try await store.removeLeftovers(before: WallClock.system.now() + .seconds(3600)) == 0)
    step.yield()
    try await put
    #expect(try await read(name(1)) == [1, 2])
  }

  @Test func nobodyElseMayReadIt() async throws {
    try await store.put(name(1), [[1]])
    let folders = ["", "/objects", "/incoming"].map { folder.path + "/store" + $0 }
    for path in folder.files + folders {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode.map { $0 & 0o077 } == 0, "\(path)")
    }
  }

  @Test func aReaderCannotReadOnAfterDeletion() async throws {
    try await store.put(name(1), [[UInt8](repeating: 1, count: 600_000)])
    let pieces = try #require(try await store.get(name(1)))
    #expect(try await pieces() != nil)
    try await store.delete(name(1))
    await #expect(throws: Refusal.self) { try await pieces() }
  }

  @Test func aListingComesInPagesByName() async throws {
    let names = (0..<25 as Range<UInt8>).map { name($0 &* 37) }.sorted()
    for name in names { try await store.put(name, [[1]]) }
    var listed: [StoredObject.Name] = []
    var page: [ListedObject]
    repeat {
      page = try await store.list(after: listed.last, limit: 10)
      listed += page.map(\.name)
    } while page.count == 10
    #expect(listed == names)
  }

  @Test func aFullDiskIsSaidToBeFull() {
    #expect(DurableFile.refusal(ENOSPC).problem == .insufficientStorage)
    #expect(DurableFile.refusal(ENOSPC).detail.contains("full"))
  }

  /// On a real file system of 64 KiB, where this user may mount one.
  @Test func aFullDiskLeavesNoByteAndLaterPhotosAreStoredAgain() async throws {
    let small = folder.path + "/small"
    try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: false)
    guard mount("tmpfs", small, "tmpfs", 0, "size=64k") == 0 else { return }
    defer { umount2(small, Int32(MNT_DETACH)) }
    let store = try FolderStore(folder: small)
    let piece = [UInt8](repeating: 1, count: 30_000)
    let refusal = await #expect(throws: Refusal.self) { try await store.put(name(1), [piece, piece, piece]) }
    #expect(refusal?.problem == .insufficientStorage)
    #expect(folder.files.isEmpty)
    try await store.put(name(2), [piece])
    #expect(try await store.exists(name(2)))
  }
}
