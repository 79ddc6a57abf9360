import Shared

@testable import upload_store

/// Performs what the custody wants done, step by step as `CustodyRunner` does, on the world's shelf. Pictures are a few
/// bytes here: looking into real ones has tests of its own.
struct CustodyHands: Sendable {
  private let process: ServiceProcess<Custody>
  private let world: World

  private var keys: KeyRing { world.processes.uploadStoreKeys }

  init(_ process: ServiceProcess<Custody>) {
    self.process = process
    world = process.world
  }

  func perform(
    _ effect: Custody.Effect, _ attachments: @Sendable (Envelope.ID) -> Attachment?
  ) async -> Custody.Outcome? {
    switch effect {
    case .takeIn(let arrival): return await takeIn(arrival, attachments(arrival.request))
    // Nothing takes long to come.
    case .stopReceiving: return nil
    case .remove(let copies, let purpose): return await remove(copies, purpose)
    case .readBack(let copies, let purpose):
      var results: [ReadBackResult] = []
      for copy in copies { results.append(ReadBackResult(copy: copy.copy, finding: await lookFor(copy.object))) }
      return .readBack(results, purpose)
    case .list(let after): return await list(after)
    case .removeOrphans(let names):
      world.happened(.orphanRemoved)
      var removed = 0
      for name in names where await delete(name) { removed += 1 }
      return .removedOrphans(removed)
    // Nothing is left half written on the world's shelf.
    case .removeLeftovers: return .removedLeftovers(0)
    }
  }

  func open(_ opening: Opening) async throws(Refusal) -> Attachment {
    let key = try await keys.key(opening.stored.key)
    await work()
    guard let item = try world.shelf.get(opening.stored.object) else {
      throw Refusal(.notFound, "The picture is gone.")
    }
    guard item.sealedWith == key.key.revealed, item.stored.copy == opening.stored.copy else { throw Sealing.damaged }
    return Attachment(Array(repeating: 1, count: opening.bytes))
  }

  // MARK: In

  private func takeIn(_ arrival: Arrival, _ attachment: Attachment?) async -> Custody.Outcome {
    let life = process.life
    do throws(Refusal) {
      guard let attachment else { throw Refusal(.malformedRequest, "No bytes came with it.") }
      let key = try await key(for: arrival)
      await work()
      guard process.life == life else { throw Refusal(.cancelled, "The process ended.") }
      return try await take(arrival, bytes: attachment.length ?? 0, key)
    } catch {
      var isClean = true
      for row in arrival.rows {
        let isDeleted = await delete(row.object)
        let finding = await lookFor(row.object)
        if !isDeleted || finding != .gone { isClean = false }
      }
      return .notTakenIn(arrival, error, isClean: isClean)
    }
  }

  private func take(_ arrival: Arrival, bytes: Int, _ key: DatedKey) async throws(Refusal) -> Custody.Outcome {
    guard let piece = arrival.piece else {
      let appearance = try await put(arrival.stored, bytes: bytes, of: arrival, key)
      return .takenIn(arrival, appearance, mustBeGoneBy: key.mustBeGoneBy, deadline: key.deadline)
    }
    let count = cut(bytes)
    var taken = TakenPiece(count: count, mustBeGoneBy: key.mustBeGoneBy, deadline: key.deadline)
    if count == bytes, let whole = piece.whole {
      for earlier in piece.earlier { _ = try await open(earlier) }
      taken.appearance = try await put(whole, bytes: piece.offset + bytes, of: arrival, key)
    } else if count > 0 {
      _ = try await put(arrival.stored, bytes: count, of: arrival, key)
    }
    return .pieceTakenIn(arrival, piece, taken)
  }

  /// Now and then a line breaks in the middle of a piece.
  private func cut(_ bytes: Int) -> Int {
    guard world.chance.below(4) == 0 else { return bytes }
    world.happened(.pieceCut)
    return world.chance.below(bytes)
  }

  private func put(
    _ stored: StoredCopy, bytes: Int, of arrival: Arrival, _ key: DatedKey
  ) async throws(Refusal) -> Appearance {
    world.promises.strikeOut(stored)
    try world.shelf.put(stored, sealedWith: key.key.revealed)
    await work()
    return Appearance(contentType: arrival.contentType, bytes: bytes, width: 640, height: 480)
  }

  private func key(for arrival: Arrival) async throws(Refusal) -> DatedKey {
    do throws(Refusal) { return try await keys.fresh(arrival.stored.key) } catch {
      guard error.problem == .notFound, arrival.stored.copyClass == .photo else { throw error }
      throw Refusal.photosClosed
    }
  }

  // MARK: Out

  private func remove(_ copies: [StoredCopy], _ purpose: Custody.RemovalPurpose) async -> Custody.Outcome {
    var (done, failed): ([Copy.ID], [Copy.ID]) = ([], [])
    for copy in copies {
      await keys.forget(copy.key)
      let isDone = await delete(copy.object) && world.bug != .deletionAlwaysFails
      if isDone { done.append(copy.copy) } else { failed.append(copy.copy) }
    }
    return .removed(done: done, failed: failed, purpose)
  }

  private func delete(_ name: StoredObject.Name) async -> Bool {
    let life = process.life
    await work()
    guard process.life == life else { return false }
    do throws(Refusal) {
      try world.shelf.delete(name)
      return true
    } catch {
      return false
    }
  }

  private func lookFor(_ name: StoredObject.Name) async -> ReadBackResult.Finding {
    await work()
    do throws(Refusal) {
      if try world.shelf.exists(name) {
        world.happened(.stillReadable)
        return world.bug == .blindnessTakenForGone ? .gone : .readable
      }
      return try world.shelf.get(name) == nil ? .gone : .readable
    } catch {
      world.happened(.couldNotLook)
      return world.bug == .blindnessTakenForGone ? .gone : .unknown
    }
  }

  private func list(_ after: StoredObject.Name?) async -> Custody.Outcome? {
    await work()
    do throws(Refusal) {
      return .listed(
        try world.shelf.list().filter { object in after.map { $0 < object.name } ?? true }, after: after, isLast: true)
    } catch {
      return nil
    }
  }

  /// Disks and networks take a moment, in which anything may happen.
  private func work() async { await world.sleep(.milliseconds(1 + world.chance.below(40))) }
}
