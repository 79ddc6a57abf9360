import PlainC

/// What is asked, and how many wait for an answer at any moment.
struct Load: Sendable {
  let album: Album
  /// Of the album in the bus's own coding; plain C sends as many bytes.
  let codedSize: Int
  let outstanding: Int
  var seconds: Double

  var nanoseconds: UInt64 { UInt64(seconds * 1e9) }
}

/// How long each round trip took, and all of them together, in nanoseconds.
struct Timings: Sendable {
  var latencies: [UInt64]
  var elapsed: UInt64
}

extension Load {
  /// Asks from as many tasks as there may be requests outstanding, each one after the other.
  func measure(_ ask: @escaping @Sendable (Album) async throws -> Album) async throws -> Timings {
    let begin = plain_now()
    let latencies = try await withThrowingTaskGroup(of: [UInt64].self) { group in
      for _ in 0..<outstanding { group.addTask { try await askInTurn(from: begin, ask) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    return Timings(latencies: latencies, elapsed: plain_now() - begin)
  }

  private func askInTurn(
    from begin: UInt64, _ ask: @Sendable (Album) async throws -> Album
  ) async throws -> [UInt64] {
    var latencies: [UInt64] = []
    var now = plain_now()
    while now - begin < nanoseconds {
      guard try await ask(album).pictures.count == album.pictures.count else {
        throw BenchFailure("An answer was not the echo of its request.")
      }
      let answered = plain_now()
      latencies.append(answered - now)
      now = answered
    }
    return latencies
  }
}
