import ArgumentParser
import Shared

/// `astria-bridge orphans`
struct OrphansWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orphans", abstract: "Show the tunes at Astria that stand in no ledger; with --yes, erase them.",
    discussion: """
      All tunes of the account are listed there. Those that have a title of ours and stand in no ledger are orphans: \
      they are erased by themselves soon after they were seen, at each start and every hour; --yes does it now. Tunes \
      with other titles are not ours: they are only counted.
      """)

  @Flag(help: "Do it.") var yes = false
  @OptionGroup var output: OutputOptions

  struct Answer: Encodable {
    var orphans: [OrphanTune]
    /// The list may be cut off.
    var count: Int
    var foreign: Int
  }

  func run() async throws {
    let request = AstriaBridgeRequest.orphans(erase: yes)
    let reply = try await Asking.service(AstriaBridgeRequest.self) { try await $0.ask(request, timeout: Self.patience) }
    guard case .orphans(let tunes, let unknown, let foreign) = reply else { throw Refusal.unexpectedReply }
    if output.json { return try Terminal.json(Answer(orphans: tunes, count: unknown, foreign: foreign)) }
    show(tunes, unknown, foreign)
  }

  /// Long lists take their time.
  private static let patience = Duration.seconds(300)

  private func show(_ tunes: [OrphanTune], _ unknown: Int, _ foreign: Int) {
    Terminal.line("Not ours, never touched: \(foreign)")
    Terminal.line("Ours, in no ledger: \(unknown)")
    guard unknown > 0 else { return }
    Terminal.table(
      ["number", "title", "created"], tunes.map { ["\($0.number)", $0.title, $0.createdAt?.description ?? "-"] })
    Terminal.aside(
      yes
        ? "They are being erased. `astria-bridge status` counts those that are left."
        : "Nothing was touched. `astria-bridge orphans --yes` erases them now.")
  }
}
