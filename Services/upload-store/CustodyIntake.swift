import Shared

/// How pictures come in.
extension Custody {
  func storePhoto(
    _ copy: Copy.ID, _ photosession: Photosession.ID, _ contentType: String, _ asker: Asker, _ turn: Turn<Custody>
  ) throws {
    let ledger = Ledger(database: turn.database)
    if let entry = try earlier(copy, photosession, .photo, ledger) {
      return turn.reply(.photoStored(try entry.photoView()), to: asker.id)
    }
    try checkRoom(photosession, ledger)
    try takeIn(copy, photosession, .photo, nil, contentType, asker, turn)
  }

  func checkRoom(_ photosession: Photosession.ID, _ ledger: Ledger) throws {
    guard try !ledger.isClosed(photosession) else { throw Refusal.photosClosed }
    let photos = try ledger.entries(photosession, .photo).count { $0.isHeld || $0.life.state == .expected }
    guard photos < PhotosessionLimits.photos.upperBound else {
      throw Refusal(
        .tooManyPhotos,
        "A photosession takes \(PhotosessionLimits.photos.upperBound) photos. Remove one before you add another.")
    }
  }

  func storeAvatar(
    _ copy: Copy.ID, _ photosession: Photosession.ID, _ place: LedgerEntry.Place, _ contentType: String,
    _ asker: Asker, _ turn: Turn<Custody>
  ) throws {
    if let entry = try earlier(copy, photosession, .avatar, Ledger(database: turn.database)) {
      return turn.reply(.avatarStored(try entry.avatarView()), to: asker.id)
    }
    try takeIn(copy, photosession, .avatar, place, contentType, asker, turn)
  }

  /// What was stored under this id before, if it is held; a name that was used otherwise is refused.
  func earlier(
    _ copy: Copy.ID, _ photosession: Photosession.ID, _ copyClass: CopyClass, _ ledger: Ledger
  ) throws -> LedgerEntry? {
    guard let entry = try ledger.find(copy) else { return nil }
    guard entry.stored.owner == photosession, entry.stored.copyClass == copyClass, entry.piece == nil else {
      throw Refusal(.conflict, "This id names something else. Choose a new one.")
    }
    switch entry.life.state {
    case .held: return entry
    case .expected, .cutOff, .discarding:
      throw Refusal(.busy, "An earlier try is still under way. Try again in a moment.")
    case .erasing, .erased: throw Refusal(.conflict, "This picture was erased. Send it under a new id, if at all.")
    }
  }

  private func takeIn(
    _ copy: Copy.ID, _ photosession: Photosession.ID, _ copyClass: CopyClass, _ place: LedgerEntry.Place?,
    _ contentType: String, _ asker: Asker, _ turn: Turn<Custody>
  ) throws {
    try checkAnnounced(asker.attachment, copyClass)
    try check(turn.clock)
    let stored = try expect(copy, photosession, copyClass, place: place, turn)
    turn.perform(.takeIn(Arrival(request: asker.id, stored: stored, contentType: contentType)))
  }

  /// The row that stands before the first byte comes.
  func expect(
    _ copy: Copy.ID, _ photosession: Photosession.ID, _ copyClass: CopyClass, place: LedgerEntry.Place? = nil,
    piece: LedgerEntry.Piece? = nil, _ turn: Turn<Custody>
  ) throws -> StoredCopy {
    let stored = StoredCopy(copy: copy, owner: photosession, copyClass: copyClass, object: turn.identifier())
    let row = settings.contract.row(copyClass)
    let life = CopyLife(
      expectedUntil: turn.now + row.mustBeGoneBy.duration, deadline: turn.now + row.deadline.duration)
    try Ledger(database: turn.database).save(
      LedgerEntry(stored: stored, receivedAt: turn.now, life: life, appearance: nil, place: place, piece: piece))
    return stored
  }

  private func checkAnnounced(_ attachment: AttachmentHead?, _ copyClass: CopyClass) throws {
    guard let attachment else { throw Refusal(.malformedRequest, "No bytes came with it.") }
    if let length = attachment.length, length > copyClass.bytesMax { throw Refusal.tooLarge(copyClass) }
  }

