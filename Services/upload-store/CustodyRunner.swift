import Logging
import Shared

/// Performs what the custody wants done: has bytes taken in, shows them and removes them.
struct CustodyRunner: Runner {
  typealias S = Custody

  /// Objects in one page of a listing.
  private static let pageMax = 500

  private let objects: any ObjectStore
  private let keys: KeyRing
  private let log: Logger
  private let workshop: Workshop
  private let intake: Intake

  init(
    objects: any ObjectStore, keys: KeyRing, randomness: Randomness, log: Logger,
    limits: Intake.Limits = Intake.Limits()
  ) {
    self.objects = objects
    self.keys = keys
    self.log = log
    workshop = Workshop()
    intake = Intake(objects, keys, randomness, workshop, limits: limits)
  }

  func perform(
    _ effect: Custody.Effect, attachments: @Sendable (Envelope.ID) -> Attachment?
  ) async -> Custody.Outcome? {
    switch effect {
    case .takeIn(let arrival): return await takeIn(arrival, attachments(arrival.request))
    case .stopReceiving(let copy):
      await intake.stop(copy)
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

  func open(_ opening: Opening) async throws(Refusal) -> Attachment {
    try await objects.open(opening, sealedWith: try await keys.key(opening.stored.key), in: workshop)
  }

  private func takeIn(_ arrival: Arrival, _ attachment: Attachment?) async -> Custody.Outcome {
    do throws(Refusal) { return try await intake.take(arrival, attachment) } catch {
      var isClean = true
      for row in arrival.rows where await !isGone(row.object) { isClean = false }
      if error.problem == .insufficientStorage {
        log.error("a picture was not taken: the disk is full. Free some space")
      }
      return .notTakenIn(arrival, error, isClean: isClean)
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

  /// Deletes it and does not take the store's word for it: what was not acknowledged nobody else will look for.
  private func isGone(_ name: StoredObject.Name) async -> Bool {
    guard await delete(name) else { return false }
    return await lookFor(name) == .gone
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
