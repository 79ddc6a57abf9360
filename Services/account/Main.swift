import ArgumentParser
import Shared

@main
struct Main {
  static func main() async { await Root<AccountProgram>.main() }
}

/// The process `account`: its service, its runner, and the words of its own.
struct AccountProgram: Program {
  static let abstract = "People: who may, and what they agreed to."
  static let words: [any ParsableCommand.Type] = [Show.self, Erase.self]

  let service: AccountService

  init(_ settings: Settings) { service = AccountService(replaying: .init(contract: settings.contract)) }

  func runner(_ peers: Peers) -> AccountRunner {
    let bridge = peers.client(AstriaBridgeRequest.self)
    let janitor = peers.client(JanitorRequest.self)
    let patience = AccountErasure.answerMax
    return AccountRunner(
      askBridge: { request, key throws(Refusal) in
        try await bridge.ask(request, idempotencyKey: key, timeout: patience)
      },
      askJanitor: { request, key throws(Refusal) in
        try await janitor.ask(request, idempotencyKey: key, timeout: patience)
      },
      log: peers.settings.log)
  }
}
