import Logging
import Shared

/// Performs what the bridge wants done: at Astria, and by asking other processes.
struct BridgeRunner: Runner {
  typealias S = Bridge
  typealias AskUploadStore =
    @Sendable (UploadStoreRequest, (@Sendable () async throws(Refusal) -> Attachment)?) async throws(Refusal)
    -> (UploadStoreReply, Attachment?)

  let astria: AstriaClient
  let images: AstriaImages
  let askUploadStore: AskUploadStore
  let askJanitor: @Sendable (JanitorRequest) async throws(Refusal) -> JanitorReply
  let title: TuneTitle
  /// Trainings are begun a few at a time, in the order in which they were asked for: the photos of each pass through
  /// here.
  var gate = Gate(capacity: 4)
  /// Where Astria may call back, without a slash at its end.
  let publicAddress: String?
  let log: Logger

  func perform(_ effect: BridgeEffect, attachments: @Sendable (Envelope.ID) -> Attachment?) async -> BridgeOutcome? {
    switch effect {
    case .closeIntake(let photosession, let asker): await closeIntake(photosession, asker)
    case .training(let photosession, let action, let hint):
      await perform(action, photosession, hint).map { .training(photosession, $0) }
    case .readBack(let remains, let unknown, let asker): await readBack(remains, unknown, asker)
    case .forget(let account, let owners): await forget(account, owners)
    case .listTunes(let looker): await listTunes(looker)
    case .check(let probe, let asker): .checked(await check(probe), asker: asker)
    case .inspect(let photosession, let photo, let subject, let asker):
      await inspect(photo, of: photosession, subject, asker)
    case .eraseStray(let tune): await eraseStray(tune)
    }
  }

  private func perform(
    _ action: Training.Action, _ photosession: Photosession.ID, _ hint: Personal<DataKey>?
  ) async -> Training.Event? {
    switch action {
    case .createTune(let order): .tuneMade(await createTuneInTurn(order, photosession, hint))
    case .skipTune(let tune): await skip(tune)
    case .findTune(let title, let since): .tuneMade(await findTune(title, since))
    case .lookAtTune(let number): .tuneSeen(await lookAtTune(number))
    case .createPrompt(let order): .promptMade(order.place, await createPrompt(order, hint))
    case .findPrompt(let order, let since):
      .promptMade(order.place, await findPrompt(order, since))
    case .lookAtPrompt(let place, let number): .promptSeen(place, await lookAtPrompt(number))
    case .copyAvatar(let order): .avatarCopied(order.avatar, await copyAvatar(order, photosession))
    case .deletePrompt(let copy, let number): .deleted(copy, await delete(.prompt(number)))
    case .deleteTune(let copy, let number, false): .deleted(copy, await delete(.tune(number)))
    case .deleteTune(let copy, let number, true): .deleted(copy, await deleteWithPrompts(number))
    case .askErasure(let number, let classes, let reason):
      .erasureAnswered(number, isComplete: await erase(Owner.ID(photosession), classes, reason))
    case .tellOperator: tellOperator()
    }
  }

  /// Who waits in vain has asked Astria for nothing.
  private func createTuneInTurn(
    _ order: Training.TuneOrder, _ photosession: Photosession.ID, _ hint: Personal<DataKey>?
  ) async -> Making.Answer {
    await gate.pass(as: order.tune, ifSkipped: .trouble(Trouble(.unreachable))) {
      await createTune(order, photosession, hint)
    }
  }

  private func skip(_ tune: Copy.ID) async -> Training.Event? {
    await gate.skip(tune)
    return nil
  }

  // MARK: Other processes

  private func closeIntake(_ photosession: Photosession.ID, _ asker: Envelope.ID) async -> BridgeOutcome {
    do throws(Refusal) {
      guard case .intakeClosed(let photos) = try await askUploadStore(.closeIntake(photosession: photosession), nil).0
      else { throw .unexpectedReply }
      return .intakeClosed(photosession, asker: asker, photos)
    } catch {
      return .intakeOpen(photosession, asker: asker, error)
    }
  }

  private func erase(_ owner: Owner.ID, _ classes: [CopyClass], _ reason: ErasureReason) async -> Bool {
    do throws(Refusal) {
      let reply = try await askJanitor(.erase(owner: owner, classes: classes, reason: reason))
      guard case .erasure(let isComplete, _) = reply else { throw .unexpectedReply }
      return isComplete
    } catch {
      log.warning("an erasure waits for the janitor", metadata: ["problem": "\(error.problem.rawValue)"])
      return false
    }
  }

  /// In parts, since a message may not be too long.
  private func forget(_ account: Account.ID, _ owners: [Owner.ID]) async -> BridgeOutcome {
    do throws(Refusal) {
      for start in stride(from: 0, to: owners.count, by: 500) {
        let part = Array(owners[start..<min(start + 500, owners.count)])
        guard case .forgotten = try await askJanitor(.forget(owners: part)) else { throw .unexpectedReply }
      }
      return .forgot(account, isDone: true)
    } catch {
      log.warning("forgetting waits for the janitor", metadata: ["problem": "\(error.problem.rawValue)"])
      return .forgot(account, isDone: false)
    }
  }

  private func tellOperator() -> Training.Event? {
    log.critical("Astria does not work for us. Check its key, balance and address; work goes on by itself after that.")
    return nil
  }

  func note(_ failure: AstriaFailure, _ doing: String) -> Trouble {
    log.warning(
      "Astria failed",
      metadata: ["doing": "\(doing)", "trouble": "\(failure.trouble.kind.rawValue)", "answer": "\(failure)"])
    return failure.trouble
  }
}

extension Refusal {
  static let unexpectedReply = Refusal(.internal, "Another process gave an answer that this one does not know.")
}
