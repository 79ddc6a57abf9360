import Shared

@testable import gateway

// How the four others answer.

extension World {
  var asks: Asks {
    Asks(
      account: Ask { (request, _) async throws(Refusal) in
        try self.note(request)
        return (try self.answer(request), nil)
      },
      janitor: Ask { (request, _) async throws(Refusal) in
        try self.note(request)
        return (try self.answer(request), nil)
      },
      uploadStore: Ask { (request, extras) async throws(Refusal) in
        try self.note(request)
        return try await self.answer(request, extras.attachment)
      },
      astriaBridge: Ask { (request, _) async throws(Refusal) in
        try self.note(request)
        return (try self.answer(request), nil)
      })
  }

  private func note<Request: ServiceRequest>(_ request: Request) throws(Refusal) {
    let refusal = state.withLock { state in
      state.asked.append(request)
      return state.refusals[Request.receiver]
    }
    if let refusal { throw refusal }
  }

  private var annasView: AccountView {
    AccountView(
      id: Self.anna, name: Personal("Anna Canary"), email: Personal("anna.canary@example.org"), policyVersion: 1,
      consentedAt: Self.now, adultStatedAt: Self.now)
  }

  private func answer(_ request: AccountRequest) throws(Refusal) -> AccountReply {
    switch request {
    case .create: return .created(annasView, token: Personal(Self.annasToken))
    case .identify(let token):
      let people = [Self.annasToken: Self.anna, Self.bertsToken: Self.bert]
      guard let account = people[token.revealed] else { throw Refusal(.unauthorized, "Sign in again.") }
      return .identified(account: account, consentIsCurrent: state.withLock { $0.consentIsCurrent })
    case .show, .consent: return .account(annasView)
    case .signOut: return .signedOut
    case .erase(let account): return .erasing(account: account)
    case .list, .custodian: throw .fault
    }
  }

  private func answer(_ request: JanitorRequest) throws(Refusal) -> JanitorReply {
    switch request {
    case .issueKeys: return .keysIssued
    case .receipts(_, let first, let size):
      guard first == 1 || size == Self.checkpoint.size else { throw .fault }
      let last = min(first + OwnedReceipt.pageMax - 1, state.withLock { $0.receipts })
      return .receipts(first > last ? [] : (first...last).map(Self.receipt), Self.checkpoint)
    case .transparency: return .transparency(state.withLock { $0.transparency })
    case .dataKey, .erase, .erasedBefore, .forget, .contract, .holdings, .sweep, .alarms, .book, .checkpoint,
      .consistency, .rotateKeys, .rehearse, .rehearsals:
      throw .fault
    }
  }

  private func answer(_ request: AstriaBridgeRequest) throws(Refusal) -> AstriaBridgeReply {
    switch request {
    case .open(let id, let account, let subject, let style):
      var opened = view
      (opened.id, opened.account, opened.subject, opened.style) = (id, account, subject, style)
      return .photosession(opened)
    case .photosession(let id, let account), .train(let id, let account), .cancel(let id, let account),
      .delivered(let id, let account):
      guard id == Self.photosession, account == Self.anna else { throw .noPhotosession }
      return .photosession(view)
    case .photosessions: return .photosessions([view], next: Self.photosession)
    case .hint: return .noted
    case .checkPhoto(let id, let photo, let account):
      guard id == Self.photosession, account == Self.anna else { throw .noPhotosession }
      guard photo == Self.photo else { throw Refusal(.notFound, "There is no such photo.") }
      return .photoChecked([Personal("blurry")])
    case .forget, .list, .tunes, .orphans, .check, .custodian: throw .fault
    }
  }

  private func answer(
    _ request: UploadStoreRequest, _ bytes: Attachment?
  ) async throws(Refusal) -> (UploadStoreReply, Attachment?) {
    switch request {
    case .storePhoto(_, let photo, let contentType):
      try await read(bytes)
      return (.photoStored(Self.photoView(photo, contentType)), nil)
    case .beginUpload(_, let photo, _, let length):
      state.withLock { if $0.uploads[photo] == nil { $0.uploads[photo] = Upload(length: length) } }
      return (.upload(try view(of: photo)), nil)
    case .upload(_, let photo):
      await endSending(photo)
      return (.upload(try view(of: photo)), nil)
    case .continueUpload(_, let photo, let piece):
      try await take(piece, of: photo, bytes)
      return (.upload(try view(of: photo)), nil)
    case .removePhoto: return (.removed, nil)
    case .photos:
      let held = Held(copyClass: .photo, custodian: .uploadStore, copies: 1, mustBeGoneBy: Self.now + .seconds(43_200))
      return (.photos([Self.photoView(Self.photo, "image/jpeg")], held: [held]), nil)
    case .avatars: return (.avatars([Self.avatarView]), nil)
    case .readAvatar(_, let avatar):
      guard avatar == Self.avatar else { throw Refusal(.notFound, "There is no such avatar.") }
      return (.avatar(Self.avatarView), Attachment(Self.avatarBytes))
    case .closeIntake, .readPhoto, .storeAvatar, .custodian: throw .fault
    }
  }

  /// Keeps what arrives whole; throws what the bytes throw.
  private func read(_ attachment: Attachment?) async throws(Refusal) {
    guard let attachment else { throw .fault }
    let most = state.withLock { $0.bytesRead }
    var bytes: [UInt8] = []
    do {
      while let chunk = try await attachment.next() {
        bytes += chunk.bytes
        if bytes.count > most { throw Refusal(.photosClosed, "Enough.") }
      }
    } catch {
      attachment.cancel()
      throw error as? Refusal ?? .fault
    }
    if state.withLock({ $0.isStuck }) { await pause(.seconds(60)) }
    state.withLock { $0.photos.append(bytes) }
  }
}

// MARK: Things

extension World {
  static func photoView(_ id: Photo.ID, _ contentType: String) -> PhotoView {
    PhotoView(
      id: id, contentType: contentType, bytes: 1000, width: 30, height: 40, receivedAt: now,
      mustBeGoneBy: now + .seconds(43_200))
  }

  static let avatarView = AvatarView(
    id: avatar, prompt: 0, index: 1, contentType: "image/png", bytes: avatarBytes.count, madeAt: now,
    mustBeGoneBy: now + .seconds(82_800))

  static func receipt(_ number: Int) -> OwnedReceipt {
    OwnedReceipt(
      receipt: Receipt(
        number: number, commitment: "c0", copyClass: .photo, custodian: .uploadStore, reason: .processed,
        receivedAt: now, dueAt: now, erasedAt: now, readBackAt: now, contractVersion: 1, contractDigest: "d0",
        previous: "0"),
      copy: .init(photo), salt: "5a", proof: ["cHJvb2Y="])
  }

  static let checkpoint = Checkpoint(
    note: "log\n7\ncm9vdA==\n\n— log bm90ZQ==\n", key: "log+01020304+a2V5", madeAt: now)
}
