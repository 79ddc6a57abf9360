import Shared

/// Checks a copy of the receipt book without asking anybody: is it whole, in order, unchanged, signed with this key,
/// and does it agree with what was known of it before?
struct BookVerification {
  /// The first thing that is wrong.
  struct Flaw: Error, Hashable {
    /// Which receipt; absent if the flaw is elsewhere.
    var number: Int?
    var sentence: String
  }

  private let key: LogKey

  /// - Parameter publicKey: 64 hexadecimal digits, or `NAME+HASH+BASE64`.
  init(publicKey: String) throws(Flaw) {
    guard let key = LogKey(publicKey) else {
      throw Flaw(sentence: "The public key is neither 64 hexadecimal digits nor NAME+HASH+BASE64.")
    }
    self.key = key
  }

  /// - Parameter start: where the book begins, if its first receipts were cut off.
  /// - Parameter notes: checkpoints kept from earlier, or come with the book.
  func check(_ book: [Receipt], start: BookStart? = nil, notes: [String] = []) throws(Flaw) {
    var reader = Reader(heads: try heads(notes))
    if let start { try reader.begin(at: start, self) }
    try reader.compare()
    for receipt in book {
      try check(receipt, after: (reader.frontier.size, reader.lastHash))
      try reader.go(on: receipt)
    }
    try reader.end()
  }

  /// One person's receipt with its salt and its proof: against a checkpoint alone, without the book.
  func check(_ owned: OwnedReceipt, in note: String) throws(Flaw) {
    let receipt = owned.receipt
    func flaw(_ sentence: String) -> Flaw { Flaw(number: receipt.number, sentence: sentence) }
    guard ReceiptBook.commitment(salt: Hex.decode(owned.salt) ?? [], copy: owned.copy) == receipt.commitment else {
      throw flaw("Receipt \(receipt.number) is not about this copy: salt and id do not fit.")
    }
    try checkOneself(receipt)
    let head = try head(note)
    let path = owned.proof.compactMap(MerkleHash.init(base64:))
    guard path.count == owned.proof.count,
      MerkleProof.shows(
        ReceiptBook.leaf(of: receipt), at: receipt.number - 1, of: head.size, in: head.root, path)
    else { throw flaw("Receipt \(receipt.number) is not in the book of this checkpoint: its proof leads elsewhere.") }
  }

  /// Whether the book of the newer checkpoint continues that of the older.
  func check(_ old: String, within new: String, proof: [String]) throws(Flaw) {
    let (old, new) = (try head(old), try head(new))
    let path = proof.compactMap(MerkleHash.init(base64:))
    guard path.count == proof.count, old.origin == new.origin,
      MerkleProof.shows((old.size, old.root), within: (new.size, new.root), path)
    else {
      throw Flaw(
        sentence: "The book of \(new.size) receipts does not continue the one that the checkpoint of \(old.size) saw.")
    }
  }

  /// Whether this names the key that is checked with, whatever it goes for where it was found.
  func isKey(_ text: String) -> Bool {
    NoteKey(text).flatMap { key.noteKey(in: $0.name)?.description == text } ?? false
  }

  /// What a checkpoint says, if it is signed with this key.
  func head(_ text: String) throws(Flaw) -> TreeHead {
    guard let note = SignedNote(text), let head = TreeHead(note.text) else {
      throw Flaw(sentence: "What should be a checkpoint is none. `janitor checkpoint --export FILE` writes one.")
    }
    guard let noteKey = key.noteKey(in: head.origin) else {
      throw Flaw(sentence: "The checkpoint is of '\(head.origin)', not of '\(key.name ?? "")'.")
    }
    guard noteKey.hasSigned(note) else {
      throw Flaw(sentence: "The checkpoint of \(head.size) receipts is not signed with this key.")
    }
    return head
  }

  private func heads(_ notes: [String]) throws(Flaw) -> [TreeHead] {
    var heads: [TreeHead] = []
    for note in notes { heads.append(try head(note)) }
    return heads.sorted { $0.size < $1.size }
  }

  // MARK: Receipts

  private func check(_ receipt: Receipt, after last: (number: Int, hash: String)) throws(Flaw) {
    func flaw(_ sentence: String) -> Flaw { Flaw(number: receipt.number, sentence: sentence) }
    guard receipt.number == last.number + 1 else {
      if receipt.hash != ReceiptBook.hash(of: receipt) {
        let sentence = "Receipt \(last.number + 1) was changed after it was written: it calls itself \(receipt.number)."
        throw Flaw(number: last.number + 1, sentence: sentence)
      }
      throw flaw("Receipt \(receipt.number) follows receipt \(last.number): one is missing or out of order.")
    }
    guard receipt.previous == last.hash else {
      throw flaw("Receipt \(receipt.number) does not continue the one before it.")
    }
    try checkOneself(receipt)
  }

  private func checkOneself(_ receipt: Receipt) throws(Flaw) {
    guard receipt.hash == ReceiptBook.hash(of: receipt) else {
      throw Flaw(
        number: receipt.number, sentence: "Receipt \(receipt.number) was changed after it was written.")
    }
    guard key.isTrue(receipt.signature, of: Hex.decode(receipt.hash) ?? []) else {
      throw Flaw(number: receipt.number, sentence: "Receipt \(receipt.number) is not signed with this key.")
    }
  }
}

/// Goes through a book, and compares it with each checkpoint where it comes by.
private struct Reader {
  typealias Flaw = BookVerification.Flaw

  /// Those still to come, the smallest first.
  var heads: [TreeHead]
  var frontier = MerkleFrontier()
  var lastHash = ReceiptBook.noHash
  /// Up to where a checkpoint agreed.
  private var agreed = 0

  init(heads: [TreeHead]) { self.heads = heads }

  mutating func begin(at start: BookStart, _ verification: BookVerification) throws(Flaw) {
    let peaks = start.peaks.compactMap(MerkleHash.init(base64:))
    guard peaks.count == start.peaks.count, let frontier = MerkleFrontier(size: start.size, peaks: peaks) else {
      throw Flaw(sentence: "The hashes of the receipts that were cut off are not those of \(start.size).")
    }
    let head = try verification.head(start.note)
    guard head.size == start.size, head.root == frontier.root else {
      throw Flaw(sentence: "The \(start.size) receipts that were cut off are not those of the checkpoint below them.")
    }
    if let older = heads.first(where: { $0.size < start.size }) {
      throw Flaw(
        sentence: "The checkpoint of \(older.size) receipts is older than where this book begins. "
          + "`janitor verify --checkpoint` compares it with the running janitor.")
    }
    (self.frontier, lastHash, agreed) = (frontier, start.hash, start.size)
  }

  mutating func go(on receipt: Receipt) throws(Flaw) {
    frontier.append(ReceiptBook.leaf(of: receipt))
    lastHash = receipt.hash
    try compare()
  }

  mutating func compare() throws(Flaw) {
    while let head = heads.first, head.size <= frontier.size {
      guard head.root == frontier.root else {
        let place = agreed + 1 == head.size ? "" : ", or one before it from \(agreed + 1) on,"
        throw Flaw(
          number: head.size, sentence: "Receipt \(head.size)\(place) is not what a checkpoint of \(head.size) saw.")
      }
      agreed = head.size
      heads.removeFirst()
    }
  }

  func end() throws(Flaw) {
    guard let head = heads.last else { return }
    let size = frontier.size
    throw Flaw(
      number: size + 1, sentence: "A checkpoint knows \(head.size) receipts; the book ends after \(size).")
  }
}
