import Shared

// What came of a call.
extension Rehearsal {
  mutating func take(_ answer: Answer, at now: Moment) {
    switch answer {
    case .signedUp(let token, let account): signedUp(token, account, at: now)
    case .opened(let id):
      photosession = id
      proceed(at: now)
    case .given(let photo): given(photo, at: now)
    case .accepted: proceed(at: now)
    case .looked(let sight): looked(sight, at: now)
    case .avatars(let avatars): listed(avatars, at: now)
    case .downloaded(let bytes): downloaded(bytes, at: now)
    case .receipts(let receipts): compare(receipts, at: now)
    case .gone: gone(at: now)
    case .remains(let what): remains(what, at: now)
    case .silent(let silent): foundOut(silent, at: now)
    case .obstacle(let obstacle): meet(obstacle, at: now)
    }
  }

  private mutating func signedUp(_ token: AccessToken, _ account: Account.ID, at now: Moment) {
    (self.token, self.account) = (token, account)
    mayHaveSignedUp = false
    guard step == .signingUp else { return }
    if failure == nil { proceed(at: now) } else { begin(.erasingAccount, at: now) }
  }

  private mutating func given(_ photo: Photo.ID, at now: Moment) {
    photos.append(photo)
    copies.insert(Copy.ID(photo))
    if photos.count == Self.photosGiven { proceed(at: now) } else { again(at: now) }
  }

  private mutating func looked(_ sight: Sight, at now: Moment) {
    copies.formUnion(sight.copies)
    if step == .searching { return searched(sight, at: now) }
    let isThere = step == .awaitingAvatars ? sight.state == .ready : sight.state == .erased
    if step == .awaitingAvatars, sight.outcome != nil {
      fail("it ended before there were any (\(sight.reason ?? "no reason is known"))", at: now)
    } else if isThere {
      proceed(at: now)
    } else {
      remaining = "the photosession is still \(sight.state.rawValue)"
      tries = 0
      actsAt = now + Self.lookEvery
    }
  }

  /// Nothing may be in any ledger, and each custodian must have said so.
  private mutating func searched(_ sight: Sight, at now: Moment) {
    guard sight.silent.isEmpty else {
      return meet(
        Obstacle(what: "\(Self.list(sight.silent)) did not answer", isWorthARetry: true, mayHaveHappened: false),
        at: now)
    }
    guard sight.copies.isEmpty, sight.state == .erased else {
      return fail("\(sight.copies.count) copies are still in the ledgers of a photosession called erased", at: now)
    }
    proceed(at: now)
  }

  private mutating func listed(_ avatars: [Avatar.ID], at now: Moment) {
    guard avatars.count == Style.rehearsal.avatars else {
      return fail("\(avatars.count) of \(Style.rehearsal.avatars) avatars are listed", at: now)
    }
    self.avatars = avatars
    copies.formUnion(avatars.map { Copy.ID($0) })
    again(at: now)
  }

  private mutating func downloaded(_ bytes: Int, at now: Moment) {
    if step == .searching { return fail("an avatar can still be downloaded", at: now) }
    guard bytes > 0 else { return fail("an avatar came without a byte", at: now) }
    avatarsDone += 1
    if avatarsDone == avatars?.count { proceed(at: now) } else { again(at: now) }
  }

  private mutating func compare(_ receipts: [OwnedReceipt], at now: Moment) {
    if let flaw = flaw(in: receipts) { fail(flaw, at: now) } else { proceed(at: now) }
  }

  private mutating func gone(at now: Moment) {
    guard step == .searching else { return end(at: now) }
    avatarsDone += 1
    again(at: now)
  }

  private mutating func remains(_ what: String, at now: Moment) {
    remaining = what
    tries = 0
    actsAt = now + (failure == nil ? Self.lookEvery : Self.lookEveryAfterFailure)
  }
}
