import PlainC

/// One way to ask another process and hear its answer.
protocol Contender: Sendable {
  var name: ContenderName { get }
  /// Does what must go on while it is measured, until cancelled.
  func run() async throws
  func measure(_ load: Load) async throws -> Timings
  func end() async throws
}

extension Contender {
  func run() async throws {}
  func end() async throws {}
}

enum ContenderName: String, Codable, CaseIterable {
  case plainIPC = "plain-ipc"
  case plainIPCCurve = "plain-ipc-curve"
  case plainTCP = "plain-tcp"
  case plainTCPCurve = "plain-tcp-curve"
  case busIPC = "bus-ipc"
  case busIPCCurve = "bus-ipc-curve"
  case busTCPCurve = "bus-tcp-curve"
  case grpcIPC = "grpc-ipc"
  case grpcJSON = "grpc-json"
  case grpcCoding = "grpc-coding"
  case httpJSON = "http-json"

  var title: String {
    switch self {
    case .plainIPC: "plain C libzmq, ipc"
    case .plainIPCCurve: "plain C libzmq, ipc with CURVE"
    case .plainTCP: "plain C libzmq, tcp"
    case .plainTCPCurve: "plain C libzmq, tcp with CURVE"
    case .busIPC: "Mayfly's bus, ipc"
    case .busIPCCurve: "Mayfly's bus, ipc with CURVE"
    case .busTCPCurve: "Mayfly's bus, tcp with CURVE"
    case .grpcIPC: "gRPC Swift 2, Unix socket, JSON"
    case .grpcJSON: "gRPC Swift 2, tcp, JSON"
    case .grpcCoding: "gRPC Swift 2, tcp, the bus's coding"
    case .httpJSON: "Hummingbird, tcp, JSON"
    }
  }

  enum Transport { case ipc, tcp }

  var transport: Transport {
    switch self {
    case .plainIPC, .plainIPCCurve, .busIPC, .busIPCCurve, .grpcIPC: .ipc
    case .plainTCP, .plainTCPCurve, .busTCPCurve, .grpcJSON, .grpcCoding, .httpJSON: .tcp
    }
  }

  /// Plain C on the same transport.
  var plain: ContenderName {
    switch self {
    case .plainIPC, .busIPC, .grpcIPC: .plainIPC
    case .plainIPCCurve, .busIPCCurve: .plainIPCCurve
    case .plainTCP, .grpcJSON, .grpcCoding, .httpJSON: .plainTCP
    case .plainTCPCurve, .busTCPCurve: .plainTCPCurve
    }
  }
}

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
