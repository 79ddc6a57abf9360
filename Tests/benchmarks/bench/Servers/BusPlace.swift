import Foundation
import Logging
import Shared

/// Where the benchmark's two ends of our bus meet, and with which keys if any.
struct BusPlace: Sendable {
  let endpoint: String
  let keys: String?

  func bus(of service: ServiceName) throws -> Bus {
    var configuration = try self.configuration(of: service)
    configuration.attachmentBudget = MemoryTrial.budget
    return try Bus(configuration, clock: .system, log: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
  }

  private func configuration(of service: ServiceName) throws -> BusConfiguration {
    let endpoints = [BenchRequest.receiver: endpoint]
    if let keys {
      return .network(
        me: service, bind: endpoint, endpoints: endpoints, keys: try BenchKeys(folder: keys).keys(of: service))
    }
    let folder = URL(fileURLWithPath: String(endpoint.trimmingPrefix("ipc://"))).deletingLastPathComponent()
    var configuration = try BusConfiguration.local(directory: folder.path, me: service)
    configuration.bind = endpoint
    configuration.endpoints = endpoints
    return configuration
  }
}

/// The CURVE keys of one run, as files in a folder: both sides read them, as the product's processes do.
struct BenchKeys {
  let folder: String

  static func make(in folder: String) throws -> BenchKeys {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for service in ServiceName.allCases { _ = try BusKeys.make(for: service, in: folder) }
    return BenchKeys(folder: folder)
  }

  func keys(of service: ServiceName) throws -> BusKeys {
    try BusKeys.load(secret: "\(folder)/bus-\(service).key", publicFolder: folder, me: service)
  }

  /// The plain C server takes the same pair as ours.
  func plainSecretKey() throws -> String { try keys(of: BenchRequest.receiver).own.secretKey }
  func plainPublicKey() throws -> String { try keys(of: BenchRequest.receiver).own.publicKey }
}
