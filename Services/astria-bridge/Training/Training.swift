import Shared

/// One photosession at Astria: photos in, a tune trained, avatars out, and everything deleted.
///
/// A pure machine. An event changes what is known; then `proceed` looks at all of it and says what is to be done now.
/// So it does not matter in which order answers come, and after a crash it goes on from what was saved.
struct Training: Codable, Hashable {
  let photosession: Photosession.ID
  let subject: Subject
  let style: Style
  let createdAt: Moment
  let avatarsExpected: Int
  var state = PhotosessionState.collecting
  var outcome: PhotosessionOutcome?
  var reason: String?
  /// When the last face was gone.
  var endedAt: Moment?
  /// Those to be sent, until they are.
  var photos: [PhotoView] = []
  var tune: Piece?
  var tuneLook: Pace
  var prompts: [AvatarPrompt] = []
  var firstAvatarAt: Moment?
  var erasures: [Erasure] = []
  var erasuresAsked = 0
  var hintedAt: Moment?
  /// Nothing goes on until an operator has done something.
  var isHindered = false
  var isOperatorTold = false
  /// How often something was in vain and had to be tried again.
  var retries = 0

  init(_ photosession: Photosession.ID, subject: Subject, style: Style, at now: Moment) {
    self.photosession = photosession
    self.subject = subject
    self.style = style
    createdAt = now
    avatarsExpected = style.avatars
    tuneLook = Pace(from: now)
  }

  mutating func handle(_ event: Event, at now: Moment, _ rules: Rules) -> [Action] {
    note(event, at: now, rules)
    return proceed(at: now, rules)
  }

  private mutating func note(_ event: Event, at now: Moment, _ rules: Rules) {
    switch event {
    case .submitted(let photos, let names): submit(photos, names, at: now)
    case .cancelled(let reason): end(.cancelled, because: Reasons.cancelled, reason, at: now)
    case .delivered: if state == .ready { end(.delivered, because: nil, .delivered, at: now) }
    case .hinted: takeHint(at: now, rules)
    case .erase(let copies, let reason): erase(copies, reason, at: now)
    case .receipted(let copies): forEachPiece { if copies.contains($0.copy) { $0.receipt() } }
    case .wasReadable(let copy, let number):
      forEachPiece { if $0.copy == copy { $0.wasReadable(under: number, at: now) } }
    case .tuneMade(let answer): tuneMade(answer, at: now, rules)
    case .tuneSeen(let seen): tuneSeen(seen, at: now, rules)
    case .promptMade(let place, let answer): promptMade(place, answer, at: now, rules)
    case .promptSeen(let place, let seen): promptSeen(place, seen, at: now, rules)
    case .avatarCopied(let avatar, let copied): avatarCopied(avatar, copied, at: now, rules)
    case .deleted(let copy, let trouble): deleted(copy, trouble, at: now, rules)
    case .erasureAnswered(let number, let isComplete): erasureAnswered(number, isComplete, at: now, rules)
    case .started: interrupt(at: now, rules)
    case .ticked: break
    }
  }

  private mutating func proceed(at now: Moment, _ rules: Rules) -> [Action] {
    expireIfDue(at: now, rules)
    var actions: [Action] = []
    switch state {
    case .collecting, .ready, .erasing, .erased: break
    case .submitted: actions += handOver(at: now, rules)
    case .training: actions += followTraining(at: now)
    case .generating: actions += generate(at: now, rules)
    }
    actions += removePieces(at: now, rules)
    actions += askErasures(at: now)
    if isHindered && !isOperatorTold {
      isOperatorTold = true
      actions.append(.tellOperator)
    }
    return actions
  }

  // MARK: Asked from outside

  private mutating func submit(_ photos: [PhotoView], _ names: Names, at now: Moment) {
    guard state == .collecting else { return }
    state = .submitted
    self.photos = photos
    tune = Piece(names.tune, name: names.title, at: now)
    prompts = zip(style.prompts(for: subject), names.prompts).map { prompt, names in
      AvatarPrompt(names.copy, text: style.text(prompt, for: subject), avatars: names.avatars, at: now)
    }
  }

  /// Hints may come in floods: only one in a while has an effect, and that asks for nothing that is not asked anyway.
  private mutating func takeHint(at now: Moment, _ rules: Rules) {
    guard hintedAt.map({ $0 + rules.pollFirst <= now }) ?? true else { return }
    hintedAt = now
    if state == .training { tuneLook.hasten(to: now) }
    for place in prompts.indices { prompts[place].hasten(to: now) }
  }

  private mutating func interrupt(at now: Moment, _ rules: Rules) {
    tune?.interrupt(at: now, rules)
    tuneLook.interrupt(at: now)
    for place in prompts.indices { prompts[place].interrupt(at: now, rules) }
    for place in erasures.indices { erasures[place].pace.interrupt(at: now) }
  }

  // MARK: For all that happens at Astria

  mutating func forEachPiece(_ change: (inout Piece) -> Void) {
    for place in prompts.indices { change(&prompts[place].piece) }
    guard var tune else { return }
    change(&tune)
    self.tune = tune
  }

  /// Astria answered: whether it can work for us at all.
  mutating func note(_ trouble: Trouble?) {
    isHindered = trouble?.kind == .operatorNeeded
    if trouble == nil { isOperatorTold = false } else { retries += 1 }
  }
}
