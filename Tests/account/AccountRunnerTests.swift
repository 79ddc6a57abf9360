import Logging
import Shared
import Testing

@testable import account

@Suite(.timeLimit(.minutes(1))) struct AccountRunnerTests {
  private let someone = Account.ID(bytes: Array(repeating: 3, count: 16))

  private func report(
    _ step: AccountErasure.Step, bridge: Result<AstriaBridgeReply, Refusal> = .success(.noted),
    janitor: Result<JanitorReply, Refusal> = .success(.keysIssued)
  ) async -> Bool? {
    let runner = AccountRunner(
      askBridge: { request, _ throws(Refusal) in
        #expect(request == .forget(account: someone))
        return try bridge.get()
      },
      askJanitor: { request, _ throws(Refusal) in
        let owner = Owner.ID(someone)
        let erasure = JanitorRequest.erase(owner: owner, classes: [.account], reason: .accountErasure)
        #expect(request == (step == .writingReceipt ? erasure : .forget(owners: [owner])))
        return try janitor.get()
      },
      log: Logger(label: "account") { _ in SwiftLogNoOpLogHandler() })
    let errand = AccountErasure.Errand(account: someone, step: step, askedAt: noon)
    guard case .ran(let report)? = await runner.perform(.run(errand), attachments: { _ in nil }) else { return nil }
    return report.isDone
  }

  @Test func anErrandIsDoneWhenTheOtherProcessSaysSo() async {
    #expect(await report(.endingPhotosessions, bridge: .success(.forgotten)) == true)
    #expect(await report(.writingReceipt, janitor: .success(.erasure(complete: true, remaining: 0))) == true)
    #expect(await report(.writingReceipt, janitor: .success(.erasure(complete: false, remaining: 1))) == false)
    #expect(await report(.forgettingReceipt, janitor: .success(.forgotten)) == true)
  }

  @Test func aRefusalOrAnotherAnswerIsNotDoneYet() async {
    let silent = Refusal(.timedOut, "No answer.")
    #expect(await report(.endingPhotosessions, bridge: .failure(silent)) == false)
    #expect(await report(.writingReceipt, janitor: .failure(silent)) == false)
    #expect(await report(.forgettingReceipt, janitor: .failure(silent)) == false)
    #expect(await report(.endingPhotosessions) == false)
    #expect(await report(.writingReceipt) == false)
    #expect(await report(.forgettingReceipt) == false)
  }
}
