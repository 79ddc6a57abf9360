import Shared

/// After each start the book is replayed before anything is served: what it says was erased must be nowhere, also if a
/// custodian was put back to an older state; and the book itself must be the newest there is.
struct BookReplay {
  /// The look for checkpoints outside of the database stands beside the ways through the ledgers.
  private static let ownBook = ServiceName.janitor.rawValue

  let turn: Turn<Janitor>

  func start() throws {
    try turn.database.run("DELETE FROM book_replay")
    try begin(Self.ownBook)
    turn.perform(.readCheckpoints)
  }

  func begin(_ name: String) throws {
    try turn.database.run(
      """
      INSERT INTO book_replay (name, finished, revived) VALUES (?, NULL, 0)
      ON CONFLICT (name) DO UPDATE SET finished = NULL
      """, name)
  }

  func finish(_ name: String) throws {
    try turn.database.run("UPDATE book_replay SET finished = ? WHERE name = ?", turn.now, name)
    // All that was held then is erased and read back.
    if try unfinished().isEmpty { try Troubles(turn: turn).end(.bookRestored) }
  }

  func noteRevived(_ copies: Int, at name: String) throws {
    try turn.database.run("UPDATE book_replay SET revived = revived + ? WHERE name = ?", copies, name)
  }

  /// Throws until photos and avatars that were brought back are gone. Whoever asks tries again by itself, and a start
  /// takes no longer than one look through the ledger.
  func check() throws {
    let open = try unfinished()
    guard open.contains(Self.ownBook) || open.contains(ServiceName.uploadStore.rawValue) else { return }
    throw Refusal(.unavailable, "The receipt book is being replayed after a start. Try again in a moment.")
  }

  private func unfinished() throws -> [String] {
    try turn.database.rows("SELECT name FROM book_replay WHERE finished IS NULL").map { try $0.text("name") }
  }

  // MARK: A restored book

  /// Whether one of these checkpoints, signed with the book's own key, is of more than the book has, or of something
  /// else; and not one that is known to be lost.
  func findsLoss(_ notes: [String], _ receipts: Receipts) throws -> Bool {
    let lost = try notes.first { try isLost($0, receipts) }
    try finish(Self.ownBook)
    guard let lost, let head = SignedNote(lost).flatMap({ TreeHead($0.text) }) else { return false }
    try turn.database.run(
      "INSERT INTO restoration (since, size, note) VALUES (?, ?, ?)", turn.now, head.size, lost)
    try Troubles(turn: turn).note(.bookRestored)
    turn.perform(
      .warn(
        "The receipt book has \(try receipts.size()) receipts, but a checkpoint of it knows \(head.size): the database "
          + "was restored from a backup. What was erased since cannot be told, so all keys are destroyed and all that "
          + "is held of faces is erased. Every checkpoint says so from now on."))
    return true
  }

  private func isLost(_ text: String, _ receipts: Receipts) throws -> Bool {
    let publicKey = receipts.noteKey.publicKey
    guard let note = SignedNote(text), let head = TreeHead(note.text), NoteKey.isName(head.origin),
      NoteKey(name: head.origin, publicKey: publicKey).hasSigned(note)
    else { return false }
    guard try turn.database.count("SELECT COUNT(*) FROM restoration WHERE note = ?", text) == 0 else { return false }
    guard head.size <= (try receipts.size()) else { return true }
    return try receipts.tree.tree(of: head.size).root() != head.root
  }

  /// A line for each, in all checkpoints from then on: whoever kept one of the lost book finds here why this book does
  /// not continue it.
  func restorations() throws -> [String] {
    try turn.database.rows("SELECT since, note FROM restoration ORDER BY since").compactMap { row in
      guard let head = SignedNote(try row.text("note")).flatMap({ TreeHead($0.text) }) else { return nil }
      return "restored \(try row.moment("since")) \(head.size) \(head.root)"
    }
  }
}
