import Shared

/// The receipt book in the store, and, apart from it, whose receipts they are. The book only grows, until the oldest
/// are cut off; the owners can be forgotten, and then nobody can tell any more what a receipt was about.
struct Receipts {
  let turn: Turn<Janitor>
  let contract: RetentionContract
  let key: SigningKey
  /// In a replay it is not `key`'s.
  let noteKey: NoteKey

  var tree: BookTree { BookTree(database: turn.database) }

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
      try tree.append(ReceiptBook.leaf(of: receipt))
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

  /// - Parameter size: of the tree in which the proofs are.
  func owned(by owner: Owner.ID, from number: Int, in size: Int) throws -> [OwnedReceipt] {
    let tree = tree.tree(of: size)
    return try turn.database.rows(
      """
      SELECT receipt.*, owned.copy, owned.salt FROM owned JOIN receipt ON receipt.number = owned.number
      WHERE owned.owner = ? AND owned.number >= ? AND owned.number <= ? ORDER BY owned.number LIMIT ?
      """, owner, number, size, OwnedReceipt.pageMax
    ).map { row in
      let receipt = try Receipt(row)
      return OwnedReceipt(
        receipt: receipt, copy: try row.identifier("copy"), salt: Hex.encode(try row.bytes("salt")),
        proof: try tree.inclusion(of: receipt.number - 1).map(\.description))
    }
  }

  func page(from number: Int) throws -> [Receipt] {
    try turn.database.rows(
      "SELECT * FROM receipt WHERE number >= ? ORDER BY number LIMIT ?", number, Receipt.pageMax
    ).map(Receipt.init)
  }

  /// How many were ever written.
  func size() throws -> Int { try last()?.number ?? 0 }

  func forget(_ owner: Owner.ID) throws { try turn.database.run("DELETE FROM owned WHERE owner = ?", owner) }

  func isWritten(_ copy: Copy.ID) throws -> Bool {
    try turn.database.count("SELECT COUNT(*) FROM owned WHERE copy = ?", copy) > 0
  }

  private func last() throws -> (number: Int, hash: String)? {
    let newest = try turn.database.row("SELECT number, hash FROM receipt ORDER BY number DESC LIMIT 1")
    // All may have been cut off.
    let row = try newest ?? turn.database.row("SELECT size AS number, hash FROM book_start")
    return try row.map { (try $0.int("number"), try $0.text("hash")) }
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
