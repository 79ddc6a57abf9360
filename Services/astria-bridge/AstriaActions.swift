import Foundation
import Shared
import Synchronization

// What is done at Astria.
extension BridgeRunner {
  // MARK: The tune

  func createTune(
    _ order: Training.TuneOrder, _ photosession: Photosession.ID, _ hint: Personal<DataKey>?
  ) async -> Making.Answer {
    let opened = OpenedPhotos()
    defer { opened.close() }
    let photos = order.photos.map { photo in
      NewTune.Photo(contentType: photo.contentType, length: photo.bytes) {
        try await open(photo.id, of: photosession, opened)
      }
    }
    let tune = NewTune(
      title: order.title, subject: order.subject, model: order.model, isRehearsal: order.isRehearsal,
      callback: callback(hint), photos: photos)
    do throws(AstriaFailure) {
      try await checkAccount(isFree: order.isRehearsal)
      return try await answer(astria.createTune(tune))
    } catch {
      let trouble = note(error, "creating a tune")
      return .trouble(opened.areGone ? Trouble(.photosGone) : trouble)
    }
  }

  /// One photo, when its turn in the form comes.
  private func open(
    _ photo: Photo.ID, of photosession: Photosession.ID, _ opened: OpenedPhotos
  ) async throws -> @Sendable () async throws -> [UInt8]? {
    do {
      let reply = try await askUploadStore(.readPhoto(photosession: photosession, photo: photo), nil)
      guard case .photo = reply.0, let attachment = reply.1 else { throw Refusal.unexpectedReply }
      opened.add(attachment)
      return { try await attachment.next()?.bytes }
    } catch let refusal as Refusal {
      if refusal.problem == .notFound { opened.noteGone() }
      throw refusal
    }
  }

  /// Nothing was asked for yet, whatever goes wrong here, and nothing was said about the photos.
  private func checkAccount(isFree: Bool) async throws(AstriaFailure) {
    let account: AstriaAccount
    do throws(AstriaFailure) { account = try await astria.account() } catch {
      guard [.lost, .rejected].contains(error.trouble.kind) else { throw error }
      throw AstriaFailure(trouble: Trouble(.unreachable), description: error.description)
    }
    guard let objection = account.objection(isFree: isFree || astria.isFree) else { return }
    throw AstriaFailure(trouble: Trouble(.operatorNeeded), description: objection)
  }

  func findTune(_ title: String, _ since: Moment) async -> Making.Answer {
    do throws(AstriaFailure) {
      guard let tune = try await tune(named: title, since) else { return .absent }
      return answer(tune)
    } catch {
      return .trouble(note(error, "looking for a tune"))
    }
  }

  /// The list is read until what is older than the tune can be: the filter may be one that Astria ignores.
  func tune(named title: String, _ since: Moment) async throws(AstriaFailure) -> AstriaTune? {
    var before: Int64?
    while true {
      let page = try await astria.tunes(title, before)
      if let found = page.first(where: { $0.title == title }) { return found }
      guard let last = page.last, !Self.isOlder(last.createdAt, than: since), last.id < before ?? .max else {
        return nil
      }
      before = last.id
    }
  }

  func lookAtTune(_ number: Int64) async -> Training.TuneSeen {
    do throws(AstriaFailure) {
      return try await astria.tune(number)?.seen ?? .failed
    } catch {
      return .trouble(note(error, "looking at a tune"))
    }
  }

  private func answer(_ tune: AstriaTune) -> Making.Answer {
    .known(tune.id, address: tune.origImages?.first.map { Personal($0) })
  }

  // MARK: Prompts

  func createPrompt(_ order: Training.PromptOrder, _ hint: Personal<DataKey>?) async -> Making.Answer {
    let prompt = NewPrompt(
      tune: order.tune, model: order.model, text: order.text, images: order.images, pack: order.pack,
      callback: callback(hint))
    do throws(AstriaFailure) {
      return .known(try await astria.createPrompt(prompt).id, address: nil)
    } catch {
      return .trouble(note(error, "creating a prompt"))
    }
  }

  func findPrompt(_ order: Training.PromptOrder, _ since: Moment) async -> Making.Answer {
    do throws(AstriaFailure) {
      return try await prompt(order.tune, order.text, notOf: order.pack?.others, since).map {
        .known($0.id, address: nil)
      } ?? .absent
    } catch {
      return .trouble(note(error, "looking for a prompt"))
    }
  }

