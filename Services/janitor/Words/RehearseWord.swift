import ArgumentParser
import Shared

/// `janitor rehearse`
struct RehearseWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Send a subject that does not exist through the whole deployment, and prove it gone.",
    discussion: """
      The running janitor signs up at the gateway, gives photos that it draws, has them trained at no cost, fetches \
      the avatars, has all erased, compares the receipts with every copy that there ever was, looks into every \
      ledger, and erases the account: also if something fails. Exit status 1 if it fails.
      """)

  @OptionGroup var output: OutputOptions

  /// How often to ask how far it is.
  private static let pace = Duration.milliseconds(200)
  /// One that has failed may take long to clean up after, which it does by itself.
  private static let patienceAfterFailure = Duration.seconds(20)

  func run() async throws {
    let isQuiet = output.json
    let end = try await Asking.service(JanitorRequest.self) { try await Self.follow($0, isQuiet: isQuiet) }
    Terminal.endOfProgress()
    if output.json { try Terminal.json(end) } else { Self.tell(end) }
    if !end.hasSucceeded { throw ExitCode.failure }
  }

  private static func follow(_ janitor: Client<JanitorRequest>, isQuiet: Bool) async throws -> RehearsalView {
    let begun = try await begin(janitor)
    guard begun.failure != nil else { return try await waitForEnd(of: begun, janitor, isQuiet: isQuiet) }
    // There is one at a time: an earlier one that failed still erases its account.
    Terminal.aside("An earlier rehearsal failed and is still being cleaned up after.")
    let earlier = try await waitForEnd(of: begun, janitor, isQuiet: true)
    guard earlier.endedAt != nil else { return earlier }
    return try await waitForEnd(of: try await begin(janitor), janitor, isQuiet: isQuiet)
  }

  private static func begin(_ janitor: Client<JanitorRequest>) async throws -> RehearsalView {
    guard case .rehearsing(let view) = try await janitor.ask(.rehearse) else { throw Refusal.unfitting }
    return view
  }

  private static func waitForEnd(
    of begun: RehearsalView, _ janitor: Client<JanitorRequest>, isQuiet: Bool
  ) async throws -> RehearsalView {
    var (view, told, failedSince) = (begun, 0, Duration.zero)
    while view.endedAt == nil, failedSince < patienceAfterFailure {
      await pause(pace)
      view = try await find(view.id, janitor)
      if !isQuiet { tell(view, &told) }
      if view.failure != nil { failedSince += pace }
    }
    return view
  }

  private static func find(_ id: RehearsalView.ID, _ janitor: Client<JanitorRequest>) async throws -> RehearsalView {
    guard case .rehearsals(let underWay, let success, let failure, _) = try await janitor.ask(.rehearsals) else {
      throw Refusal.unfitting
    }
    guard let view = [underWay, success, failure].compactMap({ $0 }).first(where: { $0.id == id }) else {
      throw Refusal(.notFound, "The rehearsal is over, and a later one has taken its place. Rehearse again.")
    }
    return view
  }

  /// The steps that ended since, and the one that goes on.
  private static func tell(_ view: RehearsalView, _ told: inout Int) {
    for step in view.steps.dropFirst(told) {
      guard let took = step.took else { return Terminal.progress("\(step.name) …") }
      Terminal.endOfProgress()
      Terminal.line("\(took)  \(step.name)")
      told += 1
    }
  }

  private static func tell(_ end: RehearsalView) {
    guard let failure = end.failure else {
      let took = RehearsalView.Step(name: "", begunAt: end.startedAt, endedAt: end.endedAt).took ?? ""
      return Terminal.line(
        "\(took)  in all: \(end.copies) copies came into being; all are gone, each with its receipt.")
    }
    Terminal.aside(failure.sentence)
    Terminal.aside(
      end.endedAt == nil
        ? "Its account is not erased yet; the janitor goes on with that." : "Nothing of it is left behind.")
  }
}

extension RehearsalView.Step {
  /// In seconds, in a column of its own.
  fileprivate var took: String? {
    endedAt.map { end in
      let tenths = max(0, (end - begunAt).milliseconds) / 100
      let text = "\(tenths / 10).\(tenths % 10) s"
      return String(repeating: " ", count: max(0, 8 - text.count)) + text
    }
  }
}
