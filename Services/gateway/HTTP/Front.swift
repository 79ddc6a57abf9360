import Hummingbird
import Shared
import Synchronization

/// Translates between HTTP and calls, and does nothing else.
struct Front: Sendable {
  struct Limits: Sendable {
    /// Most of them wait for their turn at upload-store, their bytes being where they are.
    var uploads = 256
    var uploadsOfEach = 8
    var listeners = 500
    /// How long a photo may wait for its turn. Less than a connection may be silent.
    var turn = Duration.seconds(45)
    /// How long it may then wait for upload-store to go on with it.
    var patience = Duration.seconds(20)
    var eventPeriod = Duration.seconds(2)
    var heartbeat = Duration.seconds(15)
    /// Whether what stands between us and the phones lets a 104 pass.
    var tellsEarly = true
  }

  let desk: FrontDesk
  let site: Site
  let limits: Limits
  let changes: Changes
  let board: Noticeboard
  private let uploads: Slots
  private let listeners: Slots

  /// What `astria-bridge` tells of a photosession.
  typealias Changes = @Sendable (Photosession.ID) -> AsyncStream<AstriaBridgeEvent>

  init(_ desk: FrontDesk, site: Site, limits: Limits = Limits(), changes: @escaping Changes) {
    self.desk = desk
    self.site = site
    self.limits = limits
    self.changes = changes
    board = Noticeboard(clock: desk.clock) { () throws(Refusal) in try await desk.transparency() }
    uploads = Slots(limits.uploads, ofEach: limits.uploadsOfEach)
    listeners = Slots(limits.listeners)
  }

  func respond(_ route: Route, _ request: Request, _ context: GatewayContext) async throws -> Response {
    let incoming = Incoming(request: request, context: context, parameters: context.parameters)
    let caller = try incoming.caller()
    if route.access != .anyone, caller.token == nil { throw Refusal.signInFirst }
    switch route.answering {
    case .site(let answer): return try answer(site, incoming)
    case .notice(let answer): return try answer(site, await board.read(), incoming)
    case .call(let read): return try await answer(read(incoming), caller, incoming)
    case .photo(let read): return try await take(read(incoming), caller, incoming)
    case .upload(let read): return try await goOn(read(incoming), caller, incoming)
    case .events(let read): return try await listen(read(incoming), caller, incoming)
    }
  }

  private func answer(_ call: GatewayCall, _ caller: Caller, _ incoming: Incoming) async throws -> Response {
    try response(to: await desk.handle(call, caller), incoming)
  }

  private func response(to answered: Reception.Answered, _ incoming: Incoming) throws -> Response {
    let (answer, bytes) = answered
    if let avatar = answer.avatar, let bytes {
      do throws(Refusal) { return try .avatar(avatar, bytes, range: incoming.request.headers[.range]) } catch {
        bytes.cancel()
        throw error
      }
    }
    return try response(to: answer)
  }

  func response(to answer: GatewayAnswer) throws -> Response {
    guard let document = answer.document else { return Response(status: .init(code: answer.status)) }
    var response = try Response.json(answer.status, document)
    response.headers[.location] = answer.location
    return response
  }

  private func take(_ call: GatewayCall, _ caller: Caller, _ incoming: Incoming) async throws -> Response {
    guard case .storePhoto(let photosession, let contentType) = call else { throw Refusal.fault }
    let exchange = UploadExchange(self, caller, incoming)
    if exchange.words.beginsUpload { return try await exchange.begin(photosession, contentType) }
    return try response(to: await take(call, caller, IncomingBody(photoOf: incoming)).answer)
  }

  private func goOn(_ call: GatewayCall, _ caller: Caller, _ incoming: Incoming) async throws -> Response {
    let exchange = UploadExchange(self, caller, incoming)
    guard case .upload(let photosession, let photo) = call else { throw Refusal.fault }
    guard incoming.request.method == .patch else { return try await exchange.tell(photosession, photo) }
    return try await exchange.goOn(photosession, photo, exchange.words.piece())
  }

  /// The body is read while upload-store takes it in: no photo is ever whole in this process.
  /// - Parameter count: so many bytes at its start are known already.
  func take(
    _ call: GatewayCall, _ caller: Caller, _ body: IncomingBody, skipping count: Int = 0, isResumable: Bool = false
  ) async throws -> Reception.Answered {
    let slot = try uploads.take(for: caller.token)
    defer { withExtendedLifetime(slot) {} }
    let pump = BodyPump(skipping: count, isResumable: isResumable)
    let attachment = try pump.attachment(of: body)
    do {
      return try await withThrowingTaskGroup(of: Reception.Answered?.self) { group in
        group.addTask {
          await pump.run(body)
          return nil
        }
        group.addTask {
          try await pump.watch(turn: limits.turn, patience: limits.patience)
          return nil
        }
        group.addTask { try await desk.handle(call, caller, attachment) }
        defer { group.cancelAll() }
        while let answered = try await group.next() { if let answered { return answered } }
        throw Refusal.fault
      }
    } catch {
      throw pump.failure ?? error
    }
  }

  private func listen(_ call: GatewayCall, _ caller: Caller, _ incoming: Incoming) async throws -> Response {
    guard case .photosession(let photosession) = call else { throw Refusal.fault }
    let slot = try listeners.take(for: caller.token)
    let stream = EventStream(
      period: limits.eventPeriod, heartbeat: limits.heartbeat,
      look: { () throws(Refusal) in
        let (answer, _) = try await desk.look(call, caller)
        guard let document = answer.document as? PhotosessionDocument else { throw .fault }
        return document
      }, changes: { changes(photosession) })
    return try await stream.response(after: incoming.request.headers[.lastEventID], holding: slot)
  }
}