  /// - Parameter others: if it is a pack's, which is none of these; it has no text of ours then.
  func prompt(
    _ tune: Int64, _ text: String, notOf others: [Int64]?, _ since: Moment
  ) async throws(AstriaFailure) -> AstriaPrompt? {
    var before: Int64?
    while true {
      let page = try await astria.prompts(before)
      let found = page.first { prompt in
        others.map { prompt.isOn(tune) && !$0.contains(prompt.id) } ?? prompt.isOn(tune, text)
      }
      if let found { return found }
      guard let last = page.last, !Self.isOlder(last.createdAt, than: since), last.id < before ?? .max else {
        return nil
      }
      before = last.id
    }
  }

  func lookAtPrompt(_ number: Int64) async -> AvatarPrompt.Seen {
    do throws(AstriaFailure) {
      return try await astria.prompt(number)?.seen ?? .failed
    } catch {
      return .trouble(note(error, "looking at a prompt"))
    }
  }

  // MARK: Avatars

  /// The picture goes straight through, piece by piece. A further try by the bus opens it anew.
  func copyAvatar(_ order: Training.AvatarOrder, _ photosession: Photosession.ID) async -> AvatarPrompt.Copied {
    do {
      let first = try await images.open(order.address)
      let unused = Mutex<AstriaImages.Picture?>(first)
      defer { first.attachment.cancel() }
      let request = UploadStoreRequest.storeAvatar(
        photosession: photosession, avatar: order.avatar, prompt: order.prompt, index: order.index,
        contentType: first.contentType)
      let reply = try await askUploadStore(request) { () async throws(Refusal) -> Attachment in
        if let picture = unused.withLock({ $0.take() }) { return picture.attachment }
        do throws(AstriaFailure) { return try await images.open(order.address).attachment } catch {
          throw Refusal(.unavailable, "The picture cannot be had now.")
        }
      }
      guard case .avatarStored = reply.0 else { throw Refusal.unexpectedReply }
      return .stored
    } catch let failure as AstriaFailure {
      let trouble = note(failure, "copying an avatar")
      return trouble.kind == .rejected ? .unusable : .trouble(trouble)
    } catch {
      return refused(error as? Refusal ?? .unexpectedReply)
    }
  }

  private func refused(_ refusal: Refusal) -> AvatarPrompt.Copied {
    log.warning("an avatar was not taken", metadata: ["problem": "\(refusal.problem.rawValue)"])
    switch refusal.problem {
    case .unsupportedImage, .notAnImage, .imageMalformed, .photoTooLarge, .tooManyPixels, .bodyTooLarge:
      return .unusable
    case .malformedRequest, .invalidField, .bodyLengthMismatch, .unknownVersion, .methodNotAllowed,
      .rangeNotSatisfiable, .unauthorized, .forbidden, .underAge, .consentOutdated, .notFound, .imageTruncated,
      .unknownStyle, .tooFewPhotos, .tooManyPhotos, .photosClosed, .trainingAlreadyRequested, .conflict,
      .mismatchingUploadOffset, .inconsistentUploadLength, .completedUpload, .retentionUnavailable, .contractMismatch,
      .insufficientStorage, .unavailable, .busy, .timedOut, .cancelled, .internal:
      return .trouble(Trouble(.unreachable))
    }
  }

  // MARK: Gone

  func delete(_ thing: AstriaThing) async -> Trouble? {
    do throws(AstriaFailure) {
      try await astria.delete(thing)
      return nil
    } catch {
      return note(error, "deleting")
    }
  }

  /// Astria may have run more of a pack than it was asked for, and nothing else knows of that.
  func deleteWithPrompts(_ tune: Int64) async -> Trouble? {
    do throws(AstriaFailure) {
      return try await eraseWithPrompts(tune) == nil ? Trouble(.unreachable) : nil
    } catch {
      return note(error, "deleting a tune with its prompts")
    }
  }

  private func callback(_ hint: Personal<DataKey>?) -> String? {
    guard let publicAddress, let hint else { return nil }
    return "\(publicAddress)/v1/astria/hints/\(hint.revealed)"
  }

  /// With an hour for clocks that differ. What has no time that can be read counts as young.
  static func isOlder(_ createdAt: String?, than since: Moment) -> Bool {
    createdAt.flatMap(Moment.init).map { $0 < since - .seconds(3600) } ?? false
  }
}

/// The photos that a POST has opened, to be let go of when it ends, however it ends.
private final class OpenedPhotos: Sendable {
  private let attachments = Mutex<[Attachment]>([])
  private let gone = Mutex(false)

  var areGone: Bool { gone.withLock { $0 } }

  func add(_ attachment: Attachment) { attachments.withLock { $0.append(attachment) } }
  func noteGone() { gone.withLock { $0 = true } }
  func close() { attachments.withLock { for attachment in $0 { attachment.cancel() } } }
}
