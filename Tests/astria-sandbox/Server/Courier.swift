import Foundation
import ServiceLifecycle
import Shared

/// Sends callbacks as Astria does: one POST each, unsigned, following no redirect, and never again. Slow receivers do
/// not hold up others.
struct Courier: ServiceLifecycle.Service {
  let sandbox: LiveSandbox
  let client: HTTPClient

  private static let patience = Duration.seconds(10)

  func run() async {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        for await callback in sandbox.callbacks {
          group.addTask { await deliver(callback) }
        }
      }
    }
  }

  private func deliver(_ callback: Callback) async {
    let state = await send(callback)
    sandbox.change { $0.settle(delivery: callback.number, state) }
  }

  private func send(_ callback: Callback) async -> Delivery.State {
    do {
      let body = try JSONText.encode(callback.body)
      let request = HTTPRequest(
        "POST", callback.address, headers: ["Content-Type": "application/json"], body: .bytes(body),
        timeout: Self.patience)
      return .answered(status: try await client.send(request).status)
    } catch {
      return .failed(String(describing: error))
    }
  }
}

/// Lets time pass in the sandbox when nobody asks it anything.
struct Pendulum: ServiceLifecycle.Service {
  let sandbox: LiveSandbox

  func run() async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        sandbox.tick()
        await pause(.milliseconds(20))
      }
    }
  }
}

/// JSON as it goes over the wire: fields in alphabetical order, addresses without backslashes.
enum JSONText {
  static func encode(_ value: JSONValue) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }
}
