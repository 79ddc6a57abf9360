import ArgumentParser
import Shared

/// `janitor checkpoint`
struct CheckpointWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Sign how the receipt book stands now: its size and the root of its tree.",
    discussion: """
      Keep it where nobody of the janitor's can write, or give it to somebody: `janitor verify --checkpoint FILE` \
      shows from then on whether the book was rewritten. One is written each day anyway, to the folder checkpoints \
      beside the janitor's database.
      """)

  @Option(help: "Write it to this file.") var export: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let reply = try await Asking.service(JanitorRequest.self) { try await $0.ask(.checkpoint) }
    guard case .checkpoint(let checkpoint) = reply else { throw Refusal.unfitting }
    if let export { try BookFile.write(Array(checkpoint.note.utf8), to: export) }
    if output.json { return try Terminal.json(checkpoint) }
    Terminal.text(checkpoint.note)
    Terminal.aside("Signed with \(checkpoint.key)")
  }
}
