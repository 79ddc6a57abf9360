import Shared

/// What is told and shown of the pictures held.
extension Custody {
  func photos(_ photosession: Photosession.ID, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    let photos = try ledger.entries(photosession, .photo)
    let avatars = try ledger.entries(photosession, .avatar)
    let views = try photos.filter(\.isHeld).map { try $0.photoView() }
    let all = try photos + ledger.pieces(of: photosession)
    turn.reply(.photos(views, held: [all, avatars].compactMap(Self.held)), to: asker.id)
  }

  func avatars(_ photosession: Photosession.ID, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let avatars = try Ledger(database: turn.database).entries(photosession, .avatar).filter(\.isHeld)
    turn.reply(.avatars(try avatars.map { try $0.avatarView() }.sorted(by: Self.isEarlier)), to: asker.id)
  }

  func readPhoto(_ copy: Copy.ID, _ owner: Photosession.ID, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let (entry, opening) = try readable(copy, owner, .photo, turn)
    turn.reply(.photo(try entry.photoView()), to: asker.id, object: opening)
  }

  func readAvatar(_ copy: Copy.ID, _ owner: Photosession.ID, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let (entry, opening) = try readable(copy, owner, .avatar, turn)
    turn.reply(.avatar(try entry.avatarView()), to: asker.id, object: opening)
  }

  /// A copy that must be gone by now is not shown, whether or not it is gone.
  private func readable(
    _ copy: Copy.ID, _ owner: Photosession.ID, _ copyClass: CopyClass, _ turn: Turn<Custody>
  ) throws -> (LedgerEntry, Opening) {
    guard let entry = try Ledger(database: turn.database).find(copy), entry.isHeld, entry.stored.owner == owner,
      entry.stored.copyClass == copyClass, entry.piece == nil, entry.life.mustBeGoneBy > turn.now,
      let appearance = entry.appearance
    else { throw Refusal(.notFound, "No such picture is held. Perhaps its time is over and it was erased.") }
    return (entry, Opening(stored: entry.stored, bytes: appearance.bytes))
  }

  /// Everything of which bytes may still lie here.
  private static func held(_ entries: [LedgerEntry]) -> Held? {
    let there = entries.filter { $0.life.state != .erased }
    guard let first = there.first, let earliest = there.map(\.life.mustBeGoneBy).min() else { return nil }
    return Held(
      copyClass: first.stored.copyClass, custodian: .uploadStore, copies: there.count, mustBeGoneBy: earliest)
  }

  private static func isEarlier(_ a: AvatarView, _ b: AvatarView) -> Bool {
    (a.prompt, a.index, a.id) < (b.prompt, b.index, b.id)
  }
}

extension LedgerEntry {
  func photoView() throws(Refusal) -> PhotoView {
    guard let appearance, let width = appearance.width, let height = appearance.height else { throw Self.incomplete }
    return PhotoView(
      id: Photo.ID(stored.copy), contentType: appearance.contentType, bytes: appearance.bytes, width: width,
      height: height, receivedAt: receivedAt, mustBeGoneBy: life.mustBeGoneBy)
  }

  func avatarView() throws(Refusal) -> AvatarView {
    guard let appearance, let place else { throw Self.incomplete }
    return AvatarView(
      id: Avatar.ID(stored.copy), prompt: place.prompt, index: place.index, contentType: appearance.contentType,
      bytes: appearance.bytes, madeAt: receivedAt, mustBeGoneBy: life.mustBeGoneBy)
  }

  private static let incomplete = Refusal(.internal, "The ledger lacks what it should know of a held picture.")
}
