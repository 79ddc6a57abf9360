import Logging
import Shared
import Synchronization

// Whether what is deleted in this bucket is gone.
extension S3Store {
  /// Looks at how the bucket is set up, and tries with an object of one byte what will be done with faces.
  ///
  /// - Throws: what to change, if faces could stay there.
  func checkReadiness(_ randomness: Randomness, log: Logger) async throws(Refusal) {
    if try await bucketHas("object-lock") {
      throw Refusal(
        .internal,
        "The bucket '\(location.bucket)' has object lock: what lies there cannot be erased in time. Use one without.")
    }
    if try await bucketHas("replication") {
      throw Refusal(
        .internal,
        "The bucket '\(location.bucket)' is replicated: nobody erases the replicas. Use one that is not.")
    }
    if try await document(.init(method: "GET", query: [("versioning", "")]))["Status"] != nil {
      log.notice(
        "the bucket keeps versions; each is erased, which takes longer", metadata: ["bucket": "\(location.bucket)"])
    }
    try await rehearse(StoredObject.Name(bytes: randomness.bytes(16)))
    try await ensureLastNet(log)
  }

  private func rehearse(_ name: StoredObject.Name) async throws(Refusal) {
    for byte in UInt8(0)...1 { try await put(name, length: 1) { Self.piece([byte]) } }
    guard try await exists(name) else { throw .storeIsOdd("what was put is not there") }
    try await delete(name)
    guard try await !exists(name) else { throw .storeIsOdd("what was deleted is there") }
  }

  private static func piece(_ bytes: [UInt8]) -> ObjectPieces {
    let rest = Mutex<[UInt8]?>(bytes)
    return { rest.withLock { $0.take() } }
  }

  /// A rule of the bucket's own that ends what we lost sight of. It counts in days, and acts some time after that: a
  /// last net, and no more.
  private func ensureLastNet(_ log: Logger) async throws(Refusal) {
    let question = S3Client.Question(method: "GET", query: [("lifecycle", "")])
    do throws(Refusal) {
      let response = try await client.ask(question)
      guard !response.isSuccess else {
        let rules = S3Document(response.body)?.all("Rule") ?? []
        if rules.allSatisfy({ $0.all("AbortIncompleteMultipartUpload").isEmpty }) {
          log.notice("no lifecycle rule of the bucket ends unfinished uploads; add one with a day for both")
        }
        return
      }
      _ = try await client.ask(.init(method: "PUT", query: [("lifecycle", "")], body: .document(lastNet)))
      log.info("gave the bucket a lifecycle rule of one day, as a last net")
    } catch {
      log.notice("the bucket has no lifecycle rule that is known of, as a last net", metadata: ["why": "\(error)"])
    }
  }

  private var lastNet: String {
    """
    <LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ID>mayfly</ID>\
    <Filter><Prefix>\(location.prefix)</Prefix></Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>\
    <NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>\
    <AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>\
    </Rule></LifecycleConfiguration>
    """
  }

  /// A server that does not know of it at all does not have it either.
  private func bucketHas(_ subject: String) async throws(Refusal) -> Bool {
    let response = try await client.ask(.init(method: "GET", query: [(subject, "")]), allowing: [400, 405, 501])
    return response.isSuccess && S3Document(response.body)?.children.isEmpty == false
  }
}
