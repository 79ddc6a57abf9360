import Logging
import Shared

/// Performs what the custody wants done: asks for keys, reads, seals and stores bytes, shows them and removes them.
struct CustodyRunner: Runner {
  typealias S = Custody

  /// How many pictures may be in memory at once. Twelve of the largest are 240 MB.
  private static let picturesMax = 12
  /// Objects in one page of a listing.
  private static let pageMax = 500

  private let objects: any ObjectStore
  private let keys: KeyRing
  private let randomness: Randomness
  private let log: Logger
  private let workshop = Workshop()
  private let gate = Gate(places: picturesMax)

  init(objects: any ObjectStore, keys: KeyRing, randomness: Randomness, log: Logger) {
    self.objects = objects
    self.keys = keys
    self.randomness = randomness
    self.log = log
  }

  func perform(
    _ effect: Custody.Effect, attachments: @Sendable (Envelope.ID) -> Attachment?
  ) async -> Custody.Outcome? {
    switch effect {
    case .takeIn(let arrival): return await takeIn(arrival, attachments(arrival.request))
    case .remove(let copies, let purpose): return await remove(copies, purpose)
    case .readBack(let copies, let purpose):
      var results: [ReadBackResult] = []
      for copy in copies { results.append(ReadBackResult(copy: copy.copy, finding: await lookFor(copy.object))) }
      return .readBack(results, purpose)
    case .list(let after): return await list(after: after)
    case .removeOrphans(let names):
      log.warning("removing objects that no ledger entry owns", metadata: ["count": "\(names.count)"])
      var removed = 0
      for name in names where await delete(name) { removed += 1 }
      return .removedOrphans(removed)
    case .removeLeftovers(let moment): return await removeLeftovers(before: moment)
    }
  }

  /// Decrypts as it is read, a chunk at a time.
  func open(_ opening: Opening) async throws(Refusal) -> Attachment {
    let key = try await keys.key(opening.stored.key)
    guard let pieces = try await objects.get(opening.stored.object) else {
      throw Refusal(.notFound, "The picture is gone.")
    }
    let reader = SealedReader(pieces, key: key.key.revealed, copy: opening.stored.copy, in: workshop)
    return Attachment(length: opening.bytes, next: { try await reader.next() })
  }

  // MARK: In

  /// The key is asked for when the row stands already: whoever destroys it after that finds the row and has it erased.
  private func takeIn(_ arrival: Arrival, _ attachment: Attachment?) async -> Custody.Outcome {
    do throws(Refusal) {
      guard let attachment else { throw Refusal(.malformedRequest, "No bytes came with it.") }
      let key = try await key(for: arrival)
      let appearance = try await gate.pass { () throws(Refusal) in
        let picture = try await prepare(IncomingPicture(arrival: arrival, attachment: attachment, workshop: workshop))
        try await store(picture, as: arrival.stored, sealedWith: key)
        return picture.appearance
      }
      return .takenIn(arrival, appearance, mustBeGoneBy: key.mustBeGoneBy, deadline: key.deadline)
    } catch {
      return .notTakenIn(arrival, error, isClean: await delete(arrival.stored.object))
    }
  }

  private func key(for arrival: Arrival) async throws(Refusal) -> DatedKey {
    do throws(Refusal) { return try await keys.fresh(arrival.stored.key) } catch {
      guard error.problem == .notFound, arrival.stored.copyClass == .photo else { throw error }
      throw Refusal.photosClosed
    }
  }

  private func prepare(_ incoming: IncomingPicture) async throws(Refusal) -> PreparedPicture {
    try await workshop.prepare(try await incoming.read(), of: incoming.arrival)
  }

  private func store(
    _ picture: PreparedPicture, as stored: StoredCopy, sealedWith key: DatedKey
  ) async throws(Refusal) {
    let length = Sealing.sealedSize(of: picture.bytes.count)
    try await objects.put(stored.object, length: length) { [workshop, randomness] in
      let sealing = Sealing(key.key.revealed, copy: stored.copy, randomness: randomness)
      let writer = SealedWriter(picture.bytes, sealing, in: workshop)
      return { try await writer.next() }
    }
  }

  // MARK: Out

  /// Keys first: what is still shown to somebody from memory ends with them.
  private func remove(_ copies: [StoredCopy], _ purpose: Custody.RemovalPurpose) async -> Custody.Outcome {
    var (done, failed): ([Copy.ID], [Copy.ID]) = ([], [])
    for copy in copies {
      await keys.forget(copy.key)
      if await delete(copy.object) { done.append(copy.copy) } else { failed.append(copy.copy) }
    }
    return .removed(done: done, failed: failed, purpose)
  }

  /// - Returns: whether nothing has that name now, surely.
  private func delete(_ name: StoredObject.Name) async -> Bool {
    do throws(Refusal) {
      try await objects.delete(name)
      return true
    } catch {
      log.error("an object could not be deleted", metadata: ["why": "\(error)"])
      return false
    }
  }

  /// Bytes that can still be had count as readable, whether or not there is a key to open them.
  private func lookFor(_ name: StoredObject.Name) async -> ReadBackResult.Finding {
    do throws(Refusal) {
      if try await objects.exists(name) { return .readable }
      return try await objects.get(name) == nil ? .gone : .readable
    } catch {
      log.warning("an object could not be looked for", metadata: ["why": "\(error)"])
      return .unknown
    }
  }

  private func removeLeftovers(before moment: Moment) async -> Custody.Outcome? {
    do throws(Refusal) {
      let removed = try await objects.removeLeftovers(before: moment)
      guard removed > 0 else { return nil }
      log.warning("removed what lay in the store and was no object", metadata: ["count": "\(removed)"])
      return .removedLeftovers(removed)
    } catch {
      log.error("the store could not be tidied; it is tried again within the hour", metadata: ["why": "\(error)"])
      return nil
    }
  }

  private func list(after: StoredObject.Name?) async -> Custody.Outcome? {
    do throws(Refusal) {
      let page = try await objects.list(after: after, limit: Self.pageMax)
      return .listed(page, after: after, isLast: page.count < Self.pageMax)
    } catch {
      log.error("the store could not be listed; it is tried again within the hour", metadata: ["why": "\(error)"])
      return nil
    }
  }
}
