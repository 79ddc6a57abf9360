import Foundation
import Synchronization
import TestSupport

/// A stretch of wire between two ends of the bus that does to messages what the test says.
///
/// It listens where the client expects the server, and passes everything on to where the server listens.
final class FaultyWire: Sendable {
  /// Where the client finds it.
  let folder: String
  private let listener: UnixSocket
  private let faults: WireFaults
  private let state: Mutex<State>

  private struct State {
    var random: Seeded
    var met: [String: Int] = [:]
  }

  init(
    in folder: String, to server: String, socket: String, random: Seeded, _ faults: @escaping WireFaults
  ) throws {
    self.folder = folder
    listener = try .listening(at: "\(folder)/\(socket)")
    self.faults = faults
    state = Mutex(State(random: random))
    let accepting = Thread { [weak self, listener] in
      while let client = listener.accepted() { self?.join(client, "\(server)/\(socket)") }
    }
    accepting.start()
  }

  /// Its connections end when the client's do.
  deinit { listener.cut() }

  /// How many messages met which fault.
  var met: [String: Int] { state.withLock { $0.met } }

  /// A client whose server is not there is turned away: it will come again.
  private func join(_ client: UnixSocket, _ server: String) {
    let link: WireLink
    do { link = WireLink(client: client, server: try .connected(to: server)) } catch { return client.cut() }
    let (one, other) = state.withLock { ($0.random.split(), $0.random.split()) }
    link.carry(.toServer, one, decide)
    link.carry(.toClient, other, decide)
  }

  private var decide: WireFaults {
    { message, direction, random in
      let fault = self.faults(message, direction, &random)
      self.state.withLock { $0.met[fault.name, default: 0] += 1 }
      return fault
    }
  }
}

/// One connection through the wire.
final class WireLink: Sendable {
  private let client: UnixSocket
  private let server: UnixSocket

  init(client: UnixSocket, server: UnixSocket) {
    self.client = client
    self.server = server
  }

  func cut() {
    client.cut()
    server.cut()
  }

  /// Carries one direction, on a thread of its own, until either end hangs up.
  func carry(_ direction: WireDirection, _ random: Seeded, _ faults: @escaping WireFaults) {
    let (source, target) = direction == .toServer ? (client, server) : (server, client)
    let carrying = Thread {
      var carrier = WireCarrier(direction, from: source, to: target, random, faults)
      carrier.run()
      self.cut()
    }
    carrying.start()
  }
}
