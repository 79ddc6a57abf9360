import Shared

/// One prompt of the style, and the avatars that it is to give. One that fails ends its avatars, not the photosession.
struct AvatarPrompt: Codable, Hashable {
  /// One picture asked for.
  struct Avatar: Codable, Hashable {
    enum State: Codable, Hashable {
      /// Can become: arriving, missing.
      case awaited
      /// Its address is known; it is being copied. Can become: stored, missing.
      case arriving(Personal<String>, Pace)
      case stored
      /// It will not come. Can become: stored, if it comes after all.
      case missing
    }

    let id: Shared.Avatar.ID
    fileprivate(set) var state = State.awaited

    var isOver: Bool { state == .stored || state == .missing }
  }

  /// What Astria says of a prompt.
  enum Seen: Codable, Hashable {
    case pending
    case images([Personal<String>])
    /// It failed, or is not there.
    case failed
    case trouble(Trouble)
  }

  /// What came of copying one picture.
  enum Copied: Codable, Hashable {
    case stored
    /// It is no picture that we take.
    case unusable
    case trouble(Trouble)
  }

  var piece: Piece
  private(set) var avatars: [Avatar]
  private var look: Pace
  /// From when on patience is counted: its turn came, or its images were made.
  private var since: Moment?

  init(_ copy: Copy.ID, text: String, avatars: [Shared.Avatar.ID], at now: Moment) {
    piece = Piece(copy, name: text, at: now)
    self.avatars = avatars.map { Avatar(id: $0) }
    look = Pace(from: now)
  }

  var isOver: Bool { avatars.allSatisfy(\.isOver) }
  var stored: Int { avatars.count { $0.state == .stored } }

  /// Its turn has come.
  mutating func begin(at now: Moment) {
    if since == nil { since = now }
  }

  /// When it next needs attention while avatars are made. Before its turn it needs none.
  func wakesAt(_ rules: Rules) -> Moment? {
    guard let since, !isOver else { return nil }
    var moments = [since + rules.promptMax]
    if let wakesAt = piece.making.wakesAt { moments.append(wakesAt) }
    if piece.making.number != nil, isAwaited, let wakesAt = look.wakesAt { moments.append(wakesAt) }
    for case .arriving(_, let pace) in avatars.map(\.state) {
      if let wakesAt = pace.wakesAt { moments.append(wakesAt) }
    }
    return moments.min()
  }

  /// Ends what has taken too long or can no longer come.
  mutating func endIfHopeless(at now: Moment, _ rules: Rules) {
    guard let since else { return }
    if piece.making.state == .never || since + rules.promptMax <= now { giveUp { _ in true } }
  }

  /// Whether Astria is to be asked for it now.
  mutating func looks(at now: Moment) -> Bool { isAwaited && look.begins(at: now) }

  /// The pictures to copy now, by their places.
  mutating func arrivals(at now: Moment) -> [(index: Int, address: Personal<String>)] {
    avatars.indices.compactMap { index in
      guard case .arriving(let address, var pace) = avatars[index].state, pace.begins(at: now) else { return nil }
      avatars[index].state = .arriving(address, pace)
      return (index, address)
    }
  }

  mutating func hasten(to now: Moment) {
    if isAwaited { look.hasten(to: now) }
  }

  // MARK: What came of it

  mutating func seen(_ seen: Seen, at now: Moment, _ rules: Rules) {
    switch seen {
    case .pending: look.again(at: now, rules)
    case .failed: giveUp { $0.state == .awaited }
    case .trouble(let trouble): look.again(after: trouble, at: now, rules)
    case .images(let addresses):
      guard isAwaited else { return }
      since = now
      piece.remember(addresses.first)
      for (index, address) in zip(avatars.indices, addresses) where avatars[index].state == .awaited {
        avatars[index].state = .arriving(address, Pace(from: now))
      }
      giveUp { $0.state == .awaited }
    }
  }

  mutating func copied(_ avatar: Shared.Avatar.ID, _ copied: Copied, at now: Moment, _ rules: Rules) {
    guard let index = avatars.firstIndex(where: { $0.id == avatar }) else { return }
    switch (copied, avatars[index].state) {
    case (.stored, _): avatars[index].state = .stored
    case (.unusable, .arriving): avatars[index].state = .missing
    case (.trouble(let trouble), .arriving(let address, var pace)):
      pace.again(after: trouble, at: now, rules)
      avatars[index].state = .arriving(address, pace)
    case (.unusable, _), (.trouble, _): break
    }
  }

  /// Nothing more of it is needed; addresses of pictures least of all.
  mutating func giveUp(_ isHopeless: (Avatar) -> Bool = { _ in true }) {
    for index in avatars.indices where !avatars[index].isOver && isHopeless(avatars[index]) {
      avatars[index].state = .missing
    }
  }

  mutating func interrupt(at now: Moment, _ rules: Rules) {
    piece.interrupt(at: now, rules)
    look.interrupt(at: now)
    for index in avatars.indices {
      guard case .arriving(let address, var pace) = avatars[index].state else { continue }
      pace.interrupt(at: now)
      avatars[index].state = .arriving(address, pace)
    }
  }

  private var isAwaited: Bool { avatars.contains { $0.state == .awaited } }
}
