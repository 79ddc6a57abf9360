import Shared

/// Takes pictures in: asks for the key, reads, looks into them, seals them, stores them.
struct Intake: Sendable {
  struct Limits: Sendable {
    /// Of all pictures that are being read, in bytes.
    var capacity = 128_000_000
    /// While others wait, whoever sends less than this for so long has to leave: what came is kept if it is a piece.
    var bytesPerSecond = 256 << 10
    var grace = Duration.seconds(5)
  }

  let objects: any ObjectStore
  let keys: KeyRing
  let randomness: Randomness
  let workshop: Workshop
  private let limits: Limits
  private let gate: Gate
  private let receivers = Receivers()

  init(
    _ objects: any ObjectStore, _ keys: KeyRing, _ randomness: Randomness, _ workshop: Workshop,
    limits: Limits = Limits()
  ) {
    self.limits = limits
    gate = Gate(capacity: limits.capacity)
    self.objects = objects
    self.keys = keys
    self.randomness = randomness
    self.workshop = workshop
  }

  /// The key is asked for when the row stands already: whoever destroys it after that finds the row and has it erased.
  func take(_ arrival: Arrival, _ attachment: Attachment?) async throws(Refusal) -> Custody.Outcome {
    guard let attachment else { throw Refusal(.malformedRequest, "No bytes came with it.") }
    let receiver = receivers.begin(arrival.stored.copy, attachment)
    defer { receivers.end(arrival.stored.copy) }
    let key = try await key(for: arrival)
    let size = (arrival.piece?.offset ?? 0) + (attachment.length ?? arrival.stored.copyClass.bytesMax)
    return try await gate.pass(as: arrival.stored.copy, size: size) { () throws(Refusal) in
      async let _: Void = hurry(receiver)
      let incoming = IncomingBytes(arrival: arrival, receiver: receiver, workshop: workshop)
      return try await take(incoming.read(), receiver.whyCut, arrival, key)
    }
  }

  /// What has come of this arrival is to do.
  func stop(_ copy: Copy.ID) async {
    receivers.stop(copy, Refusal(.cancelled, "Somebody else wants to go on with this photo."))
    await gate.skip(copy)
  }

  private func take(
    _ bytes: consuming [UInt8], _ whyCut: Refusal?, _ arrival: Arrival, _ key: DatedKey
  ) async throws(Refusal) -> Custody.Outcome {
    guard let piece = arrival.piece else {
      if let whyCut { throw whyCut }
      let appearance = try await storePicture(bytes, of: arrival, as: arrival.stored, sealedWith: key)
      return .takenIn(arrival, appearance, mustBeGoneBy: key.mustBeGoneBy, deadline: key.deadline)
    }
    var taken = TakenPiece(count: bytes.count, mustBeGoneBy: key.mustBeGoneBy, deadline: key.deadline)
    if whyCut == nil, let whole = piece.whole {
      let length = piece.offset + bytes.count
      guard piece.length ?? length == length else { throw .inconsistentLength }
      var photo = try await bytesOf(piece.earlier, sealedWith: key, room: length)
      photo += consume bytes
      taken.appearance = try await storePicture(photo, of: arrival, as: whole, sealedWith: key)
    } else if !bytes.isEmpty {
      try await store(JoinedBytes(bytes), as: arrival.stored, sealedWith: key)
    }
    return .pieceTakenIn(arrival, piece, taken)
  }

  /// Whoever hardly sends must not keep those waiting who do.
  private func hurry(_ receiver: Receiver) async {
    while !Task.isCancelled {
      await pause(limits.grace / 5)
      guard receiver.isSlow(at: .now, after: limits.grace, bytesPerSecond: limits.bytesPerSecond), await gate.isAwaited
      else {
        continue
      }
      return receiver.stop(
        Refusal(.busy, "Others wait, and the picture comes slowly. Send it again in a moment, best in pieces."))
    }
  }

  private func key(for arrival: Arrival) async throws(Refusal) -> DatedKey {
    do throws(Refusal) { return try await keys.fresh(arrival.stored.key) } catch {
      guard error.problem == .notFound, arrival.stored.copyClass == .photo else { throw error }
      throw Refusal.photosClosed
    }
  }

  /// - Parameter room: for how many bytes it needs room in the end.
  private func bytesOf(_ pieces: [Opening], sealedWith key: DatedKey, room: Int) async throws(Refusal) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(room)
    for piece in pieces {
      let attachment = try await objects.open(piece, sealedWith: key, in: workshop)
      do { while let chunk = try await attachment.next() { chunk.withUnsafeBytes { bytes += $0 } } } catch {
        throw error as? Refusal ?? .fault
      }
    }
    return bytes
  }

  private func storePicture(
    _ bytes: [UInt8], of arrival: Arrival, as stored: StoredCopy, sealedWith key: DatedKey
  ) async throws(Refusal) -> Appearance {
    let picture = try await workshop.prepare(bytes, of: arrival)
    try await store(picture.file, as: stored, sealedWith: key)
    return picture.appearance
  }

  private func store(_ bytes: JoinedBytes, as stored: StoredCopy, sealedWith key: DatedKey) async throws(Refusal) {
    try await objects.put(stored.object, length: Sealing.sealedSize(of: bytes.count)) { [workshop, randomness] in
      let sealing = Sealing(key.key.revealed, copy: stored.copy, randomness: randomness)
      let writer = SealedWriter(bytes, sealing, in: workshop)
      return { try await writer.next() }
    }
  }
}

extension ObjectStore {
  /// A picture's bytes, decrypted as they are read, a chunk at a time.
  func open(_ opening: Opening, sealedWith key: DatedKey, in workshop: Workshop) async throws(Refusal) -> Attachment {
    guard let pieces = try await get(opening.stored.object) else {
      throw Refusal(.notFound, "The picture is gone.")
    }
    let reader = SealedReader(pieces, key: key.key.revealed, copy: opening.stored.copy, in: workshop)
    return Attachment(length: opening.bytes, next: { try await reader.next() })
  }
}
