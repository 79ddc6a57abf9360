import Shared

// What concerns a photosession as a whole.

extension Reception {
  func open(_ subject: Subject, _ style: String, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let guest = try await identify(visit)
    try requireConsent(guest)
    guard let wanted = styles.named(style) else {
      throw Refusal(.unknownStyle, "There is no such style. GET /v1/styles lists them.")
    }
    guard wanted.subjects.contains(subject) else {
      let subjects = wanted.subjects.map(\.rawValue).joined(separator: " or ")
      throw Refusal(.unknownStyle, "This style is for a \(subjects). Choose another one.")
    }
    let id: Photosession.ID = visit.identifier("photosession", guest.account.text)
    let key = visit.idempotencyKey("photosession", guest.account.text)
    try await issueKeys(id, key, visit)
    let reply = try await visit.asks.astriaBridge(
      .open(photosession: id, account: guest.account, subject: subject, style: style), .init(idempotencyKey: key))
    guard case .photosession(let view) = reply else { throw .fault }
    guard view.subject == subject, view.style == style else {
      throw Refusal(.conflict, "This Idempotency-Key was used for another order. Draw a new one for each order.")
    }
    return GatewayAnswer(201, PhotosessionDocument(view, Stored()), location: "/v1/photosessions/\(id)")
  }

  /// Without a janitor that can erase there is nothing to be taken in.
  private func issueKeys(_ id: Photosession.ID, _ key: String?, _ visit: Visit) async throws(Refusal) {
    do throws(Refusal) {
      let extras = Ask<JanitorRequest>.Extras(idempotencyKey: key, timeout: .seconds(3))
      guard case .keysIssued = try await visit.asks.janitor(.issueKeys(photosession: id), extras) else { throw .fault }
    } catch  where error.problem.isWorthARetry {
      throw Refusal(
        .retentionUnavailable, "We take in no photos while we cannot promise to erase them. Try again in a moment.")
    }
  }

  func list(before: Photosession.ID?, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let guest = try await identify(visit)
    let reply = try await visit.asks.astriaBridge(.photosessions(account: guest.account, before: before))
    guard case .photosessions(let views, let next) = reply else { throw .fault }
    var documents: [PhotosessionDocument] = []
    for view in views { documents.append(PhotosessionDocument(view, try await stored(view, visit))) }
    return GatewayAnswer(200, PhotosessionsDocument(photosessions: documents, cursor: next))
  }

  func show(_ id: Photosession.ID, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let view = try await find(id, of: identify(visit), visit)
    return GatewayAnswer(200, PhotosessionDocument(view, try await stored(view, visit)))
  }

  /// Of what is erased nothing is stored.
  private func stored(_ view: PhotosessionView, _ visit: Visit) async throws(Refusal) -> Stored {
    guard view.state != .erased else { return Stored() }
    guard case .photos(let photos, let held) = try await visit.asks.uploadStore(.photos(photosession: view.id)) else {
      throw .fault
    }
    return Stored(photos: photos, held: held)
  }

  /// What a person can have done with a photosession.
  enum Action: String { case train, cancel, delivered }

  func act(_ action: Action, on id: Photosession.ID, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let guest = try await identify(visit)
    // Agreement is needed to go on, never to stop.
    if action == .train { try requireConsent(guest) }
    _ = try await find(id, of: guest, visit)
    let key = visit.idempotencyKey(action.rawValue, guest.account.text, id.text)
    let reply = try await visit.asks.astriaBridge(
      request(action, id, guest), .init(idempotencyKey: key, timeout: .seconds(20)))
    guard case .photosession(let view) = reply else { throw .fault }
    return GatewayAnswer(202, PhotosessionDocument(view, await storedIfKnown(view, visit)))
  }

  private func request(_ action: Action, _ id: Photosession.ID, _ guest: Guest) -> AstriaBridgeRequest {
    switch action {
    case .train: .train(photosession: id, account: guest.account)
    case .cancel: .cancel(photosession: id, account: guest.account)
    case .delivered: .delivered(photosession: id, account: guest.account)
    }
  }

  /// The act is done: that upload-store cannot be asked now must not make it look as if it were not.
  private func storedIfKnown(_ view: PhotosessionView, _ visit: Visit) async -> Stored? {
    do throws(Refusal) { return try await stored(view, visit) } catch { return nil }
  }

  func receipts(_ id: Photosession.ID, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    _ = try await find(id, of: identify(visit), visit)
    var receipts: [OwnedReceipt] = []
    // All proofs lead to the root of one checkpoint, although the book goes on to grow.
    var size: Int?
    while true {
      let next = (receipts.last?.receipt.number ?? 0) + 1
      let reply = try await visit.asks.janitor(.receipts(owner: .init(id), from: next, size: size))
      guard case .receipts(let page, let checkpoint) = reply else { throw .fault }
      receipts += page
      size = checkpoint.size
      guard page.count < OwnedReceipt.pageMax else { continue }
      return GatewayAnswer(200, ErasureReceiptsDocument(receipts: receipts, checkpoint: checkpoint))
    }
  }

  /// Never trusted, only a reason to look. Whoever sent it learns nothing, not even whether it was one.
  func hint(_ token: Personal<String>, _ visit: Visit) async -> GatewayAnswer {
    do throws(Refusal) { _ = try await visit.asks.astriaBridge(.hint(token: token)) } catch {
      // The bridge looks on its own soon enough.
    }
    return GatewayAnswer(204)
  }
}
