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
  private let receivers = Receivers()

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
    case .stopReceiving(let copy):
      receivers.stop(copy)
      return nil
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
    try await open(opening, sealedWith: try await keys.key(opening.stored.key))
  }

  private func open(_ opening: Opening, sealedWith key: DatedKey) async throws(Refusal) -> Attachment {
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
      if let piece = arrival.piece {
        return .pieceTakenIn(arrival, piece, try await takeIn(piece, arrival, attachment))
      }
      let key = try await key(for: arrival)
      let appearance = try await gate.pass { () throws(Refusal) in
        let incoming = IncomingPicture(arrival: arrival, attachment: attachment, workshop: workshop)
        return try await storePicture(try await incoming.read(), of: arrival, as: arrival.stored, sealedWith: key)
      }
      return .takenIn(arrival, appearance, mustBeGoneBy: key.mustBeGoneBy, deadline: key.deadline)
    } catch {
      var isClean = true
      for row in arrival.rows where await !delete(row.object) { isClean = false }
      return .notTakenIn(arrival, error, isClean: isClean)
    }
  }

  /// A piece that was cut is kept as it came. With the last one, whole, the photo is put together and taken in.
  private func takeIn(
    _ piece: Arrival.Piece, _ arrival: Arrival, _ attachment: Attachment
  ) async throws(Refusal) -> TakenPiece {
    let receiver = receivers.begin(arrival.stored.copy, attachment)
    defer { receivers.end(arrival.stored.copy) }
    let key = try await key(for: arrival)
    return try await gate.pass { () throws(Refusal) in
      let incoming = IncomingPiece(piece: piece, arrival: arrival, receiver: receiver, workshop: workshop)
      let (bytes, isWhole) = try await incoming.read()
      var taken = TakenPiece(
        count: bytes.count, appearance: nil, mustBeGoneBy: key.mustBeGoneBy, deadline: key.deadline)
      if isWhole, let whole = piece.whole {
        let photo = try await bytesOf(piece.earlier, sealedWith: key) + bytes
        taken.appearance = try await storePicture(photo, of: arrival, as: whole, sealedWith: key)
      } else if !bytes.isEmpty {
        try await store(bytes, as: arrival.stored, sealedWith: key)
      }
      return taken
    }
  }

  private func bytesOf(_ pieces: [Opening], sealedWith key: DatedKey) async throws(Refusal) -> [UInt8] {
    var bytes: [UInt8] = []
    for piece in pieces {
      let attachment = try await open(piece, sealedWith: key)
      do { while let chunk = try await attachment.next() { chunk.withUnsafeBytes { bytes += $0 } } } catch {
        throw error as? Refusal ?? .fault
      }
    }
    return bytes
  }

  private func key(for arrival: Arrival) async throws(Refusal) -> DatedKey {
    do throws(Refusal) { return try await keys.fresh(arrival.stored.key) } catch {
      guard error.problem == .notFound, arrival.stored.copyClass == .photo else { throw error }
      throw Refusal.photosClosed
    }
  }

  private func storePicture(
    _ bytes: [UInt8], of arrival: Arrival, as stored: StoredCopy, sealedWith key: DatedKey
  ) async throws(Refusal) -> Appearance {
    let picture = try await workshop.prepare(bytes, of: arrival)
    try await store(picture.bytes, as: stored, sealedWith: key)
    return picture.appearance
  }

  private func store(_ bytes: [UInt8], as stored: StoredCopy, sealedWith key: DatedKey) async throws(Refusal) {
    try await objects.put(stored.object, length: Sealing.sealedSize(of: bytes.count)) { [workshop, randomness] in
      let sealing = Sealing(key.key.revealed, copy: stored.copy, randomness: randomness)
      let writer = SealedWriter(bytes, sealing, in: workshop)
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
