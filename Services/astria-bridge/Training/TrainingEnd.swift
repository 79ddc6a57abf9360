import Shared

// Every photosession ends erased, whatever its outcome.
extension Training {
  mutating func end(
    _ outcome: PhotosessionOutcome, because sentence: String?, _ reason: ErasureReason, at now: Moment
  ) {
    guard self.outcome == nil else { return }
    state = .erasing
    self.outcome = outcome
    self.reason = sentence ?? self.reason
    photos = []
    for place in prompts.indices { prompts[place].giveUp() }
    forEachPiece { $0.remove(reason, at: now) }
    erasures = []
    add((Erasure.everything, reason), at: now)
  }

  /// On our own clock, whether or not the janitor lives.
  mutating func expireIfDue(at now: Moment, _ rules: Rules) {
    guard let (moment, sentence) = expiry(rules), moment <= now else { return }
    end(.expired, because: sentence, .expired, at: now)
  }

  func expiry(_ rules: Rules) -> (Moment, String)? {
    switch state {
    case .collecting, .submitted: (rules.mustBeGoneBy(.photo, from: createdAt), Reasons.notAskedFor)
    case .training, .generating: tune?.span.map { ($0.mustBeGoneBy, Reasons.notTrained) }
    case .ready: firstAvatarAt.map { (rules.mustBeGoneBy(.avatar, from: $0), Reasons.notFetched) }
    case .erasing, .erased: nil
    }
  }

  // MARK: At Astria

  /// Whoever asks may have a clock ahead of ours: the one that erases earlier wins.
  mutating func erase(_ copies: [Copy.ID], _ reason: ErasureReason, at now: Moment) {
    guard pieces.contains(where: { copies.contains($0.copy) }) else { return }
    if state != .ready { end(.expired, because: Reasons.notTrained, reason, at: now) }
    forEachPiece { if copies.contains($0.copy) { $0.remove(reason, at: now) } }
  }

  /// Prompts before the tune: its deletion might hide them from us.
  mutating func removePieces(at now: Moment, _ rules: Rules) -> [Action] {
    var actions: [Action] = []
    for place in prompts.indices where !prompts[place].piece.isWanted {
      let step = prompts[place].piece.settle(at: now)
      if step == .look, let tune = tune?.making.number { actions.append(findPrompt(place, order(place, tune))) }
      if let number = prompts[place].piece.nextDeletion(at: now) {
        actions.append(.deletePrompt(prompts[place].piece.copy, number: number))
      }
    }
    if let tune, !tune.isWanted, tune.making.state == .posting { actions.append(.skipTune(tune.copy)) }
    guard var tune, !tune.isWanted, prompts.allSatisfy(\.piece.isOutOfTheWay) else { return actions }
    if tune.settle(at: now) == .look { actions.append(findTune(tune)) }
    if let number = tune.nextDeletion(at: now) {
      actions.append(.deleteTune(tune.copy, number: number, isOfPack: style.pack != nil))
    }
    self.tune = tune
    return actions
  }

  mutating func deleted(_ copy: Copy.ID, _ trouble: Trouble?, at now: Moment, _ rules: Rules) {
    note(trouble)
    forEachPiece { if $0.copy == copy { $0.deleted(trouble, at: now, rules) } }
  }

  // MARK: By the janitor

  mutating func add(_ wish: (classes: [CopyClass], reason: ErasureReason), at now: Moment) {
    erasuresAsked += 1
    erasures.append(
      Erasure(number: erasuresAsked, classes: wish.classes, reason: wish.reason, pace: Pace(from: now)))
  }

  mutating func askErasures(at now: Moment) -> [Action] {
    erasures.indices.compactMap { place in
      guard erasures[place].pace.begins(at: now) else { return nil }
      return .askErasure(erasures[place].number, erasures[place].classes, erasures[place].reason)
    }
  }

  /// It is believed only when our own ledger agrees.
  mutating func erasureAnswered(_ number: Int, _ isComplete: Bool, at now: Moment, _ rules: Rules) {
    guard let place = erasures.firstIndex(where: { $0.number == number }) else { return }
    let concernsAstria = erasures[place].classes.contains(.tune)
    guard isComplete, !(concernsAstria && pieces.contains(where: \.isInLedger)) else {
      return erasures[place].pace.again(at: now, rules)
    }
    erasures.remove(at: place)
    guard state == .erasing, erasures.isEmpty else { return }
    state = .erased
    endedAt = now
  }
}

extension Erasure {
  static let photosHandedOver: ([CopyClass], ErasureReason) = ([.photo], .processed)
  static let avatarsMade: ([CopyClass], ErasureReason) = ([.tune, .prompt], .processed)
}
