import Shared

/// A version of an object, or the mark that a deletion leaves.
struct S3Version: Sendable {
  let key: String
  let id: String
  let writtenAt: Moment
  let isLatest: Bool
  let isMark: Bool
}

// All that lies in the bucket, whether or not a listing of objects shows it.
extension S3Store {
  /// Of this key, marks of deletions among them; in a bucket without versions, the object itself.
  func versions(of key: String) async throws(Refusal) -> [S3Version] {
    var found: [S3Version] = []
    try await visitVersions(prefix: key) { page in
      found += page.filter { $0.key == key }
      return page.allSatisfy { $0.key == key }
    }
    return found
  }

  /// Deletes for good.
  ///
  /// - Throws: if one of them could not be.
  func erase(_ versions: [S3Version]) async throws(Refusal) {
    var rest = versions[...]
    while !rest.isEmpty {
      let batch = rest.prefix(Self.batchMax)
      rest = rest.dropFirst(Self.batchMax)
      let items = batch.map {
        "<Object><Key>\(S3Document.escaped($0.key))</Key><VersionId>\(S3Document.escaped($0.id))</VersionId></Object>"
      }
      let answer = try await document(
        .init(
          method: "POST", query: [("delete", "")],
          body: .document("<Delete><Quiet>true</Quiet>\(items.joined())</Delete>")))
      if let error = answer.all("Error").first(where: { $0["Code"] != "NoSuchVersion" && $0["Code"] != "NoSuchKey" }) {
        throw Refusal(
          .unavailable,
          "The object store did not delete \(answer.all("Error").count) of \(batch.count) versions "
            + "(\(error["Code"] ?? "no reason")). It is tried again; may the credentials s3:DeleteObjectVersion?")
      }
    }
  }

  /// Older versions, marks of deletions, and unfinished uploads. What bears no name of ours is left alone: it is not
  /// ours to erase.
  func removeLeftovers(before moment: Moment) async throws(Refusal) -> Int {
    var removed = try await abortUploads(before: moment)
    try await visitVersions(prefix: location.prefix) { page async throws(Refusal) in
      let leftovers = page.filter {
        (!$0.isLatest || $0.isMark) && $0.writtenAt <= moment && location.name(of: $0.key) != nil
      }
      try await erase(leftovers)
      removed += leftovers.count
      return true
    }
    return removed
  }

  private static let batchMax = 1000

  /// - Parameter visit: whether to go on.
  private func visitVersions(
    prefix: String, _ visit: ([S3Version]) async throws(Refusal) -> Bool
  ) async throws(Refusal) {
    var place: [(name: String, value: String)] = []
    while true {
      let page = try await document(.init(method: "GET", query: [("versions", ""), ("prefix", prefix)] + place))
      guard try await visit(versions(on: page)), page["IsTruncated"] == "true" else { return }
      guard let key = page["NextKeyMarker"] else { throw .storeIsOdd("a listing that goes on does not say where") }
      place = [("key-marker", key)]
      if let version = page["NextVersionIdMarker"], !version.isEmpty { place.append(("version-id-marker", version)) }
    }
  }

  private func versions(on page: S3Document) throws(Refusal) -> [S3Version] {
    var versions: [S3Version] = []
    for entry in page.children where ["Version", "DeleteMarker"].contains(entry.name) {
      guard let key = entry["Key"], let writtenAt = entry["LastModified"].flatMap({ Moment($0) }) else {
        throw .storeIsOdd("a listing says of a version no name or time")
      }
      versions.append(
        S3Version(
          key: key, id: entry["VersionId"] ?? "null", writtenAt: writtenAt, isLatest: entry["IsLatest"] == "true",
          isMark: entry.name == "DeleteMarker"))
    }
    return versions
  }

  /// Nothing of ours is ever uploaded in parts; whatever is was begun by somebody else under a name of ours, and its
  /// bytes are in no listing of objects.
  private func abortUploads(before moment: Moment) async throws(Refusal) -> Int {
    var aborted = 0
    var place: [(name: String, value: String)] = []
    while true {
      let page = try await document(
        .init(method: "GET", query: [("uploads", ""), ("prefix", location.prefix)] + place))
      for upload in page.all("Upload") {
        guard let key = upload["Key"], let id = upload["UploadId"], location.name(of: key) != nil,
          let begunAt = upload["Initiated"].flatMap({ Moment($0) }), begunAt <= moment
        else { continue }
        _ = try await client.ask(.init(method: "DELETE", key: key, query: [("uploadId", id)]))
        aborted += 1
      }
      guard page["IsTruncated"] == "true", let key = page["NextKeyMarker"], let upload = page["NextUploadIdMarker"]
      else {
        return aborted
      }
      place = [("key-marker", key), ("upload-id-marker", upload)]
    }
  }
}
