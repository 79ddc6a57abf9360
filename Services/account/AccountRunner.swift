import Logging
import Shared

/// Runs the errands of account erasures.
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
    _ errand: AccountErasure.Errand, attachments: @Sendable (Envelope.ID) -> Attachment?
  ) async -> AccountErasure.Report? {
    do throws(Refusal) {
      return AccountErasure.Report(errand: errand, isDone: try await run(errand))
    } catch {
      log.warning("an account's erasure waits", metadata: ["step": "\(errand.step.rawValue)", "reason": "\(error)"])
      return AccountErasure.Report(errand: errand, isDone: false)
    }
  }

  /// - Returns: whether it is done, or must be asked for again.
  private func run(_ errand: AccountErasure.Errand) async throws(Refusal) -> Bool {
    let key = "\(errand.step.rawValue) \(errand.account)"
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
