import ArgumentParser
import Shared

/// `janitor holdings`
struct HoldingsWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "holdings", abstract: "List every copy that any custodian holds, and until when.",
    discussion: "Exit status 1 if a custodian does not answer: what it holds is then not in the list.")

  @OptionGroup var output: OutputOptions

  struct Answer: Encodable, Sendable {
    var copies: [Copy] = []
    /// Custodians that did not answer.
    var silent: [ServiceName] = []
  }

  func run() async throws {
    let answer = try await Asking.service(JanitorRequest.self, Self.all)
    if output.json { try Terminal.json(answer) } else { Terminal.table(Copy.titles, answer.copies.map(\.cells)) }
    try Terminal.nameSilent(answer.silent)
  }

  /// Page by page.
  private static func all(_ janitor: Client<JanitorRequest>) async throws -> Answer {
    var answer = Answer()
    var after: Copy.ID?
    repeat {
      guard case .holdings(let copies, let next, let silent) = try await janitor.ask(.holdings(after: after)) else {
        throw Refusal.unfitting
      }
      answer.copies += copies
      answer.silent += silent.filter { !answer.silent.contains($0) }
      Terminal.progress("\(answer.copies.count) copies")
      after = next
    } while after != nil
    Terminal.endOfProgress()
    return answer
  }
}

extension Copy {
  static let titles = ["copy", "owner", "class", "custodian", "state", "received", "must be gone by"]

  var cells: [String] {
    [
      id.text, owner.text, copyClass.rawValue, custodian.rawValue, state.rawValue, receivedAt.description,
      mustBeGoneBy.description,
    ]
  }
}

extension Terminal {
  /// Says who did not answer, and ends with exit status 1 if anybody did not.
  static func nameSilent(_ silent: [ServiceName]) throws {
    for custodian in silent { aside("\(custodian) does not answer; what it holds is not known.") }
    if !silent.isEmpty { throw ExitCode.failure }
  }
}
