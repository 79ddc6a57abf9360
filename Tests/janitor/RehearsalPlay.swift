import Shared

@testable import janitor

/// A rehearsal and the world that it plays in, which answers as a sound deployment does unless it is told otherwise.
struct RehearsalPlay {
  static let bound = Duration.seconds(900)

  var rehearsal = Rehearsal(Scene.id(1), policyVersion: 1, at: Scene.start, atMost: bound)
  var now = Scene.start
  /// What is answered instead, in this step.
  var instead: [Rehearsal.Step: Rehearsal.Answer] = [:]
  private(set) var calls: [Rehearsal.Call] = []

  static let photosession: Photosession.ID = Scene.id(2)
  static let account: Account.ID = Scene.id(3)
  static let token = AccessToken("token")
  static let avatars: [Avatar.ID] = [Scene.id(31), Scene.id(32)]
  static let tune: Copy.ID = Scene.id(40)
  static let prompt: Copy.ID = Scene.id(41)
  static let silence = Rehearsal.Answer.obstacle(
    Rehearsal.Obstacle(what: "the gateway did not answer", isWorthARetry: true, mayHaveHappened: true))

  var steps: [Rehearsal.Step] { rehearsal.stages.map(\.step) }

  /// Feeds an event and returns what is to be done.
  mutating func feed(_ event: Rehearsal.Event) -> [Rehearsal.Action] { rehearsal.handle(event, at: now) }

  /// Plays on until it has ended, or `most` seconds have passed.
  mutating func play(atMost most: Int = 2000) {
    var underWay = feed(.ticked)
    let end = now + .seconds(most)
    while rehearsal.endedAt == nil, now < end {
      guard let action = underWay.first else {
        now = now + .seconds(1)
        underWay = feed(.ticked)
        continue
      }
      calls.append(action.call)
      underWay = feed(.answered(action, answer(action.call)))
    }
  }

  private var step: Rehearsal.Step { rehearsal.stages.last?.step ?? .signingUp }

  func answer(_ call: Rehearsal.Call) -> Rehearsal.Answer {
    if let other = instead[step] { return other }
    switch call {
    case .signUp: return .signedUp(Self.token, Self.account)
    case .open: return .opened(Self.photosession)
    case .give(_, let number): return .given(Scene.id(20 + number))
    case .train, .sayDelivered, .eraseAccount: return .accepted
    case .look: return .looked(look())
    case .listAvatars: return .avatars(Self.avatars)
    case .download: return .downloaded(bytes: 1000)
    case .readReceipts: return .receipts(Self.receipts)
    case .probe, .probeAccount: return .gone
    case .findSilent: return .silent([])
    }
  }

  /// What is at Astria is seen once, while it trains.
  private func look() -> Rehearsal.Sight {
    guard step == .awaitingAvatars else {
      return Rehearsal.Sight(state: .erased, outcome: .delivered, copies: [], silent: [])
    }
    return rehearsal.copies.contains(Self.tune)
      ? Rehearsal.Sight(state: .ready, copies: [], silent: [])
      : Rehearsal.Sight(state: .training, copies: [Self.tune, Self.prompt], silent: [])
  }

  /// For four photos, the tune, its prompt and two avatars.
  static let receipts: [OwnedReceipt] = {
    let photos: [(Copy.ID, CopyClass)] = (20..<24).map { (Scene.id($0), .photo) }
    let copies = photos + [(tune, .tune), (prompt, .prompt)] + avatars.map { (Copy.ID($0), .avatar) }
    var last: (number: Int, hash: String)?
    return copies.map { id, copyClass in
      let copy = Copy(
        id: id, owner: Owner.ID(photosession), copyClass: copyClass, custodian: .uploadStore, state: .erased,
        receivedAt: Scene.start, mustBeGoneBy: Scene.start, deadline: Scene.start, erasedAt: Scene.start,
        reason: .delivered)
      let salt = Array(repeating: UInt8(7), count: ReceiptBook.saltBytes)
      let receipt = ReceiptBook.entry(
        after: last, for: copy, salt: salt, readBackAt: Scene.start, contract: Scene.contract)
      last = (receipt.number, receipt.hash)
      return OwnedReceipt(receipt: receipt, copy: id, salt: Hex.encode(salt), proof: [])
    }
  }()
}
