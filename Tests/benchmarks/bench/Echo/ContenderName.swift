/// Everybody that takes part, and what it is compared with.
enum ContenderName: String, Encodable, CaseIterable {
  case plainIPC = "plain-ipc"
  case plainIPCCurve = "plain-ipc-curve"
  case plainTCP = "plain-tcp"
  case plainTCPCurve = "plain-tcp-curve"
  case busIPC = "bus-ipc"
  case busElsewhere = "bus-elsewhere"
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
    case .busElsewhere: "Mayfly's bus, ipc, other threads"
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
    case .plainIPC, .plainIPCCurve, .busIPC, .busElsewhere, .busIPCCurve, .grpcIPC: .ipc
    case .plainTCP, .plainTCPCurve, .busTCPCurve, .grpcJSON, .grpcCoding, .httpJSON: .tcp
    }
  }

  /// Plain C on the same transport.
  var plain: ContenderName {
    switch self {
    case .plainIPC, .busIPC, .busElsewhere, .grpcIPC: .plainIPC
    case .plainIPCCurve, .busIPCCurve: .plainIPCCurve
    case .plainTCP, .grpcJSON, .grpcCoding, .httpJSON: .plainTCP
    case .plainTCPCurve, .busTCPCurve: .plainTCPCurve
    }
  }
}
