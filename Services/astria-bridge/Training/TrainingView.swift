import Shared

// What others see of a photosession.
extension Training {
  var pieces: [Piece] { prompts.map(\.piece) + (tune.map { [$0] } ?? []) }
  var avatarsReady: Int { prompts.reduce(0) { $0 + $1.stored } }

  /// What the ledger says Astria may hold.
  var copies: [Copy] {
    let owner = Owner.ID(photosession)
    let tunes = tune?.line(of: owner, .tune).map { [$0] } ?? []
    return tunes + prompts.compactMap { $0.piece.line(of: owner, .prompt) }
  }

  /// When time alone gives it something to do.
  func wakesAt(_ rules: Rules) -> Moment? {
    var moments = erasures.compactMap(\.pace.wakesAt)
    moments += [expiry(rules)?.0].compactMap { $0 }
    if let tune, tune.isWanted ? state == .submitted : prompts.allSatisfy(\.piece.isOutOfTheWay) {
      moments += [tune.wakesAt].compactMap { $0 }
    }
    if state == .training { moments += [tuneLook.wakesAt].compactMap { $0 } }
    for prompt in prompts {
      let moment = prompt.piece.isWanted ? (state == .generating ? prompt.wakesAt(rules) : nil) : prompt.piece.wakesAt
      moments += [moment].compactMap { $0 }
    }
    return moments.min()
  }

  func view(of account: Account.ID) -> PhotosessionView {
    PhotosessionView(
      id: photosession, account: account, subject: subject, style: style.id, state: state, outcome: outcome,
      reason: reason ?? (isHindered && outcome == nil ? Reasons.unavailable : nil), createdAt: createdAt,
      avatarsReady: avatarsReady, avatarsExpected: avatarsExpected, held: held)
  }

  private var held: [Held] {
    [CopyClass.tune, .prompt].compactMap { copyClass in
      let copies = copies.filter { $0.copyClass == copyClass && $0.state != .erased }
      guard let first = copies.map(\.mustBeGoneBy).min() else { return nil }
      return Held(copyClass: copyClass, custodian: .astria, copies: copies.count, mustBeGoneBy: first)
    }
  }
}
