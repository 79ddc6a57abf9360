import Shared

@testable import janitor

/// What the janitor's tests have in common: a janitor with keys of its own, identifiers, copies, a book to look into.
enum Scene {
  static let start = Moment("2026-11-24T12:00:00.000Z")!
  static let contract = try! RetentionContract.load(path: nil)
  static let keyEncryption = DataKey(bytes: Array(repeating: 7, count: 32))
  static let signing = SigningKey(DataKey(bytes: Array(repeating: 9, count: 32)))

  static let janitor = Janitor(
    JanitorSettings(contract: contract, sweepSeconds: 60, publicKey: signing.publicKey),
    wrapping: KeyWrapping(keyEncryption), signing: signing)

  static func script(seed: UInt64 = 1) throws -> ServiceScript<Janitor> {
    try ServiceScript(janitor, at: start, seed: seed)
  }

  static func id<Of>(_ number: Int) -> Identifier<Of> {
    let digits = String(number, radix: 16)
    return Identifier(String(repeating: "0", count: 32 - digits.count) + digits)!
  }

  static func copy(
    _ number: Int, of owner: Owner.ID = id(1), _ copyClass: CopyClass = .photo, _ state: Copy.State = .held,
    dueIn: Duration = .seconds(43_200), reason: ErasureReason? = nil
  ) -> Copy {
    Copy(
      id: id(number), owner: owner, copyClass: copyClass, custodian: contract.row(copyClass).custodian, state: state,
      receivedAt: start, mustBeGoneBy: start + dueIn, deadline: start + dueIn + .seconds(43_200),
      erasedAt: state == .erased ? start : nil, reason: reason)
  }
}

extension ServiceScript<Janitor> {
  /// What custodians are asked now.
  var asked: [(custodian: ServiceName, request: CustodianRequest, ticket: Ticket)] {
    effects.compactMap {
      if case .ask(let custodian, let request, let ticket) = $0 { (custodian, request, ticket) } else { nil }
    }
  }

  @discardableResult
  func answer(_ reply: CustodianReply, _ ticket: Ticket) throws -> [Output<Janitor>] {
    try feed(.outcome(.answered(reply, for: ticket)))
  }

  @discardableResult
  func stayAway(_ ticket: Ticket) throws -> [Output<Janitor>] {
    try feed(.outcome(.refused(Refusal(.timedOut, "Nobody answered."), for: ticket)))
  }

  @discardableResult
  func tick(after duration: Duration) throws -> [Output<Janitor>] {
    now = now + duration
    return try feed(.ticked)
  }

  /// Whether a key lies in the store, wrapped or not.
  func hasKey(_ photosession: Photosession.ID, _ copyClass: CopyClass) throws -> Bool {
    try read {
      try $0.count(
        "SELECT COUNT(*) FROM data_key WHERE photosession = ? AND class = ? AND wrapped IS NOT NULL", photosession,
        copyClass)
    } > 0
  }

  func book() throws -> [Receipt] {
    try read { try $0.rows("SELECT * FROM receipt ORDER BY number").map(Receipt.init) }
  }
}

extension BookVerification {
  static func flaw(
    in book: [Receipt], start: BookStart? = nil, checkpoints: [Checkpoint] = [],
    key: String = Scene.signing.publicKey
  ) -> Flaw? {
    do throws(Flaw) {
      let verification = try BookVerification(publicKey: key)
      try verification.check(book, start: start, notes: checkpoints.map(\.note))
      return nil
    } catch {
      return error
    }
  }

  /// Without the book.
  static func flaw(in owned: OwnedReceipt, _ checkpoint: Checkpoint) -> Flaw? {
    do throws(Flaw) {
      try BookVerification(publicKey: Scene.signing.publicKey).check(owned, in: checkpoint.note)
      return nil
    } catch {
      return error
    }
  }
}
