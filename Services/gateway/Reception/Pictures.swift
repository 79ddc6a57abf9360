import Shared

// What concerns single photos and avatars.

extension Reception {
  func storePhoto(_ id: Photosession.ID, _ contentType: String, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let guest = try await admit(to: id, visit)
    let photo: Photo.ID = visit.identifier("photo", guest.account.text, id.text)
    let key = visit.idempotencyKey("photo", guest.account.text, id.text)
    let reply = try await visit.asks.uploadStore(
      .storePhoto(photosession: id, photo: photo, contentType: contentType),
      .init(attachment: visit.attachment, idempotencyKey: key, timeout: .seconds(300)))
    guard case .photoStored(let stored) = reply else { throw .fault }
    return Self.answer(stored, in: id)
  }

  /// Who may add photos to a photosession, as long as it takes any.
  private func admit(to id: Photosession.ID, _ visit: Visit) async throws(Refusal) -> Guest {
    let guest = try await identify(visit)
    try requireConsent(guest)
    let view = try await find(id, of: guest, visit)
    guard view.state == .collecting else {
      throw Refusal(.photosClosed, "This photosession takes no more photos. Open another one for these.")
    }
    return guest
  }

  private static func answer(_ stored: PhotoView, in id: Photosession.ID) -> GatewayAnswer {
    GatewayAnswer(
      201, PhotoStoredDocument(photo: stored), location: "/v1/photosessions/\(id)/photos/\(stored.id)")
  }

  // MARK: In pieces

  /// The photo has the name that it would have if it came in one.
  func beginUpload(
    _ id: Photosession.ID, _ contentType: String, _ length: Int?, _ visit: Visit
  ) async throws(Refusal) -> GatewayAnswer {
    let guest = try await admit(to: id, visit)
    let photo: Photo.ID = visit.identifier("photo", guest.account.text, id.text)
    let reply = try await visit.asks.uploadStore(
      .beginUpload(photosession: id, photo: photo, contentType: contentType, length: length))
    if case .photoStored(let stored) = reply { return Self.answer(stored, in: id) }
    return try Self.answer(reply)
  }

  func showUpload(_ id: Photosession.ID, _ photo: Photo.ID, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    _ = try await find(id, of: identify(visit), visit)
    return try Self.answer(await visit.asks.uploadStore(.upload(photosession: id, photo: photo)))
  }

  /// Each piece is a request of its own, although all of them may carry the Idempotency-Key of the first one.
  func continueUpload(
    _ id: Photosession.ID, _ photo: Photo.ID, _ piece: UploadPiece, _ visit: Visit
  ) async throws(Refusal) -> GatewayAnswer {
    _ = try await admit(to: id, visit)
    return try Self.answer(
      await visit.asks.uploadStore(
        .continueUpload(photosession: id, photo: photo, piece: piece),
        .init(attachment: visit.attachment, timeout: .seconds(300))))
  }

  private static func answer(_ reply: UploadStoreReply) throws(Refusal) -> GatewayAnswer {
    guard case .upload(let view) = reply else { throw .fault }
    return GatewayAnswer(upload: view)
  }

  func removePhoto(_ id: Photosession.ID, _ photo: Photo.ID, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    _ = try await find(id, of: identify(visit), visit)
    guard case .removed = try await visit.asks.uploadStore(.removePhoto(photosession: id, photo: photo)) else {
      throw .fault
    }
    return GatewayAnswer(204)
  }

  /// Astria looks at it, so this takes as long as that.
  func checkPhoto(_ id: Photosession.ID, _ photo: Photo.ID, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let guest = try await identify(visit)
    _ = try await find(id, of: guest, visit)
    let reply = try await visit.asks.astriaBridge(
      .checkPhoto(photosession: id, photo: photo, account: guest.account), .init(timeout: .seconds(60)))
    guard case .photoChecked(let warnings) = reply else { throw .fault }
    return GatewayAnswer(200, PhotoCheckDocument(warnings: warnings))
  }

  func avatars(_ id: Photosession.ID, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    _ = try await find(id, of: identify(visit), visit)
    guard case .avatars(let avatars) = try await visit.asks.uploadStore(.avatars(photosession: id)) else {
      throw .fault
    }
    return GatewayAnswer(200, AvatarsDocument(avatars: avatars))
  }

  func readAvatar(_ id: Photosession.ID, _ avatar: Avatar.ID, _ visit: Visit) async throws(Refusal) -> Answered {
    _ = try await find(id, of: identify(visit), visit)
    let (reply, bytes) = try await visit.asks.uploadStore.withAttachment(
      .readAvatar(photosession: id, avatar: avatar))
    guard case .avatar(let view) = reply, let bytes else {
      bytes?.cancel()
      throw .fault
    }
    return (GatewayAnswer(avatar: view), bytes)
  }
}
