import ArgumentParser
import Shared

/// `janitor sweep`
struct SweepWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Show what must be gone by now; with --yes, have it erased and read back.",
    discussion: """
      Without --yes nothing is touched; the list shows the first 100 copies at most. Sweeps also happen by themselves. \
      Exit status 1 if a custodian does not answer.
      """)

  @Flag(help: "Do it.") var yes = false
  @OptionGroup var output: OutputOptions

  /// A custodian that does not answer is waited for.
  private static let patience = Duration.seconds(300)

  struct Answer: Encodable {
    /// How many copies got their receipt.
    var erased: Int
    /// What would be erased, or waits for its receipt.
    var due: [Copy]
    var silent: [ServiceName]
  }

  func run() async throws {
    let request = JanitorRequest.sweep(dryRun: !yes)
    let reply = try await Asking.service(JanitorRequest.self) { try await $0.ask(request, timeout: Self.patience) }
    guard case .swept(let erased, let due, let silent) = reply else { throw Refusal.unfitting }
    let answer = Answer(erased: erased, due: due, silent: silent)
    if output.json { try Terminal.json(answer) } else { show(answer) }
    try Terminal.nameSilent(silent)
  }

  private func show(_ answer: Answer) {
    if yes { return Terminal.line("Erased and read back: \(answer.erased)") }
    guard !answer.due.isEmpty else {
      return Terminal.line(answer.silent.isEmpty ? "Nothing is due." : "Nothing is due where anybody answers.")
    }
    Terminal.table(Copy.titles, answer.due.map(\.cells))
    Terminal.aside("Nothing was touched. `janitor sweep --yes` erases what is due.")
  }
}
