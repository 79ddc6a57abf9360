import HTTPTypes
import Hummingbird
import Shared

/// One request about a photo that can be gone on with after an interruption, as iPhones speak of it:
/// draft-ietf-httpbis-resumable-upload. An upload has the address that its photo will have.
struct UploadExchange {
  let front: Front
  let caller: Caller
  let incoming: Incoming
  let words: UploadWords

  private var dialect: UploadDialect { words.dialect }

  init(_ front: Front, _ caller: Caller, _ incoming: Incoming) {
    self.front = front
    self.caller = caller
    self.incoming = incoming
    words = UploadWords(incoming.request.headers)
  }

  /// Makes room for a photo, tells where, and takes its first bytes.
  func begin(_ photosession: Photosession.ID, _ contentType: String) async throws -> Response {
    let body = try IncomingBody(photoOf: incoming)
    let isWhole = words.isComplete == true
    let length = words.length ?? (isWhole ? body.announced : nil)
    let begun = try await front.desk.handle(
      .beginUpload(photosession, contentType: contentType, length: length), caller
    ).answer
    guard let view = begun.upload else { return try front.response(to: begun) }
    let address = Self.address(photosession, view.photo)
    tellEarly(address, view)
    // The same request sent again, from its start, brings the same photo: what has come of it is passed over.
    let piece = UploadPiece(offset: view.offset, isLast: isWhole, length: words.length)
    var response = try await go(on: view, photosession, piece, body, skipping: view.offset, ifMore: .created)
    response.headers[.location] = address
    return response
  }

  /// Takes more of it: from where it stands, or nothing.
  func goOn(_ photosession: Photosession.ID, _ photo: Photo.ID, _ piece: UploadPiece) async throws -> Response {
    let body = try IncomingBody(photoOf: incoming)
    let view = try await look(photosession, photo)
    if view.end != nil {
      let isRepeat = dialect.repeatsFinalAnswer && piece.isLast && piece.offset == view.offset && body.announced == 0
      return try isRepeat ? answer(view, ifMore: .noContent) : answer(.completedUpload, view)
    }
    guard piece.offset == view.offset else { return try answer(.mismatchingOffset(view.offset), view, piece) }
    return try await go(on: view, photosession, piece, body, skipping: 0, ifMore: dialect.statusOfMore)
  }

  /// How far it has come. A request that still sends is ended first.
  func tell(_ photosession: Photosession.ID, _ photo: Photo.ID) async throws -> Response {
    try words.checkQuestion()
    let view = try await look(photosession, photo)
    var response = Response(status: .noContent)
    mark(&response, view)
    if let length = view.length { response.headers[.uploadLength] = "\(length)" }
    if dialect.knowsLimits { response.headers.append(limits(view)) }
    return response
  }

  private static func address(_ photosession: Photosession.ID, _ photo: Photo.ID) -> String {
    "/v1/photosessions/\(photosession)/photos/\(photo)"
  }

  private func look(_ photosession: Photosession.ID, _ photo: Photo.ID) async throws(Refusal) -> UploadView {
    guard let view = try await front.desk.handle(.upload(photosession, photo), caller).answer.upload else {
      throw .fault
    }
    return view
  }

  /// A phone can go on only if it knows where, so it is told before its bytes are read.
  private func tellEarly(_ address: String, _ view: UploadView) {
    guard dialect.knowsEarlyResponse, front.limits.tellsEarly else { return }
    var headers: HTTPFields = [.location: address, .uploadDraftInteropVersion: "\(dialect.rawValue)"]
    if dialect.knowsLimits { headers.append(limits(view)) }
    incoming.context.tell(.init(status: .uploadResumptionSupported, headerFields: headers))
  }

  private func go(
    on view: UploadView, _ photosession: Photosession.ID, _ piece: UploadPiece, _ body: IncomingBody,
    skipping count: Int, ifMore status: HTTPTypes.HTTPResponse.Status
  ) async throws -> Response {
    guard view.end == nil else { return try answer(view, ifMore: status) }
    do {
      let call = GatewayCall.continueUpload(photosession, view.photo, piece)
      guard
        let view = try await front.take(call, caller, body, skipping: count, isResumable: true)
          .answer.upload
      else {
        throw Refusal.fault
      }
      // Cut by us: for another request that goes on with it, or because it came too slowly.
      if view.end == nil, !incoming.context.bodyProgress.isWhole { incoming.context.hangUp() }
      return try answer(view, ifMore: status)
    } catch let refusal as Refusal where !refusal.problem.isWorthARetry {
      return try answer(refusal, await look(photosession, view.photo), piece)
    }
  }

  // MARK: Answers

  private func answer(_ view: UploadView, ifMore status: HTTPTypes.HTTPResponse.Status) throws -> Response {
    var response: Response
    switch view.end {
    case .stored(let photo): response = try .json(201, PhotoStoredDocument(photo: photo))
    case .refused(let refusal): response = .problem(refusal)
    case nil:
      response = Response(status: status)
      if dialect.knowsLimits { response.headers.append(limits(view)) }
    }
    mark(&response, view)
    return response
  }

  private func answer(_ refusal: Refusal, _ view: UploadView, _ piece: UploadPiece? = nil) throws -> Response {
    var document = ProblemDocument(refusal)
    if refusal.problem == .mismatchingUploadOffset, let piece {
      document.expectedOffset = view.offset
      document.providedOffset = piece.offset
    }
    var response = Response.problem(document)
    mark(&response, view)
    return response
  }

  /// How far it has come and whether that is all: so that every answer can be gone on from.
  private func mark(_ response: inout Response, _ view: UploadView) {
    response.headers[.uploadOffset] = "\(view.offset)"
    response.headers.append(dialect.mark(isComplete: view.end != nil))
  }

  private func limits(_ view: UploadView) -> HTTPField { dialect.limits(view.endsAt - front.desk.clock.now()) }
}

extension Refusal {
  fileprivate static let completedUpload = Refusal(
    .completedUpload, "This photo is complete: nothing can be added to it. Send another photo by a POST of its own.")
}
