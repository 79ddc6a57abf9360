import Shared

/// The data keys in the store, wrapped, each with its life.
struct KeyRing {
  let turn: Turn<Janitor>
  let contract: RetentionContract
  let wrapping: KeyWrapping

  /// Makes the keys of a new photosession; a repeat finds them made.
  func issue(_ photosession: Photosession.ID) throws {
    for copyClass in KeyLife.Terms.classes {
      if let key = try find(photosession, copyClass) {
        guard key.life.endsAt != nil else {
          throw Refusal(.conflict, "The keys of this photosession were destroyed. Open a new photosession.")
        }
      } else {
        try make(photosession, copyClass)
      }
    }
  }

  /// Hands out a key; the first to ask starts its clock. `nil` if it does not open, which is noted.
  func handOut(
    _ photosession: Photosession.ID, _ copyClass: CopyClass
  ) throws -> (key: Personal<DataKey>, mustBeGoneBy: Moment, deadline: Moment)? {
    let refusal = Refusal(.notFound, "There is no such key, or it is destroyed. Open a new photosession.")
    guard let found = try find(photosession, copyClass), let wrapped = found.wrapped else { throw refusal }
    var life = found.life
    for case .handOut(let mustBeGoneBy, let deadline) in life.handle(.asked, at: turn.now) {
      guard try opens(wrapped, photosession, copyClass) else {
        try noteUnopenable(photosession, copyClass)
        return nil
      }
      try save(life, photosession, copyClass, wrapped: wrapped)
      let key = try turn.secret {
        guard let key = wrapping.open(wrapped, photosession, copyClass)?.key else { throw KeyWrapping.unopened }
        return key
      }
      return (key, mustBeGoneBy, deadline)
    }
    throw refusal
  }

  /// The purpose ended, or the time. Nothing of the keys is left once the turn is over.
  func destroy(_ photosession: Photosession.ID, _ classes: [CopyClass]) throws {
    for copyClass in KeyLife.Terms.classes where classes.contains(copyClass) {
      try feed(.purposeEnded, photosession, copyClass)
    }
  }

  /// How long it is remembered that a key was destroyed: as long as the photosession itself is.
  private var memory: Duration { contract.row(.photosession).deadline.duration }

  /// Destroys those whose time is over and forgets those that were destroyed long ago.
  func timePassed() throws {
    for row in try turn.database.rows("SELECT photosession, class FROM data_key WHERE ends <= ?", turn.now) {
      try feed(.timePassed, row.identifier("photosession"), row.name("class"))
    }
    try turn.database.run("DELETE FROM data_key WHERE destroyed <= ?", turn.now - memory)
  }

  func isAlive(_ photosession: Photosession.ID) throws -> Bool {
    try turn.database.count(
      "SELECT COUNT(*) FROM data_key WHERE photosession = ? AND wrapped IS NOT NULL", photosession) > 0
  }

  func forget(_ photosession: Photosession.ID) throws {
    try turn.database.run("DELETE FROM data_key WHERE photosession = ?", photosession)
  }

  /// Only this process can tell.
  private func opens(_ wrapped: [UInt8], _ photosession: Photosession.ID, _ copyClass: CopyClass) throws -> Bool {
    turn.computed { [wrapping.open(wrapped, photosession, copyClass) == nil ? 0 : 1] } == [1]
  }

  /// All of them, whatever they are for.
  func destroyAll() throws {
    for row in try turn.database.rows("SELECT photosession, class FROM data_key WHERE wrapped IS NOT NULL") {
      try feed(.purposeEnded, row.identifier("photosession"), row.name("class"))
    }
  }

  func isAlive(_ photosession: Photosession.ID, _ copyClass: CopyClass) throws -> Bool {
    try turn.database.count(
      "SELECT COUNT(*) FROM data_key WHERE photosession = ? AND class = ? AND wrapped IS NOT NULL", photosession,
      copyClass) > 0
  }

  private func make(_ photosession: Photosession.ID, _ copyClass: CopyClass) throws {
    let key = turn.secret()
    let nonce = turn.random(KeyWrapping.nonceBytes)
    // Not by `turn.computed`: a recording would then keep a copy of the wrapped key that outlives its destruction. A
    // replay wraps its stand-in, and nothing it says depends on that.
    let wrapped = try wrapping.wrap(key.revealed, photosession, copyClass, nonce: nonce)
    let life = KeyLife(issuedAt: turn.now, terms: .init(copyClass, contract))
    try save(life, photosession, copyClass, wrapped: wrapped)
    try turn.database.run(
      "UPDATE data_key SET wrapped_by = ? WHERE photosession = ? AND class = ?", wrapping.name, photosession, copyClass)
  }

  private func feed(_ event: KeyLife.Event, _ photosession: Photosession.ID, _ copyClass: CopyClass) throws {
    guard var life = try find(photosession, copyClass)?.life else { return }
    for case .destroy in life.handle(event, at: turn.now) {
      try save(life, photosession, copyClass, wrapped: nil)
      try reviewTrouble()
      turn.leavesNoTrace()
    }
  }

  private func find(
    _ photosession: Photosession.ID, _ copyClass: CopyClass
  ) throws -> (life: KeyLife, wrapped: [UInt8]?)? {
    let sql = "SELECT * FROM data_key WHERE photosession = ? AND class = ?"
    guard let row = try turn.database.row(sql, photosession, copyClass) else { return nil }
    let life = KeyLife(
      issuedAt: try row.moment("issued"), terms: .init(copyClass, contract), state: try KeyLife.State(row))
    return (life, try row.ifPresent("wrapped", row.bytes))
  }

  private func save(
    _ life: KeyLife, _ photosession: Photosession.ID, _ copyClass: CopyClass, wrapped: [UInt8]?
  ) throws {
    let (mustBeGoneBy, deadline, destroyed) = life.state.columns
    try turn.database.run(
      """
      INSERT INTO data_key (photosession, class, wrapped, issued, must_be_gone_by, deadline, ends, destroyed)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (photosession, class) DO UPDATE SET wrapped = excluded.wrapped,
        must_be_gone_by = excluded.must_be_gone_by, deadline = excluded.deadline, ends = excluded.ends,
        destroyed = excluded.destroyed
      """,
      photosession, copyClass, wrapped, life.issuedAt, mustBeGoneBy, deadline, life.endsAt, destroyed)
  }
}

extension KeyLife.State {
  fileprivate init(_ row: SQLRow) throws {
    if let destroyed = try row.ifPresent("destroyed", row.moment) {
      self = .destroyed(at: destroyed)
    } else if let mustBeGoneBy = try row.ifPresent("must_be_gone_by", row.moment) {
      self = .counting(mustBeGoneBy: mustBeGoneBy, deadline: try row.moment("deadline"))
    } else {
      self = .issued
    }
  }

  fileprivate var columns: (mustBeGoneBy: Moment?, deadline: Moment?, destroyed: Moment?) {
    switch self {
    case .issued: (nil, nil, nil)
    case .counting(let mustBeGoneBy, let deadline): (mustBeGoneBy, deadline, nil)
    case .destroyed(let at): (nil, nil, at)
    }
  }
}
