import Shared

// What is signed of the book as a whole, and where it begins.

extension Receipts {
  /// The book as it stands, or as it stood when it had so many receipts, signed.
  func checkpoint(of size: Int? = nil) throws -> Checkpoint {
    let size = try size ?? self.size()
    let head = TreeHead(
      origin: noteKey.name, size: size, root: try tree.tree(of: size).root(),
      extensions: try BookReplay(turn: turn).restorations())
    return Checkpoint(note: try signed(head).description, key: noteKey.description, madeAt: turn.now)
  }

  /// What shows that the book of today continues the one that had so many receipts.
  func consistency(from old: Int) throws -> (Checkpoint, [MerkleHash]) {
    let size = try size()
    guard (0...size).contains(old) else {
      throw Refusal(
        .invalidField, "The book has \(size) receipts. If a checkpoint of it knows more, they were taken out since.")
    }
    return (try checkpoint(of: size), try tree.tree(of: size).consistency(from: old))
  }

  /// Where the book begins if its first receipts were cut off.
  func start() throws -> BookStart? {
    guard let row = try turn.database.row("SELECT size, hash, note FROM book_start") else { return nil }
    let size = try row.int("size")
    let tree = tree.tree(of: size)
    return BookStart(
      size: size, hash: try row.text("hash"), peaks: try tree.peaks.map { try tree.node($0).description },
      note: try row.text("note"))
  }

  /// Cuts off what is older than the contract lets it be, below a checkpoint of just that size. It identifies nobody,
  /// and proofs given out earlier go on to hold: the tree stays.
  func cutOff() throws {
    let end = turn.now - contract.row(.receipt).deadline.duration
    let first = try turn.database.row("SELECT number, read_back FROM receipt ORDER BY number LIMIT 1")
    guard let first, try first.moment("read_back") <= end else { return }
    let kept = try turn.database.row("SELECT number FROM receipt WHERE read_back > ? ORDER BY number LIMIT 1", end)
    let most = try first.int("number") + Self.cutMax - 1
    let size = min(try kept?.int("number") ?? size() + 1, most + 1) - 1
    guard let last = try turn.database.row("SELECT hash FROM receipt WHERE number = ?", size) else { return }
    let note = try checkpoint(of: size).note
    try turn.database.run("DELETE FROM book_start")
    try turn.database.run(
      "INSERT INTO book_start (size, hash, note) VALUES (?, ?, ?)", size, try last.text("hash"), note)
    try turn.database.run("DELETE FROM owned WHERE number <= ?", size)
    try turn.database.run("DELETE FROM receipt WHERE number <= ?", size)
    turn.leavesNoTrace()
  }

  /// So many at a time.
  private static let cutMax = 1000

  private func signed(_ head: TreeHead) throws -> SignedNote {
    let text = head.description
    return noteKey.note(text, signature: try turn.computed { try key.sign(Array(text.utf8)) })
  }
}
