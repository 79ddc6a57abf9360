import Shared

/// How a photo comes in pieces: begun, gone on with after each interruption, and put together once it is whole.
extension Custody {
  func beginUpload(
    _ photo: Copy.ID, _ owner: Photosession.ID, _ contentType: String, _ length: Int?, _ asker: Asker,
    _ turn: Turn<Custody>
  ) throws {
    let uploads = UploadTable(database: turn.database)
    if let upload = try uploads.find(photo), upload.owner == owner { return try tell(upload, to: asker.id, turn) }
    let ledger = Ledger(database: turn.database)
    if let entry = try earlier(photo, owner, .photo, ledger) {
      return turn.reply(.photoStored(try entry.photoView()), to: asker.id)
    }
    try checkRoom(owner, ledger)
    try check(turn.clock)
    let upload = try Upload(
      photo: photo, owner: owner, contentType: contentType, length: length,
      endsAt: turn.now + settings.contract.row(.photo).mustBeGoneBy.duration)
    try makeRoom(owner, turn)
    try uploads.save(upload)
    try tell(upload, to: asker.id, turn)
  }

  /// Of more uploads than a photosession takes photos, the oldest is the one that nobody will go on with.
  private func makeRoom(_ owner: Photosession.ID, _ turn: Turn<Custody>) throws {
    let open = try UploadTable(database: turn.database).open(of: owner)
    guard open.count >= PhotosessionLimits.photos.upperBound, let oldest = open.first else { return }
    try end([oldest], .removed, for: .ownClock, turn)
  }

  func upload(_ photo: Copy.ID, _ owner: Photosession.ID, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let upload = try find(photo, of: owner, turn)
    guard let piece = try Ledger(database: turn.database).arrivingPiece(of: photo) else {
      return try tell(upload, to: asker.id, turn)
    }
    try UploadTable(database: turn.database).ask(asker.id, about: photo)
    turn.perform(.stopReceiving(piece.stored.copy))
  }

  func continueUpload(
    _ photo: Copy.ID, _ owner: Photosession.ID, _ piece: UploadPiece, _ asker: Asker, _ turn: Turn<Custody>
  ) throws {
    var upload = try find(photo, of: owner, turn)
    guard let view = try view(of: upload, turn) else { throw Refusal.noUpload }
    guard view.end == nil else { return turn.reply(.upload(view), to: asker.id) }
    guard try Ledger(database: turn.database).arrivingPiece(of: photo) == nil else { throw Self.alreadySending }
    guard let attachment = asker.attachment else { throw Refusal(.malformedRequest, "No bytes came with it.") }
    try upload.follows(piece)
    do throws(Refusal) { try upload.agree(on: piece, announced: attachment.length) } catch {
      try refuse(upload, error, turn)
      return turn.refuse(error, to: asker.id)
    }
    try UploadTable(database: turn.database).save(upload)
    if attachment.length == 0, !piece.isLast { return try tell(upload, to: asker.id, turn) }
    try receive(isLast: piece.isLast, of: upload, asker, turn)
  }

  private static let alreadySending = Refusal(
    .mismatchingUploadOffset, "Another request sends this photo already. Ask how far it has come, then go on.")

  /// With the last piece two rows stand ready: one for the photo, and one for the piece, should it be cut after all.
  private func receive(isLast: Bool, of upload: Upload, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    let earlier = try ledger.pieces(of: upload.photo).filter(\.isHeld)
    guard earlier.count < Upload.piecesMax else {
      throw Refusal(.conflict, "The photo comes in too many pieces. Call it off, and send it anew in larger ones.")
    }
    try check(turn.clock)
    let piece = LedgerEntry.Piece(photo: upload.photo, start: upload.offset)
    let stored = try expect(turn.identifier(), upload.owner, .photo, piece: piece, turn)
    var whole: StoredCopy?
    if isLast {
      guard try self.earlier(upload.photo, upload.owner, .photo, ledger) == nil else { throw Self.alreadySending }
      try checkRoom(upload.owner, ledger)
      whole = try expect(upload.photo, upload.owner, .photo, turn)
    }
    let arriving = Arrival.Piece(
      photo: upload.photo, earlier: earlier.compactMap(\.opening), offset: upload.offset, length: upload.length,
      whole: whole)
    turn.perform(
      .takeIn(Arrival(request: asker.id, stored: stored, contentType: upload.contentType, piece: arriving)))
  }

  // MARK: What came of it

  func pieceTakenIn(_ arrival: Arrival, _ piece: Arrival.Piece, _ taken: TakenPiece, _ turn: Turn<Custody>) throws {
    let used = taken.appearance != nil ? piece.whole : taken.count > 0 ? arrival.stored : nil
    for row in arrival.rows where row != used {
      if let entry = try Ledger(database: turn.database).find(row.copy) {
        try advance(entry, .notTakenIn(isClean: true), turn)
      }
    }
    if let used {
      try keep(used, arrival, piece, taken, turn)
    } else {
      try tell(UploadTable(database: turn.database).find(piece.photo), to: arrival.request, turn)
    }
    try answerQuestions(about: piece.photo, turn)
  }

  private func keep(
    _ used: StoredCopy, _ arrival: Arrival, _ piece: Arrival.Piece, _ taken: TakenPiece, _ turn: Turn<Custody>
  ) throws {
    let ledger = Ledger(database: turn.database)
    guard var entry = try ledger.find(used.copy) else {
      return turn.perform(.remove([used], .refusal(arrival.request, .cameTooLate)))
    }
    entry.appearance = taken.appearance
    entry.piece?.bytes = taken.count
    let actions = try advance(entry, .takenIn(mustBeGoneBy: taken.mustBeGoneBy, deadline: taken.deadline), turn)
    if actions.contains(.turnAway) {
      return turn.perform(.remove([used], .refusal(arrival.request, try whyTurnedAway(entry, ledger))))
    }
    guard actions.contains(.acknowledge), var upload = try UploadTable(database: turn.database).find(piece.photo) else {
      return
    }
    upload.grow(by: taken.count)
    if taken.appearance != nil {
      upload.complete()
      try handle(.erase(.processed), try ledger.pieces(of: upload.photo), for: .ownClock, turn)
    }
    try UploadTable(database: turn.database).save(upload)
    try tell(upload, to: arrival.request, turn)
  }

