import Shared

// What the gateway, the account's erasure and operators ask.
extension Bridge {
  func answer(_ request: AstriaBridgeRequest, _ asker: Asker, _ turn: Turn<Self>) throws {
    switch request {
    case .open(let photosession, let account, let subject, let style):
      let view = try open(photosession, account, subject, style, turn)
      turn.reply(.photosession(view), to: asker.id)
    case .photosession(let photosession, let account):
      turn.reply(.photosession(try row(photosession, account, turn).view), to: asker.id)
    case .photosessions(let account, let before): turn.reply(try list(account, before, turn), to: asker.id)
    case .train(let photosession, let account): try train(photosession, account, asker, turn)
    case .checkPhoto(let photosession, let photo, let account):
      try checkPhoto(photo, row(photosession, account, turn).training, asker, turn)
    case .cancel(let photosession, let account):
      let row = try feed(.cancelled(.cancelled), to: row(photosession, account, turn), turn)
      turn.reply(.photosession(row.view), to: asker.id)
    case .delivered(let photosession, let account):
      turn.reply(.photosession(try delivered(photosession, account, turn)), to: asker.id)
    case .forget(let account): try forget(account, asker, turn)
    case .hint(let token): try hint(token, asker, turn)
    case .list(let after): turn.reply(try list(nil, after, turn), to: asker.id)
    case .tunes(let after): turn.reply(try tunes(after, turn), to: asker.id)
    case .orphans(let erase): orphans(erase, asker, turn)
    case .check: turn.perform(.check(probe: turn.identifier(), asker: asker.id))
    case .custodian(let request): try answer(request, asker, turn)
    }
  }

  /// Another account's is not found, as if it were not there.
  private func row(
    _ photosession: Photosession.ID, _ account: Account.ID, _ turn: Turn<Self>
  ) throws -> Photosessions.Row {
    guard let row = try Photosessions(database: turn.database).find(photosession), row.account == account else {
      throw Refusal(.notFound, "There is no such photosession.")
    }
    return row
  }

  private func open(
    _ photosession: Photosession.ID, _ account: Account.ID, _ subject: Subject, _ style: String, _ turn: Turn<Self>
  ) throws -> PhotosessionView {
    if try Photosessions(database: turn.database).find(photosession) != nil {
      return try row(photosession, account, turn).view
    }
    guard let style = settings.styles.named(style), style.subjects.contains(subject) else {
      throw Refusal(.unknownStyle, "There is no such style. Choose one of those that are listed.")
    }
    guard try !Forgetting(database: turn.database).contains(account) else {
      throw Refusal(.conflict, "This account is being erased.")
    }
    let row = Photosessions.Row(
      account: account, training: Training(photosession, subject: subject, style: style, at: turn.now))
    try Photosessions(database: turn.database).save(row, settings)
    return row.view
  }

  private func list(
    _ account: Account.ID?, _ before: Photosession.ID?, _ turn: Turn<Self>
  ) throws -> AstriaBridgeReply {
    let rows = try Photosessions(database: turn.database).page(of: account, before: before)
    let page = rows.prefix(Photosessions.page).map(\.view)
    return .photosessions(page, next: rows.count > page.count ? page.last?.id : nil)
  }

  private func tunes(_ after: Photosession.ID?, _ turn: Turn<Self>) throws -> AstriaBridgeReply {
    let copies = try Ledger(database: turn.database).tunes(after: after, most: TuneView.pageMax + 1)
    let page = try copies.prefix(TuneView.pageMax).compactMap { copy -> TuneView? in
      let photosession = Photosession.ID(copy.owner)
      guard let tune = try Photosessions(database: turn.database).find(photosession)?.training.tune else { return nil }
      return TuneView(
        photosession: photosession, number: tune.making.number, title: tune.name, state: copy.state,
        mustBeGoneBy: copy.mustBeGoneBy)
    }
    return .tunes(page, next: copies.count > page.count ? page.last?.photosession : nil)
  }

  // MARK: Before the training

  /// Nothing of it is kept here, whatever Astria says.
  private func checkPhoto(
    _ photo: Photo.ID, _ training: Training, _ asker: Asker, _ turn: Turn<Self>
  ) throws {
    guard settings.checksPhotos else {
      throw Refusal(.conflict, "Photos are not looked at before the training here. Go on without.")
    }
    try checkCollecting(training)
    turn.perform(.inspect(training.photosession, photo, training.subject, asker: asker.id))
  }

  // MARK: Training

  /// First the intake is closed; the answer comes when that is done.
  private func train(
    _ photosession: Photosession.ID, _ account: Account.ID, _ asker: Asker, _ turn: Turn<Self>
  ) throws {
    try checkCollecting(row(photosession, account, turn).training)
    turn.perform(.closeIntake(photosession, asker: asker.id))
  }

  func submit(
    _ photosession: Photosession.ID, _ photos: [PhotoView], _ asker: Envelope.ID, _ turn: Turn<Self>
  ) throws {
    do {
      guard let row = try Photosessions(database: turn.database).find(photosession) else {
        throw Refusal(.notFound, "There is no such photosession.")
      }
      try checkCollecting(row.training)
      let submitted = try feed(.submitted(photos, names(for: row.training, turn)), to: row, turn)
      turn.reply(.photosession(submitted.view), to: asker)
    } catch let refusal as Refusal {
      turn.refuse(refusal, to: asker)
    }
  }

  private func checkCollecting(_ training: Training) throws {
    if training.state == .collecting { return }
    guard training.outcome == nil else { throw Refusal(.conflict, "This photosession has ended.") }
    throw Refusal(.trainingAlreadyRequested, "Training was requested already. Look at the photosession to follow it.")
  }

  private func names(for training: Training, _ turn: Turn<Self>) -> Training.Names {
    let prompts = training.style.prompts(for: training.subject)
    let tune: Copy.ID = turn.identifier()
    return Training.Names(
      title: settings.title.text(of: tune), tune: tune,
      prompts: prompts.map { prompt in
        Training.Names.Prompt(copy: turn.identifier(), avatars: (0..<prompt.images).map { _ in turn.identifier() })
      })
  }

  // MARK: The end

  private func delivered(
    _ photosession: Photosession.ID, _ account: Account.ID, _ turn: Turn<Self>
  ) throws -> PhotosessionView {
    let row = try row(photosession, account, turn)
    guard row.training.state == .ready || row.training.outcome != nil else {
      throw Refusal(.conflict, "The avatars are not ready yet.")
    }
    return try feed(.delivered, to: row, turn).view
  }

  /// Whoever calls learns nothing, whether or not the token is known.
  private func hint(_ token: Personal<String>, _ asker: Asker, _ turn: Turn<Self>) throws {
    turn.reply(.noted, to: asker.id)
    guard let photosession = try HintTokens(database: turn.database).photosession(token),
      let row = try Photosessions(database: turn.database).find(photosession)
    else { return }
    try feed(.hinted, to: row, turn)
  }
}
