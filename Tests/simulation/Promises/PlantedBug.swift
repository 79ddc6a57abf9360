import Shared

@testable import janitor
@testable import upload_store

/// Something that is wrong on purpose, in the world and not in the product, to show that the checks can fail.
enum PlantedBug: String, CaseIterable {
  /// No process looks at the clock.
  case clocksAreNotLookedAt
  /// What stood in the ledger is struck out before the bytes come.
  case bytesWithoutEntry
  /// The bridge is told that photos are erased; nobody erases them.
  case erasureNotBegun
  /// The bridge is told that the janitor forgot whose receipts there are.
  case receiptsNotForgotten
  /// Account is told that nobody was erased before, whoever a backup brought back.
  case peopleComeBack
  /// A destroyed key is put back.
  case keyComesBack
  /// A photo is gone before it is handed over.
  case photoVanishes
  case twoTunes
  /// The bridge is told that an avatar is stored; nobody stores it.
  case avatarNotStored
  /// One more copy is named in an erasure, somebody else's.
  case neighbourErased
  case blindnessTakenForGone
  case receiptTornOut
  /// The bridge never hears that everything is erased.
  case neverComplete
  case deletionAlwaysFails
  case alarmsUnheard

  var promise: Promise {
    switch self {
    case .clocksAreNotLookedAt: .p1
    case .bytesWithoutEntry: .p2
    case .erasureNotBegun: .p3
    case .receiptsNotForgotten, .peopleComeBack: .p4
    case .keyComesBack: .p5
    case .photoVanishes: .p6
    case .twoTunes: .p7
    case .avatarNotStored: .p8
    case .neighbourErased: .p9
    case .blindnessTakenForGone: .p10
    case .receiptTornOut: .p11
    case .neverComplete: .p13
    case .deletionAlwaysFails: .p14
    case .alarmsUnheard: .p15
    }
  }

  func stopsTicks(of name: ServiceName) -> Bool {
    self == .clocksAreNotLookedAt && name != .account
  }

  /// What becomes of a message; `nil` if it never arrives.
  func tampered<S: Service>(_ letter: ServiceProcess<S>.Letter, in world: World) -> ServiceProcess<S>.Letter? {
    if let request = letter.request as? JanitorRequest { return tampered(letter, request, world) }
    if let request = letter.request as? UploadStoreRequest { return tampered(letter, request, world) }
    return letter
  }

  private func tampered<S: Service>(
    _ letter: ServiceProcess<S>.Letter, _ request: JanitorRequest, _ world: World
  ) -> ServiceProcess<S>.Letter? {
    switch (self, request) {
    case (.erasureNotBegun, .erase(_, [.photo], _)):
      return letter.answered(JanitorReply.erasure(complete: true, remaining: 0))
    case (.receiptsNotForgotten, .forget) where letter.sender == .astriaBridge:
      return letter.answered(JanitorReply.forgotten)
    case (.peopleComeBack, .erasedBefore):
      return letter.answered(JanitorReply.erasedBefore([]))
    case (.keyComesBack, .erase(let owner, _, _)):
      world.plan(after: .seconds(60)) { [unowned world] in world.promises.revive(Photosession.ID(owner)) }
      return letter
    case (.neverComplete, .erase(_, let classes, _)) where classes.count > 2:
      var letter = letter
      let answer = letter.answer
      letter.answer = { answered in
        guard case .success((let reply, _)) = answered, case .erasure? = reply as? JanitorReply,
          let changed = JanitorReply.erasure(complete: false, remaining: 1) as? S.Request.Reply
        else { return answer(answered) }
        answer(.success((changed, nil)))
      }
      return letter
    default: return letter
    }
  }

  private func tampered<S: Service>(
    _ letter: ServiceProcess<S>.Letter, _ request: UploadStoreRequest, _ world: World
  ) -> ServiceProcess<S>.Letter? {
    switch (self, request) {
    case (.neighbourErased, .custodian(.erase(let copies, let reason))):
      let others = world.shelf.items.values.map(\.stored.copy).filter { !copies.contains($0) }.sorted()
      guard let other = others.first else { return letter }
      return letter.asking(UploadStoreRequest.custodian(.erase(copies: copies + [other], reason: reason)))
    case (.photoVanishes, .closeIntake(let photosession)):
      let photo = world.shelf.items.values.filter { $0.stored.owner == photosession }.map(\.stored.object).min()
      if let photo { world.shelf.lose(photo) }
      return letter
    case (.avatarNotStored, .storeAvatar(_, let avatar, let prompt, let index, let contentType)):
      return letter.answered(
        UploadStoreReply.avatarStored(
          AvatarView(
            id: avatar, prompt: prompt, index: index, contentType: contentType, bytes: 1, madeAt: world.now,
            mustBeGoneBy: world.now)))
    default: return letter
    }
  }
}

extension ServiceProcess.Letter {
  /// The same with other words in it.
  fileprivate func asking(_ request: Any) -> Self {
    guard let request = request as? S.Request else { return self }
    var letter = self
    letter.request = request
    return letter
  }

  /// Answered by the bug; it arrives nowhere.
  fileprivate func answered(_ reply: Any) -> Self? {
    guard let reply = reply as? S.Request.Reply else { return self }
    answer(.success((reply, nil)))
    return nil
  }
}

// What is changed in stores.
extension Promises {
  /// Keys that were destroyed.
  func revive(_ photosession: Photosession.ID) {
    _ = read(world.processes.janitor.script) {
      try $0.run(
        "UPDATE data_key SET wrapped = ?, destroyed = NULL, ends = ? WHERE photosession = ? AND class = 'photo'",
        Array<UInt8>(repeating: 1, count: 60), world.processes.janitor.steady + .seconds(3600), photosession)
    }
  }

  func tearOutReceipt() {
    guard world.bug == .receiptTornOut, book.count > 2 else { return }
    _ = read(world.processes.janitor.script) { try $0.run("DELETE FROM receipt WHERE number = ?", book.count) }
  }

  func strikeOut(_ stored: StoredCopy) {
    guard world.bug == .bytesWithoutEntry else { return }
    _ = read(world.processes.uploadStore.script) { try $0.run("DELETE FROM copy WHERE id = ?", stored.copy) }
  }
}
