import Foundation
import PlainC
import Shared

/// The folder and the keys of one run; sets up whoever is to be measured. Gone with its value.
final class Stage: Sendable {
  let folder: String
  let keys: BenchKeys

  init() throws {
    folder = "\(NSTemporaryDirectory())bench-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    keys = try BenchKeys.make(in: "\(folder)/keys")
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch {
      Terminal.aside("\(folder) could not be removed.")
    }
  }

  func contender(_ name: ContenderName) throws -> any Contender {
    switch name {
    case .plainIPC, .plainTCP: try PlainEcho(name, endpoint: endpoint(name), keys: nil)
    case .plainIPCCurve, .plainTCPCurve: try PlainEcho(name, endpoint: endpoint(name), keys: keys)
    case .busIPC, .busElsewhere, .busIPCCurve, .busTCPCurve: try BusEcho(name, at: place(name))
    case .grpcIPC: try GRPCEcho(name, .json, .grpcJSON, at: "\(folder)/grpc.sock")
    case .grpcJSON: try GRPCEcho(name, .json, .grpcJSON)
    case .grpcCoding: try GRPCEcho(name, .coding, .grpcCoding)
    case .httpJSON: try HTTPEcho(connections: EchoRace.outstanding.max() ?? 1)
    }
  }

  /// Where our bus meets for the contender of this name.
  func place(_ name: ContenderName, _ purpose: String = "echo") -> BusPlace {
    let endpoint = endpoint(name, purpose)
    return BusPlace(endpoint: endpoint, keys: name.plain == .plainIPC ? nil : keys.folder)
  }

  private func endpoint(_ name: ContenderName, _ purpose: String = "echo") -> String {
    switch name.transport {
    case .tcp: "tcp://127.0.0.1:\(plain_free_port())"
    case .ipc: "ipc://\(folder)/\(purpose)-\(name.rawValue).sock"
    }
  }
}
