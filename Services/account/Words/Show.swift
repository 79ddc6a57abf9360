import ArgumentParser
import Shared

/// `account show`
struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What is known of a person, or of all.",
    discussion: "The output is personal data: it belongs on a screen, not in a file.")

  @Argument(help: "The account's id.") var account: AccountArgument?
  @Flag(help: "Show all accounts.") var list = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if (account == nil) != list { throw ValidationError("Give either an account's id or --list.") }
  }

  func run() async throws {
    let id = account?.id
    let people = try await Asking.service(AccountRequest.self) { client in
      if let id { [try await client.show(id)] } else { try await client.everybody() }
    }
    if output.json { return try Terminal.json(people) }
    Terminal.table(
      ["account", "name", "e-mail", "policy", "consented", "adult stated"],
      people.map {
        [
          $0.id.text, $0.name.revealed, $0.email.revealed, "\($0.policyVersion)", "\($0.consentedAt)",
          "\($0.adultStatedAt)",
        ]
      })
  }
}

/// An account's id on a command line.
struct AccountArgument: ExpressibleByArgument, Sendable {
  let id: Account.ID

  init?(argument: String) {
    guard let id = Account.ID(argument) else { return nil }
    self.id = id
  }
}

extension Client<AccountRequest> {
  func show(_ account: Account.ID) async throws(Refusal) -> AccountView {
    guard case .account(let person) = try await ask(.show(account: account)) else { throw .unexpectedReply }
    return person
  }

  fileprivate func everybody() async throws(Refusal) -> [AccountView] {
    var people: [AccountView] = []
    var after: Account.ID?
    repeat {
      guard case .accounts(let page, let next) = try await ask(.list(after: after)) else { throw .unexpectedReply }
      people += page
      after = next
    } while after != nil
    return people
  }
}

extension Refusal {
  static let unexpectedReply = Refusal(.internal, "The running process gave another answer than this program knows.")
}
