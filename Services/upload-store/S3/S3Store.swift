import Shared
import Synchronization

/// Objects in a bucket, as `PREFIX` and the object's name.
///
/// A deleted object's bytes can stay: as an older version behind a delete marker, or in an upload that was never
/// finished. So what is deleted is deleted in all its versions, and counts as there while one is left.
struct S3Store: ObjectStore {
  let client: S3Client
  var location: S3Location { client.location }

  func put(
    _ name: StoredObject.Name, length: Int, _ open: @escaping @Sendable () -> ObjectPieces
  ) async throws(Refusal) {
    let broken = Mutex<Refusal?>(nil)
    let body = S3Client.Question.Body.object(length: length) {
      let pieces = open()
      return {
        do { return try await pieces() } catch {
          broken.withLock { $0 = error as? Refusal ?? .fault }
          throw error
        }
      }
    }
    do throws(Refusal) {
      let response = try await client.ask(.init(method: "PUT", key: location.key(of: name), body: body))
      guard response.isSuccess else { throw .storeIsOdd("an object could not be put") }
    } catch {
      throw broken.withLock { $0 } ?? error
    }
  }

  func get(_ name: StoredObject.Name) async throws(Refusal) -> ObjectPieces? {
    let response = try await client.open(.init(method: "GET", key: location.key(of: name)))
    guard response.isSuccess else { return nil }
    return {
      do throws(HTTPFailure) { return try await response.next() } catch {
        throw Refusal(.unavailable, "The object store broke off. \(error) Try again.")
      }
    }
  }

  func delete(_ name: StoredObject.Name) async throws(Refusal) {
    let key = location.key(of: name)
    _ = try await client.ask(.init(method: "DELETE", key: key))
    for _ in 0..<Self.roundsMax {
      let versions = try await versions(of: key)
      if versions.isEmpty { return }
      try await erase(versions)
    }
    throw Refusal(.unavailable, "The object store still lists what it says it deleted. It is deleted again later.")
  }

  /// A listing may lag behind; whoever wants it deleted asks again, after a while.
  private static let roundsMax = 3

  /// In any version.
  func exists(_ name: StoredObject.Name) async throws(Refusal) -> Bool {
    let key = location.key(of: name)
    let response = try await client.ask(.init(method: "HEAD", key: key))
    if response.isSuccess { return true }
    return try await !versions(of: key).isEmpty
  }

  func list(after name: StoredObject.Name?, limit: Int) async throws(Refusal) -> [ListedObject] {
    var listed: [ListedObject] = []
    var after = name.map { location.key(of: $0) }
    while listed.count < limit {
      var query = [("list-type", "2"), ("prefix", location.prefix), ("max-keys", "\(min(limit - listed.count, 1000))")]
      if let after { query.append(("start-after", after)) }
      let page = try await document(.init(method: "GET", query: query))
      let contents = page.all("Contents")
      for entry in contents {
        guard let name = location.name(of: entry["Key"] ?? "") else { continue }
        guard let writtenAt = entry["LastModified"].flatMap({ Moment($0) }) else {
          throw .storeIsOdd("a listing says of an object no time")
        }
        listed.append(ListedObject(name: name, writtenAt: writtenAt))
      }
      guard page["IsTruncated"] == "true", let last = contents.last?["Key"] else { break }
      after = last
    }
    return listed
  }

  // MARK: Documents

  func document(_ question: S3Client.Question) async throws(Refusal) -> S3Document {
    let response = try await client.ask(question)
    guard response.isSuccess, let document = S3Document(response.body) else {
      throw .storeIsOdd("it answered \(response.status), and not with a document of S3's")
    }
    return document
  }
}

extension Refusal {
  static func storeIsOdd(_ how: String) -> Refusal {
    Refusal(.unavailable, "The object store does not answer as S3 does: \(how). Is MAYFLY_S3_ENDPOINT right?")
  }
}
