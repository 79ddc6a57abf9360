import ArgumentParser
import Shared

@main
struct Main {
  static func main() async { await Root<BridgeProgram>.main() }
}

/// The process `astria-bridge`: its service, its runner, and the words of its own.
struct BridgeProgram: Program {
  static let abstract = "The state of each photosession at Astria; the only one that knows Astria's key."
  static let words: [any ParsableCommand.Type] = [PhotosessionsWord.self, TunesWord.self, OrphansWord.self]

  let service: Bridge
  private let configuration: Configuration

  init(_ settings: Settings) throws {
    configuration = try Configuration(settings)
    service = Bridge(replaying: configuration.rules)
  }

  static func checkRunning() async throws { try await AccountReport.ask().show() }

  func runner(_ peers: Peers) -> BridgeRunner {
    let store = peers.client(UploadStoreRequest.self)
    let janitor = peers.client(JanitorRequest.self)
    return BridgeRunner(
      astria: .live(configuration.api), images: .live(configuration.imagesHTTP),
      askUploadStore: { request, attachment throws(Refusal) in
        try await store.askWithAttachment(
          request, attachment: attachment, timeout: attachment == nil ? .seconds(5) : .seconds(120))
      },
      askJanitor: { request throws(Refusal) in try await janitor.ask(request, timeout: Bridge.forgetMax / 2) },
      title: configuration.rules.title, publicAddress: configuration.publicAddress, log: peers.settings.log)
  }
}
