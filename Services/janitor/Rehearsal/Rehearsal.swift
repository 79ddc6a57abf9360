import Shared

/// One rehearsal: a subject that does not exist goes the way of a person, from signing up to the last receipt, and then
/// it is proven that nothing of it is left anywhere.
///
/// A pure machine that does one thing at a time. Whatever fails, the account is erased; and a rehearsal that has not
/// ended in time has failed.
struct Rehearsal: Codable, Hashable {
  typealias ID = RehearsalView.ID

  static let photosGiven = PhotosessionLimits.photos.lowerBound
  static let triesMax = 3
  /// How often to look while others work.
  static let lookEvery = Duration.seconds(1)
  /// The same once it has failed, for as long as it takes.
  static let lookEveryAfterFailure = Duration.seconds(5)
  /// An answer that takes longer than this was lost on its way into the store.
  static let answerMax = Duration.seconds(120)

  let id: ID
  let startedAt: Moment
  /// By then it has succeeded or failed.
  let mustEndBy: Moment
  let policyVersion: Int
  var stages: [Stage] = []
  var failure: Failure?
  /// Set once the account is gone, or there is none.
  var endedAt: Moment?
  /// What there ever was in a ledger, and so must have a receipt.
  var copies: Set<Copy.ID> = []
  var step = Step.signingUp
  var token: AccessToken?
  var account: Account.ID?
  var photosession: Photosession.ID?
  var photos: [Photo.ID] = []
  /// `nil` until they were listed.
  var avatars: [Avatar.ID]?
  /// How many of them this step is through with.
  var avatarsDone = 0
  var tries = 0
  /// When to act, unless an answer comes first.
  var actsAt: Moment
  /// A sign-up's answer was lost: there may be an account.
  var mayHaveSignedUp = false
  /// What the last look still found, as a part of a sentence.
  var remaining: String?

  init(_ id: ID, policyVersion: Int, at now: Moment, atMost bound: Duration) {
    self.id = id
    self.policyVersion = policyVersion
    startedAt = now
    mustEndBy = now + bound
    actsAt = now
    stages = [Stage(step: .signingUp, begunAt: now)]
  }

  mutating func handle(_ event: Event, at now: Moment) -> [Action] {
    guard endedAt == nil else { return [] }
    switch event {
    case .ticked: break
    case .interrupted: actsAt = now
    // An answer to an earlier step comes too late; a token never does.
    case .answered(let action, let answer) where action == self.action || answer.isToken: take(answer, at: now)
    case .answered: break
    }
    if failure == nil, mustEndBy <= now, endedAt == nil {
      // An answer may still be under way.
      mayHaveSignedUp = mayHaveSignedUp || step == .signingUp
      fail("it was not done in the time that a rehearsal has\(remaining.map { ", for \($0)" } ?? "")", at: now)
    }
    return act(at: now)
  }

  /// What to do in this step; repeated until it is answered.
  private var action: Action {
    Action(call: call, token: token, key: "rehearsal-\(id)-\(step.rawValue.replacing(" ", with: "-"))-\(photos.count)")
  }

  private var call: Call {
    guard let photosession, token != nil else { return callAlone }
    return switch step {
    case .signingUp, .opening, .erasingAccount, .findingWhy, .awaitingAccountErasure: callAlone
    case .givingPhotos: .give(photosession, number: photos.count)
    case .askingForTraining: .train(photosession)
    case .awaitingAvatars, .awaitingErasure: .look(photosession)
    case .downloading: nextAvatar.map { .download(photosession, $0) } ?? .listAvatars(photosession)
    case .sayingDelivered: .sayDelivered(photosession)
    case .comparingReceipts: .readReceipts(photosession)
    case .searching: nextAvatar.map { .probe(photosession, $0) } ?? .look(photosession)
    }
  }

  /// Without a photosession.
  private var callAlone: Call {
    switch step {
    case .findingWhy: .findSilent
    case .erasingAccount: .eraseAccount
    case .awaitingAccountErasure:
      .probeAccount([account.map { Owner.ID($0) }, photosession.map { Owner.ID($0) }].compactMap { $0 })
    default: token == nil ? .signUp(policyVersion: policyVersion) : .open
    }
  }

  private var nextAvatar: Avatar.ID? {
    guard let avatars, avatarsDone < avatars.count else { return nil }
    return avatars[avatarsDone]
  }

  private mutating func act(at now: Moment) -> [Action] {
    // One that would rest absurdly long was sent to rest by a clock that has been set back since.
    guard endedAt == nil, actsAt <= now || actsAt > now + Self.answerMax else { return [] }
    actsAt = now + Self.answerMax
    return [action]
  }
}

extension Rehearsal.Answer {
  fileprivate var isToken: Bool { if case .signedUp = self { true } else { false } }
}
