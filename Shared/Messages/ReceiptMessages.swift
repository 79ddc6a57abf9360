// What the receipt book consists of, as it travels.

/// One line of the receipt book. It identifies nobody: the copy appears as a salted commitment only.
public struct Receipt: Codable, Sendable, Hashable {
  /// So many fit into one message.
  public static let pageMax = 50

  /// From 1 on, without a gap.
  public var number: Int
  /// SHA-256 of the salt's bytes followed by the copy's id as text, as hexadecimal digits.
  public var commitment: String
  public var copyClass: CopyClass
  public var custodian: Custodian
  public var reason: ErasureReason
  public var receivedAt: Moment
  public var dueAt: Moment
  public var erasedAt: Moment
  public var readBackAt: Moment
  public var contractVersion: Int
  public var contractDigest: String
  /// `hash` of the receipt before, 64 zeros for the first.
  public var previous: String
  /// SHA-256 of all above, see `ReceiptBook` in the janitor.
  public var hash: String
  /// Ed25519 over `hash`'s bytes, as hexadecimal digits.
  public var signature: String

  enum CodingKeys: String, CodingKey {
    case copyClass = "class"
    case number, commitment, custodian, reason, receivedAt, dueAt, erasedAt, readBackAt, contractVersion
    case contractDigest, previous, hash, signature
  }

  public init(
    number: Int, commitment: String, copyClass: CopyClass, custodian: Custodian, reason: ErasureReason,
    receivedAt: Moment, dueAt: Moment, erasedAt: Moment, readBackAt: Moment, contractVersion: Int,
    contractDigest: String, previous: String, hash: String = "", signature: String = ""
  ) {
    self.number = number
    self.commitment = commitment
    self.copyClass = copyClass
    self.custodian = custodian
    self.reason = reason
    self.receivedAt = receivedAt
    self.dueAt = dueAt
    self.erasedAt = erasedAt
    self.readBackAt = readBackAt
    self.contractVersion = contractVersion
    self.contractDigest = contractDigest
    self.previous = previous
    self.hash = hash
    self.signature = signature
  }
}

/// A receipt with what proves whose it is and that it is in the book: given to its owner, otherwise forgotten with the
/// account.
public struct OwnedReceipt: Codable, Sendable, Hashable {
  /// So many fit into one message.
  public static let pageMax = 30

  public var receipt: Receipt
  public var copy: Copy.ID
  /// 16 random bytes as hexadecimal digits.
  public var salt: String
  /// The hashes of RFC 9162, section 2.1.3, in Base64: they lead from this receipt to the root in the checkpoint that
  /// came with it.
  public var proof: [String]

  public init(receipt: Receipt, copy: Copy.ID, salt: String, proof: [String]) {
    self.receipt = receipt
    self.copy = copy
    self.salt = salt
    self.proof = proof
  }
}

/// The state of the book at one moment, signed: whoever keeps one notices if the book's past is rewritten.
public struct Checkpoint: Codable, Sendable, Hashable {
  /// A signed note (C2SP signed-note and tlog-checkpoint): the log's name, how many receipts, the root of the Merkle
  /// tree over them; an empty line; and the signature.
  public var note: String
  /// Whose signature it is, as verifiers take it. Whoever wants to be sure knows the key from elsewhere.
  public var key: String
  /// When it was made; not part of what is signed.
  public var madeAt: Moment

  public init(note: String, key: String, madeAt: Moment) {
    self.note = note
    self.key = key
    self.madeAt = madeAt
  }

  /// How many receipts, as the note says; `nil` if it is no checkpoint.
  public var size: Int? {
    let lines = note.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    return lines.count > 2 ? Int(lines[1]) : nil
  }
}

/// Where a book begins whose first receipts were cut off, because their time was over.
public struct BookStart: Codable, Sendable, Hashable {
  /// How many were cut off.
  public var size: Int
  /// `hash` of the last of them.
  public var hash: String
  /// The roots of the complete subtrees over them, the largest first, in Base64: from these and the receipts that are
  /// left the root of the whole tree follows.
  public var peaks: [String]
  /// The checkpoint below which they were cut off.
  public var note: String

  public init(size: Int, hash: String, peaks: [String], note: String) {
    self.size = size
    self.hash = hash
    self.peaks = peaks
    self.note = note
  }
}
