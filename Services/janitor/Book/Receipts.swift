import Shared

/// The receipt book in the store, and, apart from it, whose receipts they are. The book only grows; the owners can be
/// forgotten, and then nobody can tell any more what a receipt was about.
struct Receipts {
  let turn: Turn<Janitor>
  let contract: RetentionContract
  let key: SigningKey
  let publicKey: String

  /// Writes one receipt per copy that could not be read back just now; a copy that has one gets no second.
  ///
  /// - Returns: how many were written.
  func write(_ copies: [Copy]) throws -> Int {
    var last = try last()
    var written = 0
    for copy in copies where try !isWritten(copy.id) {
      let salt = turn.random(ReceiptBook.saltBytes)
      var receipt = ReceiptBook.entry(after: last, for: copy, salt: salt, readBackAt: turn.now, contract: contract)
      receipt.signature = Hex.encode(try turn.computed { try key.sign(Hex.decode(receipt.hash) ?? []) })
      try insert(receipt)
      try Tally(database: turn.database).count(receipt, deadline: copy.deadline)
      try turn.database.run(
        "INSERT INTO owned (copy, number, owner, salt) VALUES (?, ?, ?, ?)", copy.id, receipt.number, copy.owner, salt)
      last = (receipt.number, receipt.hash)
      written += 1
    }
    return written
  }

  /// Those that have no receipt yet were erased by their custodian on its own clock.
  func noteOwnClock(_ copies: [Copy]) throws {
    let tally = Tally(database: turn.database)
    for copy in copies where try !isWritten(copy.id) { try tally.countOwnClock(copy, at: turn.now) }
  }

  func owned(by owner: Owner.ID, from number: Int) throws -> [OwnedReceipt] {
    try turn.database.rows(
      """
      SELECT receipt.*, owned.copy, owned.salt FROM owned JOIN receipt ON receipt.number = owned.number
      WHERE owned.owner = ? AND owned.number >= ? ORDER BY owned.number LIMIT ?
      """, owner, number, Receipt.pageMax
    ).map { row in
      OwnedReceipt(receipt: try Receipt(row), copy: try row.identifier("copy"), salt: Hex.encode(try row.bytes("salt")))
    }
  }

  func page(from number: Int) throws -> [Receipt] {
    try turn.database.rows(
      "SELECT * FROM receipt WHERE number >= ? ORDER BY number LIMIT ?", number, Receipt.pageMax
    ).map(Receipt.init)
  }

  func checkpoint() throws -> Checkpoint {
    let last = try last() ?? (number: 0, hash: ReceiptBook.noHash)
    let text = ReceiptBook.signedText(size: last.number, hash: last.hash, at: turn.now)
    let signature = Hex.encode(try turn.computed { try key.sign(text) })
    return Checkpoint(size: last.number, hash: last.hash, at: turn.now, signature: signature, publicKey: publicKey)
  }

  func forget(_ owner: Owner.ID) throws { try turn.database.run("DELETE FROM owned WHERE owner = ?", owner) }

  private func last() throws -> (number: Int, hash: String)? {
    try turn.database.row("SELECT number, hash FROM receipt ORDER BY number DESC LIMIT 1").map { row in
      (try row.int("number"), try row.text("hash"))
    }
  }

  private func isWritten(_ copy: Copy.ID) throws -> Bool {
    try turn.database.count("SELECT COUNT(*) FROM owned WHERE copy = ?", copy) > 0
  }

  private func insert(_ receipt: Receipt) throws {
    try turn.database.run(
      """
      INSERT INTO receipt (number, commitment, class, custodian, reason, received, due, erased, read_back,
        contract_version, contract_digest, previous, hash, signature)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      receipt.number, receipt.commitment, receipt.copyClass, receipt.custodian, receipt.reason, receipt.receivedAt,
      receipt.dueAt, receipt.erasedAt, receipt.readBackAt, receipt.contractVersion, receipt.contractDigest,
      receipt.previous, receipt.hash, receipt.signature)
  }
}

extension Receipt {
  init(_ row: SQLRow) throws {
    self.init(
      number: try row.int("number"), commitment: try row.text("commitment"), copyClass: try row.name("class"),
      custodian: try row.name("custodian"), reason: try row.name("reason"), receivedAt: try row.moment("received"),
      dueAt: try row.moment("due"), erasedAt: try row.moment("erased"), readBackAt: try row.moment("read_back"),
      contractVersion: try row.int("contract_version"), contractDigest: try row.text("contract_digest"),
      previous: try row.text("previous"), hash: try row.text("hash"), signature: try row.text("signature"))
  }
}
