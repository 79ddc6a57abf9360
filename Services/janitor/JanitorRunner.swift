import Logging
import Shared

/// Asks the custodians, each in its own conversation.
struct JanitorRunner: Runner {
  typealias S = Janitor
  typealias Ask = @Sendable (CustodianRequest, Duration) async throws(Refusal) -> CustodianReply

  /// A custodian may have to ask others, far away.
  static let patience = Duration.seconds(30)
  /// Somebody sits and waits, and would ask again before long.
  static let patienceForLooks = Duration.milliseconds(1500)

  let custodians: [ServiceName: Ask]
  /// Tells whoever is on call; says whether they were told.
  let tell: @Sendable (AlarmNews) async -> Bool
  var door = GatewayDoor.closed
  var checkpoints: (any CheckpointKeeper)?
  var log: Logger?

  func perform(
    _ effect: JanitorEffect, attachments: @Sendable (Envelope.ID) -> Attachment?
  ) async -> JanitorOutcome? {
    switch effect {
    case .ask(let custodian, let request, let ticket):
      do throws(Refusal) {
        return .answered(try await ask(custodian, request, Self.patience), for: ticket)
      } catch {
        return .refused(error, for: ticket)
      }
    case .tell(let news): return .told(news, await tell(news))
    case .look(let look, let request): return .looked(await pages(look.query), look, for: request)
    case .file(let checkpoint): return .filed(checkpoint.madeAt, isDone: await file(checkpoint))
    case .readCheckpoints: return .readCheckpoints(await keptCheckpoints())
    case .warn(let sentence):
      log?.critical("\(sentence)")
      return nil
    case .count(let custodian): return .counted(await summaries(custodian), custodian)
    case .rehearse(let action, let id):
      let answer = await RehearsalCalls(door: door, custodians: custodians).perform(action)
      return .rehearsed(answer, action, for: id)
    }
  }

  /// Tried until they can be read: one of them may know more than the book, and before that is clear no key leaves.
  private func keptCheckpoints() async -> [String] {
    while let checkpoints, !Task.isCancelled {
      do throws(Refusal) { return try await checkpoints.kept() } catch {
        log?.error("whether the book was restored is not known, so no photo is taken in", metadata: ["why": "\(error)"])
        await pause(Self.patienceForLooks)
      }
    }
    return []
  }

  private func file(_ checkpoint: Checkpoint) async -> Bool {
    guard let checkpoints else { return true }
    do throws(Refusal) {
      try await checkpoints.file(checkpoint)
      return true
    } catch {
      log?.error("a checkpoint is not filed; it is tried again", metadata: ["error": "\(error)"])
      await pause(Self.patienceForLooks)
      return false
    }
  }

  private func ask(
    _ custodian: ServiceName, _ request: CustodianRequest, _ patience: Duration
  ) async throws(Refusal) -> CustodianReply {
    guard let ask = custodians[custodian] else { preconditionFailure("\(custodian) is no custodian") }
    return try await ask(request, patience)
  }

  private func summaries(_ custodian: ServiceName) async -> [HoldingSummary] {
    do throws(Refusal) {
      guard case .summary(let summaries) = try await ask(custodian, .summary, Self.patience) else { return [] }
      return summaries
    } catch {
      // Whoever looks sees from when the last answer is.
      return []
    }
  }

  private func pages(_ query: HoldingsQuery) async -> [LedgerPage] {
    await withTaskGroup(of: LedgerPage.self) { group in
      for custodian in Custodians.all { group.addTask { await page(custodian, query) } }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.custodian.rawValue < $1.custodian.rawValue }
    }
  }

  private func page(_ custodian: ServiceName, _ query: HoldingsQuery) async -> LedgerPage {
    do throws(Refusal) {
      let reply = try await ask(custodian, .holdings(query), Self.patienceForLooks)
      guard case .holdings(let copies, let hasMore) = reply else {
        return LedgerPage(custodian: custodian)
      }
      return LedgerPage(custodian: custodian, copies: copies, hasMore: hasMore)
    } catch {
      return LedgerPage(custodian: custodian)
    }
  }
}

extension JanitorRunner {
  init(
    uploadStore: Client<UploadStoreRequest>, astriaBridge: Client<AstriaBridgeRequest>, account: Client<AccountRequest>,
    door: GatewayDoor, bell: AlarmBell, checkpoints: any CheckpointKeeper, log: Logger
  ) {
    self.door = door
    tell = bell.tell
    self.checkpoints = checkpoints
    self.log = log
    custodians = [
      .uploadStore: { (request, patience) throws(Refusal) in
        guard case .custodian(let reply) = try await uploadStore.ask(.custodian(request), timeout: patience) else {
          throw Self.unfitting
        }
        return reply
      },
      .astriaBridge: { (request, patience) throws(Refusal) in
        guard case .custodian(let reply) = try await astriaBridge.ask(.custodian(request), timeout: patience) else {
          throw Self.unfitting
        }
        return reply
      },
      .account: { (request, patience) throws(Refusal) in
        guard case .custodian(let reply) = try await account.ask(.custodian(request), timeout: patience) else {
          throw Self.unfitting
        }
        return reply
      },
    ]
  }

  private static let unfitting = Refusal(.internal, "A custodian answered something else than it was asked.")
}
