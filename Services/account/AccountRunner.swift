import Logging
import Shared

/// Asks the others what account erasures need, and who was erased before.
struct AccountRunner: Runner {
  typealias S = AccountService
  /// Asks another process. The key is the same each time an errand is run, so that the process is not set to work
  /// twice.
  typealias Ask<Request: ServiceRequest> =
    @Sendable (Request, _ idempotencyKey: String) async throws(Refusal) -> Request.Reply

  let askBridge: Ask<AstriaBridgeRequest>
  let askJanitor: Ask<JanitorRequest>
  let log: Logger

  func perform(
    _ effect: AccountEffect, attachments: @Sendable (Envelope.ID) -> Attachment?
  ) async -> AccountOutcome? {
    switch effect {
    case .run(let errand): .ran(AccountErasure.Report(errand: errand, isDone: await isDone(errand)))
    case .findErased(let people): await findErased(among: people)
    }
  }

  private func isDone(_ errand: AccountErasure.Errand) async -> Bool {
    do throws(Refusal) { return try await run(errand) } catch {
      log.warning("an account's erasure waits", metadata: ["step": "\(errand.step.rawValue)", "reason": "\(error)"])
      return false
    }
  }

  private func findErased(among people: [Account.ID]) async -> AccountOutcome {
    do throws(Refusal) {
      let key = "erased-before \(people.first?.text ?? "")"
      let reply = try await askJanitor(.erasedBefore(people.map { Owner.ID($0) }), key)
      guard case .erasedBefore(let owners) = reply else { throw .unexpectedReply }
      let erased = Set(owners.map { Account.ID($0) })
      if !erased.isEmpty {
        log.critical(
          "people who were erased are here again, as after a backup was put back; they are erased once more",
          metadata: ["people": "\(erased.count)"])
      }
      return .foundErased(people.filter(erased.contains), among: people)
    } catch {
      log.warning("whether anybody here was erased before is not known yet", metadata: ["reason": "\(error)"])
      return .notAnswered
    }
  }

  /// - Returns: whether it is done, or must be asked for again.
  private func run(_ errand: AccountErasure.Errand) async throws(Refusal) -> Bool {
    let key = "\(errand.step.rawValue) \(errand.account) \(errand.askedAt)"
    let owner = Owner.ID(errand.account)
    switch errand.step {
    case .endingPhotosessions:
      return try await askBridge(.forget(account: errand.account), key) == .forgotten
    case .writingReceipt:
      let request = JanitorRequest.erase(owner: owner, classes: [.account], reason: .accountErasure)
      guard case .erasure(let complete, _) = try await askJanitor(request, key) else { return false }
      return complete
    case .forgettingReceipt:
      return try await askJanitor(.forget(owners: [owner]), key) == .forgotten
    }
  }
}
