import ArgumentParser
import Shared

/// `account erase`
struct Erase: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Erase a person with all their photosessions, and follow it until nothing is left.",
    discussion: "It goes on by itself when you stop watching, and after a restart.")

  @Argument(help: "The account's id.") var account: AccountArgument
  @Flag(help: "Do not ask.") var yes = false
  @OptionGroup var output: OutputOptions

  /// What a script is told.
  private struct Result: Codable {
    let account: Account.ID
    let isErased: Bool
  }

  private enum State: Sendable {
    case known(AccountView)
    case erasing(String)
    case gone
  }

  func run() async throws {
    let (id, yes) = (account.id, yes)
    try await Asking.service(AccountRequest.self) { client in
      if case .known(let person) = try await Self.state(of: id, client) {
        guard yes || Self.confirm(person) else {
          Terminal.aside("Nothing was erased.")
          throw ExitCode.failure
        }
      }
      guard case .erasing = try await client.ask(.erase(account: id)) else { throw Refusal.unexpectedReply }
      try await Self.follow(id, client)
    }
    if output.json { return try Terminal.json(Result(account: id, isErased: true)) }
    Terminal.line("\(id) is erased: nothing of it is left but receipts that identify nobody.")
  }

  private static func confirm(_ person: AccountView) -> Bool {
    Terminal.aside(
      """
      This erases, for good:
        the account \(person.id): \(person.name.revealed), \(person.email.revealed), its consent and its access tokens
        all its photosessions, with every photo, tune and avatar, here and at Astria
      Receipts that identify nobody stay.
      """)
    return Terminal.confirm("Erase it?")
  }

  private static func follow(_ id: Account.ID, _ client: Client<AccountRequest>) async throws {
    defer { Terminal.endOfProgress() }
    while case .erasing(let progress) = try await state(of: id, client) {
      Terminal.progress(progress)
      await pause(.milliseconds(200))
    }
  }

  private static func state(of id: Account.ID, _ client: Client<AccountRequest>) async throws(Refusal) -> State {
    do throws(Refusal) {
      return .known(try await client.show(id))
    } catch  where error.problem == .conflict {
      return .erasing(error.detail)
    } catch  where error.problem == .notFound {
      return .gone
    }
  }
}
