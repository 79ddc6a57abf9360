import Shared

// What concerns single photos and avatars.

extension Reception {
  func storePhoto(_ id: Photosession.ID, _ contentType: String, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let guest = try await identify(visit)
    try requireConsent(guest)
    let view = try await find(id, of: guest, visit)
    guard view.state == .collecting else {
      throw Refusal(.photosClosed, "This photosession takes no more photos. Open another one for these.")
    }
    let photo: Photo.ID = visit.identifier("photo", guest.account.text, id.text)
    let key = visit.idempotencyKey("photo", guest.account.text, id.text)
    let reply = try await visit.asks.uploadStore(
      .storePhoto(photosession: id, photo: photo, contentType: contentType),
      .init(attachment: visit.attachment, idempotencyKey: key, timeout: .seconds(300)))
    guard case .photoStored(let stored) = reply else { throw .fault }
    return GatewayAnswer(
      201, PhotoStoredDocument(photo: stored, mustBeGoneBy: stored.mustBeGoneBy),
      location: "/v1/photosessions/\(id)/photos/\(photo)")
  }

  func removePhoto(_ id: Photosession.ID, _ photo: Photo.ID, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    _ = try await find(id, of: identify(visit), visit)
    guard case .removed = try await visit.asks.uploadStore(.removePhoto(photosession: id, photo: photo)) else {
      throw .fault
    }
    return GatewayAnswer(204)
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
