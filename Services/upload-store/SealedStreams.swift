import Shared

/// A picture's bytes becoming the pieces of an object, a few at a time.
///
/// Encrypting happens on the workshop's thread: neither the sockets nor the cooperative threads wait for it.
actor SealedWriter {
  private let workshop: Workshop
  private var bytes: JoinedBytes
  private var sealing: Sealing
  private var hasBegun = false
  private var isDone = false

  nonisolated var unownedExecutor: UnownedSerialExecutor { workshop.unownedExecutor }

  init(_ bytes: JoinedBytes, _ sealing: Sealing, in workshop: Workshop) {
    self.bytes = bytes
    self.sealing = sealing
    self.workshop = workshop
  }

  func next() throws(Refusal) -> [UInt8]? {
    if isDone { return nil }
    var sealed = hasBegun ? [] : sealing.head
    hasBegun = true
    sealed.reserveCapacity(min(Sealing.sealedSize(of: bytes.count), Chunk.sizeMax))
    while !isDone && sealed.count + Sealing.sealedPieceSize <= Chunk.sizeMax {
      let piece = bytes.removeFirst(Sealing.pieceSize)
      isDone = bytes.count == 0
      try sealing.seal(piece, isLast: isDone, into: &sealed)
    }
    return sealed
  }
}

/// The pieces of an object becoming a picture's bytes again: it holds a chunk at a time, however large the picture is.
actor SealedReader {
  private let workshop: Workshop
  private let pieces: ObjectPieces
  private let key: DataKey
  private let copy: Copy.ID
  private var sealing: Sealing?
  /// Read, and up to `position` opened.
  private var waiting: [UInt8] = []
  private var position = 0
  private var hasAll = false
  private var isDone = false

  nonisolated var unownedExecutor: UnownedSerialExecutor { workshop.unownedExecutor }

  init(_ pieces: @escaping ObjectPieces, key: DataKey, copy: Copy.ID, in workshop: Workshop) {
    self.pieces = pieces
    self.key = key
    self.copy = copy
    self.workshop = workshop
  }

  func next() async throws -> Chunk? {
    if isDone { return nil }
    var sealing = try await begun()
    // Only what follows a piece tells that it is not the last one.
    try await read(until: Sealing.sealedPieceSize + 1)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(waiting.count - position, Chunk.sizeMax))
    while waiting.count - position > Sealing.sealedPieceSize && bytes.count + Sealing.pieceSize <= Chunk.sizeMax {
      try sealing.open(take(Sealing.sealedPieceSize), isLast: false, into: &bytes)
    }
    if bytes.isEmpty {
      try sealing.open(take(waiting.count - position), isLast: true, into: &bytes)
      isDone = true
    }
    self.sealing = sealing
    return bytes.isEmpty ? nil : Chunk(bytes)
  }

  private func begun() async throws -> Sealing {
    if let sealing { return sealing }
    try await read(until: Sealing.headSize)
    return try Sealing(key, copy: copy, head: take(min(Sealing.headSize, waiting.count)))
  }

  private func take(_ count: Int) -> ArraySlice<UInt8> {
    defer { position += count }
    return waiting[position..<position + count]
  }

  private func read(until count: Int) async throws {
    while waiting.count - position < count && !hasAll {
      guard let piece = try await pieces() else { return hasAll = true }
      waiting.removeFirst(position)
      position = 0
      waiting += piece
    }
  }
}
