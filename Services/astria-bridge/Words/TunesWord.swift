import ArgumentParser
import Shared

/// `astria-bridge tunes`
struct TunesWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tunes", abstract: "The tunes that Astria may hold, with their numbers there.")

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let tunes = try await Asking.service(AstriaBridgeRequest.self) { client in
      var tunes: [TuneView] = []
      var after: Photosession.ID?
      repeat {
        guard case .tunes(let page, let next) = try await client.ask(.tunes(after: after)) else {
          throw Refusal.unexpectedReply
        }
        tunes += page
        after = next
      } while after != nil
      return tunes
    }
    if output.json { return try Terminal.json(tunes) }
    Terminal.table(
      ["photosession", "number", "title", "state", "must be gone by"],
      tunes.map { tune in
        [
          tune.photosession.text, tune.number.map { "\($0)" } ?? "-", tune.title, tune.state.rawValue,
          "\(tune.mustBeGoneBy)",
        ]
      })
  }
}
