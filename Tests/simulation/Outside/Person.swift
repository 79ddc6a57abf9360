import Shared
import TestSupport

@testable import gateway

/// Somebody with an iPhone: signs up, sends photos, waits, fetches avatars; or loses interest or changes their mind
/// at any moment.
///
/// `@unchecked Sendable`: a world and all in it live on one thread.
final class Person: @unchecked Sendable {
  /// After what they are never heard of again.
  enum Leaving: CaseIterable { case never, signUp, opening, photos, training, ready }
  enum Change: CaseIterable { case none, cancel, eraseAccount, removePhoto }

  private unowned let world: World
  private let number: Int
  private var chance: Seeded
  private let leaving: Leaving
  private let change: Change
  private var token: AccessToken?
  private var account: Account.ID?
  private var orders: [Photosession.ID] = []
  private var photos: [Photo.ID] = []
  private var keys = 0
  private let isOnBadLine: Bool

  /// In bytes.
  private static let photoSize = 16
  /// How long they go on trying.
  private static let patience = Duration.seconds(6 * 3600)

  init(number: Int, in world: World) {
    self.number = number
    self.world = world
    chance = world.chance.split()
    isOnBadLine = (world.seed + UInt64(number)) % 3 == 0
    leaving = chance.below(3) > 0 ? .never : Leaving.allCases[chance.below(Leaving.allCases.count)]
    change = chance.below(2) > 0 ? .none : Change.allCases[chance.below(Change.allCases.count)]
  }

  func live() async {
    do {
      try await signUp()
      try leave(after: .signUp)
      planChange()
      try await order()
    } catch {
      world.note("person \(self.number) gives up: \(error)")
    }
  }

  private struct Left: Error {}

  private func leave(after moment: Leaving) throws {
    guard leaving == moment else { return }
    world.happened(.abandoned)
    throw Left()
  }

  // MARK: The usual way

  private func signUp() async throws {
    let signUp = SignUp(
      name: Personal("Ann"), email: Personal("ann\(number)@example.com"), dateOfBirth: Personal("1990-02-03"),
      policyVersion: World.contract.version)
    let answer = try await call(.createAccount(signUp))
    guard let document = answer.document as? SignedUpDocument else { throw Left() }
    token = document.accessToken
    account = document.account.id
  }

  private func order() async throws {
    // Those that take long: nothing is promised otherwise of one that is not trained.
    let styles = Styles.shipped.all.filter { $0.model == .lora }
    let style = styles[chance.below(styles.count)].id
    let answer = try await call(.openPhotosession(subject: .woman, style: style))
    guard let order = (answer.document as? PhotosessionDocument)?.id, let account else { throw Left() }
    orders.append(order)
    world.promises.accepted(order, account)
    try leave(after: .opening)
    let count = PhotosessionLimits.photos.lowerBound + chance.below(2)
    for place in 0..<count {
      if place == 2 { try leave(after: .photos) }
      try await sendPhoto(order)
      await world.sleep(.milliseconds(chance.below(20_000)))
    }
    try await train(order)
    try leave(after: .training)
    try await fetch(order)
  }

  private func sendPhoto(_ order: Photosession.ID) async throws {
    if let photo = try await isOnBadLine ? sendInPieces(order) : sendWhole(order) { photos.append(photo) }
  }

  private func sendWhole(_ order: Photosession.ID) async throws -> Photo.ID? {
    let answer = try await call(.storePhoto(order, contentType: "image/jpeg"), bytes: Self.photoSize)
    return (answer.document as? PhotoStoredDocument)?.photo.id
  }

  /// Somebody who removed a photo sends another.
  private func train(_ order: Photosession.ID) async throws {
    do {
      _ = try await call(.train(order))
    } catch let refusal as Refusal where refusal.problem == .tooFewPhotos {
      try await sendPhoto(order)
      _ = try await call(.train(order))
    } catch let refusal as Refusal where refusal.problem == .trainingAlreadyRequested {
      return
    }
  }

  private func fetch(_ order: Photosession.ID) async throws {
    var pause = Duration.seconds(30)
    while true {
      await world.sleep(pause)
      pause = min(pause * 2, .seconds(3600))
      guard let view = try await call(.photosession(order)).document as? PhotosessionDocument else { throw Left() }
      if view.outcome != nil { return }
      if view.state == .ready { return try await take(order, view) }
    }
  }

