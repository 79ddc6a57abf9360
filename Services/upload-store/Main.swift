import ArgumentParser
import Shared

@main
struct Main {
  static func main() async { await Root<UploadStore>.main() }
}

/// The process that keeps photos and avatars, sealed, for as long as the contract allows.
struct UploadStore: Program {
  static let abstract = "Keeps photos and avatars: sanitised, encrypted, and gone in time."
  static let words: [any ParsableCommand.Type] = [Holdings.self]

  let service: Custody
  private let configuration: Configuration

  init(_ settings: Settings) throws {
    service = Custody(settings.contract)
    configuration = try Configuration(settings)
  }

  func runner(_ peers: Peers) async throws -> CustodyRunner {
    let settings = peers.settings
    return CustodyRunner(
      objects: try await configuration.openStore(settings.randomness, log: settings.log),
      keys: KeyRing(clock: settings.steadyClock.asWallClock, asking: peers.dataKey), randomness: settings.randomness,
      log: settings.log)
  }
}

extension Peers {
  /// Nobody waits long for the janitor: without a key nothing is taken in.
  private static let patience = Duration.seconds(2)

  fileprivate var dataKey: KeyRing.Asking {
    let janitor = client(JanitorRequest.self)
    return { photosession, copyClass throws(Refusal) in
      let request = JanitorRequest.dataKey(photosession: photosession, copyClass: copyClass)
      let reply = try await janitor.ask(request, timeout: Self.patience)
      guard case .dataKey(let key, let mustBeGoneBy, let deadline) = reply else {
        throw Refusal(.internal, "The janitor's answer fits no question. Are both processes of the same version?")
      }
      return DatedKey(key: key, mustBeGoneBy: mustBeGoneBy, deadline: deadline)
    }
  }
}
