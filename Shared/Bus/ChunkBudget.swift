/// How many chunks may be on their way to this process at once, and who waits for room.
struct ChunkBudget {
  private var left: Int
  private var line: [Envelope.ID] = []
  private var members: Set<Envelope.ID> = []

  init(chunks: Int) { left = max(chunks, 1) }

  /// As many of `wanted` as fit.
  mutating func take(_ wanted: Int) -> Int {
    let taken = min(wanted, left)
    left -= taken
    return taken
  }

  mutating func release(_ count: Int) { left += count }

  /// Puts a stream at the end of the line, once.
  mutating func queue(_ stream: Envelope.ID) {
    if members.insert(stream).inserted { line.append(stream) }
  }

  /// The stream whose turn it is; `nil` while there is no room.
  mutating func next() -> Envelope.ID? {
    guard left > 0, !line.isEmpty else { return nil }
    let stream = line.removeFirst()
    members.remove(stream)
    return stream
  }
}