  /// With a clock that was set back nobody can say when a copy must be gone: erase on, take nothing new.
  func check(_ clock: ClockReading) throws(Refusal) {
    guard clock.isFaulty else { return }
    throw Refusal(
      .retentionUnavailable, "This machine's clock was set back. Nothing is taken in until it shows the time again.")
  }

  // MARK: What came of it

  func takenIn(
    _ arrival: Arrival, _ appearance: Appearance, _ mustBeGoneBy: Moment, _ deadline: Moment, _ turn: Turn<Custody>
  ) throws {
    let ledger = Ledger(database: turn.database)
    guard var entry = try ledger.find(arrival.stored.copy) else {
      return turn.perform(.remove([arrival.stored], .refusal(arrival.request, .cameTooLate)))
    }
    entry.appearance = appearance
    let actions = try advance(entry, .takenIn(mustBeGoneBy: mustBeGoneBy, deadline: deadline), turn)
    if actions.contains(.acknowledge) { try acknowledge(entry.stored.copy, arrival.request, turn) }
    guard actions.contains(.turnAway) else { return }
    turn.perform(.remove([entry.stored], .refusal(arrival.request, try whyTurnedAway(entry, ledger))))
  }

  private func acknowledge(_ copy: Copy.ID, _ request: Envelope.ID, _ turn: Turn<Custody>) throws {
    guard let entry = try Ledger(database: turn.database).find(copy) else { return }
    turn.reply(
      entry.stored.copyClass == .photo
        ? .photoStored(try entry.photoView()) : .avatarStored(try entry.avatarView()), to: request)
  }

  func whyTurnedAway(_ entry: LedgerEntry, _ ledger: Ledger) throws -> Refusal {
    let isClosed = try entry.stored.copyClass == .photo && ledger.isClosed(entry.stored.owner)
    return isClosed ? .photosClosed : .cameTooLate
  }

  func notTakenIn(_ arrival: Arrival, _ refusal: Refusal, _ isClean: Bool, _ turn: Turn<Custody>) throws {
    let entries = try Ledger(database: turn.database).find(arrival.rows.map(\.copy))
    let purpose = RemovalPurpose.refusal(arrival.request, refusal)
    let isRemoving = try handle(.notTakenIn(isClean: isClean), entries, for: purpose, turn)
    if !isRemoving { turn.refuse(refusal, to: arrival.request) }
    if let piece = arrival.piece { try pieceNotTakenIn(piece, refusal, turn) }
  }

  // MARK: The end of intake

  func closeIntake(_ photosession: Photosession.ID, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    let photos = try ledger.entries(photosession, .photo)
    let held = photos.filter(\.isHeld)
    if try !ledger.isClosed(photosession) {
      let least = PhotosessionLimits.photos.lowerBound
      guard held.count >= least else {
        throw Refusal(
          .tooFewPhotos, "A training needs at least \(least) photos; there are \(held.count). Add some more.")
      }
      try ledger.close(photosession, at: turn.now)
      try end(try UploadTable(database: turn.database).open(of: photosession), .orphan, for: .ownClock, turn)
      for photo in photos where photo.life.state == .expected { try advance(photo, .erase(.orphan), turn) }
    }
    turn.reply(.intakeClosed(try held.map { try $0.photoView() }), to: asker.id)
  }
}

extension CopyClass {
  /// The largest picture of this class.
  var bytesMax: Int { self == .photo ? PhotosessionLimits.photoBytesMax : 30_000_000 }
}

extension Refusal {
  static let photosClosed = Refusal(
    .photosClosed, "This photosession takes no more photos: its training has begun or it has ended.")
  static let cameTooLate = Refusal(.conflict, "The picture came after its photosession's time. It was not kept.")

  static func tooLarge(_ copyClass: CopyClass) -> Refusal {
    Refusal(.photoTooLarge, "A picture may have \(copyClass.bytesMax / 1_000_000) MB. Send a smaller one.")
  }
}
