import Foundation
import Shared
import TestSupport
import Testing

@testable import upload_store

/// What an `ObjectStore` promises, wherever the objects lie.
@Suite(.timeLimit(.minutes(5))) struct S3StoreTests {
  private func exercise(_ store: any ObjectStore) async throws {
    let name = StoredObject.Name.numbered
    let large = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try await store.put(name(1), [large, [1, 2, 3]])
    #expect(try await store.exists(name(1)))
    #expect(try await store.read(name(1)) == large + [1, 2, 3])
    try await store.put(name(1), [[4]])
    #expect(try await store.read(name(1)) == [4])
    try await store.delete(name(1))
    #expect(try await !store.exists(name(1)))
    #expect(try await store.read(name(1)) == nil)
    try await store.delete(name(1))

    let broken = Refusal(.cancelled, "broken off")
    await #expect(throws: broken) { try await store.put(name(2), [[1, 2, 3]], thenThrow: broken) }
    #expect(try await !store.exists(name(2)))

    let now = WallClock.system.now()
    for number in UInt8(10)...14 { try await store.put(name(number), [[number]]) }
    let first = try await store.list(after: nil, limit: 2)
    #expect(first.map(\.name) == [name(10), name(11)])
    #expect(first.allSatisfy { abs(($0.writtenAt - now).milliseconds) < 60_000 })
    #expect(try await store.list(after: name(11), limit: 10).map(\.name) == [12, 13, 14].map(name))
    #expect(try await store.removeLeftovers(before: now + .seconds(3600)) == 0)
    #expect(try await store.list(after: nil, limit: 10).count == 5)
    for number in UInt8(10)...14 { try await store.delete(name(number)) }
    #expect(try await store.list(after: nil, limit: 10).isEmpty)
  }

  @Test func aFolder() async throws {
    let folder = try TemporaryFolder()
    try await exercise(try FolderStore(folder: folder.path + "/store"))
  }

  @Test(arguments: S3Server.Kind.allCases) func aBucket(_ kind: S3Server.Kind) async throws {
    try await S3Server.with(kind) { server in
      try await server.say("s3.create_bucket(Bucket='faces')")
      let store = try server.store("faces/some/prefix")
      try await store.checkReadiness(.system, log: .init(label: "tests"))
      try await exercise(store)
      try await versionsAreErasedToo(server)
      try await otherPeoplesObjectsStay(server)
      try await unfinishedUploadsAreEnded(server)
    }
  }

  /// A deletion there only adds a mark.
  private func versionsAreErasedToo(_ server: S3Server) async throws {
    try await server.say(
      """
      s3.create_bucket(Bucket='versions')
      s3.put_bucket_versioning(Bucket='versions', VersioningConfiguration={'Status': 'Enabled'})
      """)
    let store = try server.store("versions")
    try await store.checkReadiness(.system, log: .init(label: "tests"))
    try await exercise(store)
    #expect(try await server.versions(in: "versions") == 0, "nothing is left of all that")

    // What others deleted, as S3 deletes.
    let (kept, deleted) = (StoredObject.Name.numbered(1), StoredObject.Name.numbered(2))
    for name in [kept, deleted] { for byte in UInt8(1)...3 { try await store.put(name, [[byte]]) } }
    try await server.say("s3.delete_object(Bucket='versions', Key='\(deleted)')")
    #expect(try await store.exists(deleted), "its bytes are there")
    #expect(try await store.read(deleted) == nil)
    let now = WallClock.system.now()
    #expect(try await store.removeLeftovers(before: now - .seconds(3600)) == 0)
    #expect(try await store.removeLeftovers(before: now + .seconds(3600)) == 2 + 4)
    #expect(try await !store.exists(deleted))
    #expect(try await store.read(kept) == [3])
    #expect(try await server.versions(in: "versions") == 1)
  }

  private func otherPeoplesObjectsStay(_ server: S3Server) async throws {
    let store = try server.store("faces/some/prefix")
    let keys = ["some/prefix/notes.txt", "some/\(StoredObject.Name.numbered(9))", "some/prefix/a/b"]
    for key in keys { try await server.say("s3.put_object(Bucket='faces', Key='\(key)', Body=b'x')") }
    #expect(try await store.list(after: nil, limit: 10).isEmpty)
    #expect(try await store.removeLeftovers(before: WallClock.system.now() + .seconds(3600)) == 0)
    let left = try await server.say("print(len(s3.list_objects_v2(Bucket='faces')['Contents']))")
    #expect(left == "3\n")
  }

  private func unfinishedUploadsAreEnded(_ server: S3Server) async throws {
    let store = try server.store("faces/some/prefix")
    let key = "some/prefix/\(StoredObject.Name.numbered(3))"
    try await server.say(
      """
      for key in ['\(key)', 'some/prefix/film']:
        u = s3.create_multipart_upload(Bucket='faces', Key=key)['UploadId']
        s3.upload_part(Bucket='faces', Key=key, UploadId=u, PartNumber=1, Body=b'x')
      """)
    // One of the servers says of all of them that they began in 2010.
    let now = WallClock.system.now()
    #expect(try await store.removeLeftovers(before: now - .seconds(30 * 365 * 86_400)) == 0)
    #expect(try await store.removeLeftovers(before: now + .seconds(3600)) == 1)
    let left = try await server.say("print([u['Key'] for u in s3.list_multipart_uploads(Bucket='faces')['Uploads']])")
    #expect(left == "['some/prefix/film']\n")
  }

  // MARK: What is refused at the start

  private func problem(_ store: S3Store) async -> String? {
    do throws(Refusal) { try await store.checkReadiness(.system, log: .init(label: "tests")) } catch {
      return error.description
    }
    return nil
  }

  @Test func aBucketThatCannotForgetIsRefused() async throws {
    try await S3Server.with(.moto) { server in
      try await server.say("s3.create_bucket(Bucket='locked', ObjectLockEnabledForBucket=True)")
      #expect(try await problem(server.store("locked"))?.contains("object lock") == true)
      #expect(try await problem(server.store("nowhere"))?.contains("There is no bucket 'nowhere'") == true)
    }
  }

  @Test func strangersAreRefusedAndAServerThatWasKilledIsWaitedFor() async throws {
    try await S3Server.with(.seaweed) { server in
      try await server.say("s3.create_bucket(Bucket='faces')")
      #expect(try await problem(server.store("faces", secret: "guessed"))?.contains("403") == true)

      let store = try server.store("faces")
      let name = StoredObject.Name.numbered(1)
      let killed = await #expect(throws: Refusal.self) {
        try await store.put(name, length: 20_000_000) {
          return {
            server.child.kill()
            return [UInt8](repeating: 1, count: 1_000_000)
          }
        }
      }
      #expect(killed?.problem == .unavailable)
      try server.child.start()
      try await Eventually.holds("it is back") {
        do { return try await !store.exists(name) } catch { return false }
      }
      try await store.put(name, [[1]])
      #expect(try await store.read(name) == [1])
    }
  }
}
