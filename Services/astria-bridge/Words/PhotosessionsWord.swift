import ArgumentParser
import Shared

/// `astria-bridge photosessions`
struct PhotosessionsWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "photosessions", abstract: "All photosessions of the last 30 days, the newest first.")

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let views = try await Asking.service(AstriaBridgeRequest.self) { client in
      var views: [PhotosessionView] = []
      var after: Photosession.ID?
      repeat {
        guard case .photosessions(let page, let next) = try await client.ask(.list(after: after)) else {
          throw Refusal.unexpectedReply
        }
        views += page
        after = next
      } while after != nil
      return views
    }
    if output.json { return try Terminal.json(views) }
    Terminal.table(
      ["photosession", "created", "state", "outcome", "avatars", "at Astria"],
      views.map { view in
        let held = view.held.map { "\($0.copies) \($0.copyClass.rawValue)" }.joined(separator: ", ")
        return [
          view.id.text, "\(view.createdAt)", view.state.rawValue, view.outcome?.rawValue ?? "-",
          "\(view.avatarsReady)/\(view.avatarsExpected)", held.isEmpty ? "-" : held,
        ]
      })
  }
}