  private func tell(_ upload: Upload?, to request: Envelope.ID, _ turn: Turn<Custody>) throws {
    guard let view = try upload.flatMap({ try view(of: $0, turn) }) else { return turn.refuse(.noUpload, to: request) }
    turn.reply(.upload(view), to: request)
  }

  /// What is wrong with a photo is wrong with it for ever. What is wrong with us is not: it can be gone on with.
  func pieceNotTakenIn(_ piece: Arrival.Piece, _ refusal: Refusal, _ turn: Turn<Custody>) throws {
    if !refusal.problem.isWorthARetry, let upload = try UploadTable(database: turn.database).find(piece.photo) {
      try refuse(upload, refusal, turn)
    }
    try answerQuestions(about: piece.photo, turn)
  }

  private func answerQuestions(about photo: Copy.ID, _ turn: Turn<Custody>) throws {
    let uploads = UploadTable(database: turn.database)
    for question in try uploads.takeQuestions(about: photo) { try tell(try uploads.find(photo), to: question, turn) }
  }

  // MARK: Ends

  /// It is known from now on why the photo was not taken, and nothing of it is kept.
  private func refuse(_ upload: Upload, _ refusal: Refusal, _ turn: Turn<Custody>) throws {
    var upload = upload
    upload.end(refusal)
    try UploadTable(database: turn.database).save(upload)
    try handle(.erase(.removed), try Ledger(database: turn.database).pieces(of: upload.photo), for: .ownClock, turn)
  }

  /// Forgets uploads, and has what came of them removed; what is still coming is discarded when it has come.
  /// - Returns: whether there is anything to remove.
  @discardableResult
  func end(
    _ uploads: [Upload], _ reason: ErasureReason, for purpose: RemovalPurpose, _ turn: Turn<Custody>
  ) throws -> Bool {
    let ledger = Ledger(database: turn.database)
    var entries: [LedgerEntry] = []
    for upload in uploads {
      try UploadTable(database: turn.database).drop(upload.photo)
      turn.leavesNoTrace()
      entries += try ledger.pieces(of: upload.photo) + ledger.find([upload.photo]).filter(\.life.isOnItsWay)
    }
    for entry in entries where entry.piece != nil && entry.life.isOnItsWay {
      turn.perform(.stopReceiving(entry.stored.copy))
    }
    return try handle(.erase(reason), entries, for: purpose, turn)
  }

  /// Those whose time is over.
  func endUploads(_ turn: Turn<Custody>) throws {
    try end(try UploadTable(database: turn.database).ended(by: turn.now), .expired, for: .ownClock, turn)
  }

  /// Photos that were announced and of which nothing lies here, as the janitor sees them: it would not know otherwise
  /// that their owner is still named here.
  func announced(of owner: Photosession.ID, _ after: Copy.ID?, _ turn: Turn<Custody>) throws -> [Copy] {
    let row = settings.contract.row(.photo)
    let uploads = try UploadTable(database: turn.database).withoutCopies(of: owner, after: after)
    return uploads.map { upload in
      let receivedAt = upload.endsAt - row.mustBeGoneBy.duration
      return Copy(
        id: upload.photo, owner: Owner.ID(owner), copyClass: .photo, custodian: .uploadStore, state: .expected,
        receivedAt: receivedAt, mustBeGoneBy: upload.endsAt, deadline: receivedAt + row.deadline.duration,
        erasedAt: nil, reason: nil)
    }
  }

  // MARK: Looking

  private func find(_ photo: Copy.ID, of owner: Photosession.ID, _ turn: Turn<Custody>) throws -> Upload {
    guard let upload = try UploadTable(database: turn.database).find(photo), upload.owner == owner,
      upload.endsAt > turn.now
    else { throw Refusal.noUpload }
    return upload
  }

  /// - Returns: `nil` if what had come is not there any more: the offset never goes back.
  private func view(of upload: Upload, _ turn: Turn<Custody>) throws -> UploadView? {
    let ledger = Ledger(database: turn.database)
    var view = UploadView(
      photo: Photo.ID(upload.photo), offset: upload.offset, length: upload.length, endsAt: upload.endsAt)
    if let refusal = upload.refusal {
      view.end = .refused(refusal)
    } else if let photo = try ledger.find(upload.photo), photo.isHeld {
      view.end = .stored(try photo.photoView())
    } else if try ledger.bytesHeld(of: upload.photo) != upload.offset {
      return nil
    }
    return view
  }
}

/// What came of one piece: bytes kept, or the photo put together and stored.
struct TakenPiece: Codable, Sendable, Hashable {
  /// So many of its bytes came.
  var count: Int
  /// Present if the photo is whole with them.
  var appearance: Appearance?
  var mustBeGoneBy: Moment
  var deadline: Moment

  init(count: Int, appearance: Appearance? = nil, mustBeGoneBy: Moment, deadline: Moment) {
    self.count = count
    self.appearance = appearance
    self.mustBeGoneBy = mustBeGoneBy
    self.deadline = deadline
  }
}

extension Refusal {
  static let noUpload = Refusal(
    .notFound, "There is no such upload, or its time is over. Send the photo from its start.")
}