  private func take(_ order: Photosession.ID, _ view: PhotosessionDocument) async throws {
    try leave(after: .ready)
    guard let list = try await call(.avatars(order)).document as? AvatarsDocument else { throw Left() }
    world.promises.saw(
      list.avatars.count,
      of: PhotosessionDocumentSeen(
        id: order, ready: view.progress.avatarsReady, expected: view.progress.avatarsExpected, reason: view.reason))
    for avatar in list.avatars { _ = try await call(.avatar(order, avatar.id)) }
    _ = try await call(.delivered(order))
    world.happened(.delivered)
  }

  // MARK: In pieces

  /// Goes on from wherever it broke off; begins anew, with another photo's name, where nothing is known of it any more.
  private func sendInPieces(_ order: Photosession.ID) async throws -> Photo.ID? {
    var upload = try await beginUpload(order)
    while let begun = upload, begun.end == nil {
      await world.sleep(.milliseconds(chance.below(10_000)))
      upload = try await goOn(with: begun, order)
      if upload == nil { upload = try await beginUpload(order) }
    }
    guard case .stored(let photo) = upload?.end else { return nil }
    world.happened(.sentInPieces)
    return photo.id
  }

  private func beginUpload(_ order: Photosession.ID) async throws -> UploadView? {
    try await call(.beginUpload(order, contentType: "image/jpeg", length: Self.photoSize)).upload
  }

  private func goOn(with upload: UploadView, _ order: Photosession.ID) async throws -> UploadView? {
    let count = 1 + chance.below(Self.photoSize - upload.offset)
    let piece = UploadPiece(
      offset: upload.offset, isLast: upload.offset + count == Self.photoSize, length: Self.photoSize)
    do {
      return try await call(.continueUpload(order, upload.photo, piece), bytes: count).upload
    } catch let refusal as Refusal where refusal.problem == .mismatchingUploadOffset {
      return try await call(.upload(order, upload.photo)).upload
    } catch let refusal as Refusal where refusal.problem == .notFound {
      return nil
    }
  }

  // MARK: Another mind

  private func planChange() {
    guard change != .none else { return }
    world.plan(after: .milliseconds(chance.below(chance.below(2) == 0 ? 300_000 : 20_000_000))) { [unowned self] in
      world.begin { [unowned self] in
        do { try await changeMind() } catch { world.note("person \(self.number) lets it be: \(error)") }
      }
    }
  }

  private func changeMind() async throws {
    switch change {
    case .none: return
    case .cancel:
      guard let order = orders.last else { return }
      _ = try await call(.cancel(order))
      world.happened(.cancelled)
    case .eraseAccount:
      guard let account else { return }
      world.faults?.erasureIsAskedFor()
      world.promises.wantsToBeErased(account)
      _ = try await call(.eraseAccount)
      world.happened(.accountErased)
    case .removePhoto:
      guard let order = orders.last, let photo = photos.last else { return }
      world.promises.removes(photo)
      _ = try await call(.removePhoto(order, photo))
    }
  }

  // MARK: Calling

  /// Tries again, under the same key, until it works or their patience is at its end.
  private func call(_ call: GatewayCall, bytes: Int? = nil) async throws -> GatewayAnswer {
    keys += 1
    let caller = Caller(token: token, idempotencyKey: Personal("\(world.seed)-\(number)-\(keys)"))
    let end = world.now + Self.patience
    var pause = Duration.seconds(2)
    while true {
      do {
        if world.isOver { throw Left() }
        let attachment = bytes.map { Attachment(Array(repeating: 3, count: $0)) }
        let answer = try await world.processes.gateway.call(call, caller, attachment)
        answer.attachment?.cancel()
        return answer.answer
      } catch let refusal as Refusal where refusal.problem.isWorthARetry || refusal.problem == .cancelled {
        if refusal.problem == .retentionUnavailable { world.happened(.intakeStopped) }
        guard world.now < end else { throw refusal }
        await world.sleep(pause)
        pause = min(pause * 2, .seconds(900))
      }
    }
  }
}
