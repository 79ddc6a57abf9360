import ArgumentParser
import Foundation
import Shared

/// How much memory a receiver takes while many send to it at once.
struct MemoryTrial {
  static let senders = 200
  static let budget = 64 << 20
  /// Senders of one process.
  private static let perProcess = 50
  /// A reader that rests between two chunks, so that as much as is allowed piles up.
  private static let rest = 2

  func run(on stage: Stage) async throws -> MemoryUse {
    Terminal.aside("\(Self.senders) senders of 10 MB at once")
    let place = stage.place(.busIPC, "memory")
    let receiver = try Child.busServer(at: place)
    let before = try receiver.peakMemory()
    let processes = try (0..<Self.senders / Self.perProcess).map { _ in
      try Child(["senders", place.endpoint, "--count", "\(Self.perProcess)"])
    }
    for process in processes {
      guard try process.line() == "sent" else { throw BenchFailure("The senders could not send.") }
    }
    return MemoryUse(
      senders: Self.senders, budget: Self.budget, peakBefore: before, peak: try receiver.peakMemory())
  }

  /// What one process of senders does.
  static func send(_ count: Int, to place: BusPlace) async throws {
    let buses = try (0..<count).map { _ in try place.bus(of: .gateway) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for bus in buses { group.addTask { await bus.run() } }
      try await withThrowingDiscardingTaskGroup { sending in
        for bus in buses {
          let client = Client<BenchRequest>(
            bus, to: BenchRequest.receiver, me: .gateway, clock: .system, randomness: .system)
          sending.addTask { try await client.sendAttachment(together: senders, restMilliseconds: rest) }
        }
      }
      for bus in buses { await bus.shutdown() }
    }
  }
}

/// In bytes.
struct MemoryUse: Encodable {
  let senders: Int
  let budget: Int
  /// The most that the receiver held before the first sender came, and until the last was done.
  let peakBefore: Int
  let peak: Int
}

/// `bench senders ADDRESS`: a process with many buses that all send to one receiver.
struct SendersWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "senders", shouldDisplay: false)

  @Argument var address: String
  @Option var count: Int

  func run() async throws {
    Parent.endWithIt()
    Descriptors.allowMany()
    try await MemoryTrial.send(count, to: BusPlace(endpoint: address, keys: nil))
    Parent.say("sent")
  }
}

/// Each connection needs a few descriptors; the usual limit of 1024 is soon reached.
enum Descriptors {
  static func allowMany() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
