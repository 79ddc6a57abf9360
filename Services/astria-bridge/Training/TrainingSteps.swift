import Shared

// From the hand-over of the photos to the last avatar.
extension Training {
  // MARK: Submitted

  mutating func handOver(at now: Moment, _ rules: Rules) -> [Action] {
    let span = Piece.Span(
      receivedAt: now, mustBeGoneBy: rules.mustBeGoneBy(.tune, from: now), deadline: rules.deadline(.tune, from: now))
    guard let step = tune?.nextStep(at: now, span), let tune else { return [] }
    switch step {
    case .post:
      let order = TuneOrder(
        tune: tune.copy, title: tune.name, subject: subject, model: style.model, isRehearsal: style == .rehearsal,
        photos: photos)
      return [.createTune(order)]
    case .look: return [findTune(tune)]
    }
  }

  func findTune(_ tune: Piece) -> Action { .findTune(title: tune.name, since: tune.span?.receivedAt ?? createdAt) }

  mutating func tuneMade(_ answer: Making.Answer, at now: Moment, _ rules: Rules) {
    note(answer.trouble)
    tune?.handle(answer, at: now, rules)
    guard state == .submitted, let tune else { return }
    if tune.making.number != nil {
      state = .training
      photos = []
      tuneLook = Pace(from: now + rules.pollFirst)
      add(Erasure.photosHandedOver, at: now)
    } else if tune.making.state == .never {
      let isGone = answer.trouble?.kind == .photosGone
      end(.failed, because: isGone ? Reasons.photosGone : Reasons.photosRefused, .failed, at: now)
    }
  }

  // MARK: Training

  mutating func followTraining(at now: Moment) -> [Action] {
    guard let number = tune?.making.number, tuneLook.begins(at: now) else { return [] }
    return [.lookAtTune(number)]
  }

  mutating func tuneSeen(_ seen: TuneSeen, at now: Moment, _ rules: Rules) {
    if case .trouble(let trouble) = seen { note(trouble) } else { note(nil) }
    guard state == .training else { return }
    switch seen {
    case .pending: stillTrains(at: now, rules)
    case .trained: state = .generating
    case .failed: end(.failed, because: Reasons.trainingFailed, .failed, at: now)
    case .trouble(let trouble): tuneLook.again(after: trouble, at: now, rules)
    }
  }

  private mutating func stillTrains(at now: Moment, _ rules: Rules) {
    if let span = tune?.span, span.receivedAt + rules.trainingMax <= now {
      end(.failed, because: Reasons.trainingTooLong, .failed, at: now)
    } else {
      tuneLook.again(at: now, rules)
    }
  }

  // MARK: Generating

  /// Prompts are made one by one, so that a fault is not met many times; their images come when they come.
  mutating func generate(at now: Moment, _ rules: Rules) -> [Action] {
    guard let number = tune?.making.number, let handedOver = tune?.span else { return [] }
    var actions: [Action] = []
    for place in prompts.indices {
      prompts[place].begin(at: now)
      prompts[place].endIfHopeless(at: now, rules)
      if !prompts[place].isOver { actions += follow(place, number, handedOver, at: now) }
      guard prompts[place].piece.making.isSettled || prompts[place].isOver else { break }
    }
    becomeReadyIfComplete(at: now)
    return actions
  }

  private mutating func follow(_ place: Int, _ tune: Int64, _ handedOver: Piece.Span, at now: Moment) -> [Action] {
    let order = order(place, tune)
    let span = Piece.Span(
      receivedAt: now, mustBeGoneBy: handedOver.mustBeGoneBy, deadline: handedOver.deadline)
    switch prompts[place].piece.nextStep(at: now, span) {
    case .post: return [.createPrompt(order)]
    case .look: return [findPrompt(place, order)]
    case nil: break
    }
    guard let number = prompts[place].piece.making.number else { return [] }
    if prompts[place].looks(at: now) { return [.lookAtPrompt(place, number: number)] }
    return prompts[place].arrivals(at: now).map { arrival in
      let avatar = prompts[place].avatars[arrival.index].id
      return .copyAvatar(
        AvatarOrder(avatar: avatar, prompt: place, index: arrival.index, address: arrival.address))
    }
  }

  func order(_ place: Int, _ tune: Int64) -> PromptOrder {
    PromptOrder(
      place: place, tune: tune, model: style.model, text: prompts[place].piece.name,
      images: prompts[place].avatars.count, pack: packPrompt(place))
  }

  func packPrompt(_ place: Int) -> PackPrompt? {
    guard let pack = style.pack, let prompt = style.prompts(for: subject)[place].packPrompt else { return nil }
    let others = prompts.indices.compactMap { $0 == place ? nil : prompts[$0].piece.making.number }
    return PackPrompt(pack: pack, prompt: prompt, others: others)
  }

  func findPrompt(_ place: Int, _ order: PromptOrder) -> Action {
    .findPrompt(order, since: prompts[place].piece.span?.receivedAt ?? createdAt)
  }

  mutating func promptMade(_ place: Int, _ answer: Making.Answer, at now: Moment, _ rules: Rules) {
    note(answer.trouble)
    guard prompts.indices.contains(place) else { return }
    prompts[place].piece.handle(answer, at: now, rules)
  }

  mutating func promptSeen(_ place: Int, _ seen: AvatarPrompt.Seen, at now: Moment, _ rules: Rules) {
    if case .trouble(let trouble) = seen { note(trouble) } else { note(nil) }
    guard state == .generating, prompts.indices.contains(place) else { return }
    prompts[place].seen(seen, at: now, rules)
  }

  mutating func avatarCopied(
    _ avatar: Avatar.ID, _ copied: AvatarPrompt.Copied, at now: Moment, _ rules: Rules
  ) {
    guard state == .generating || state == .ready else { return }
    for place in prompts.indices { prompts[place].copied(avatar, copied, at: now, rules) }
    if copied == .stored, firstAvatarAt == nil { firstAvatarAt = now }
  }

  private mutating func becomeReadyIfComplete(at now: Moment) {
    guard prompts.allSatisfy(\.isOver) else { return }
    guard avatarsReady > 0 else { return end(.failed, because: Reasons.noAvatars, .failed, at: now) }
    state = .ready
    if avatarsReady < avatarsExpected { reason = Reasons.missing(avatarsExpected - avatarsReady) }
    forEachPiece { $0.remove(.processed, at: now) }
    add(Erasure.avatarsMade, at: now)
  }
}

extension Making.Answer {
  var trouble: Trouble? { if case .trouble(let trouble) = self { trouble } else { nil } }
}
