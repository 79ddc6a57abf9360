import Crypto
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

  private let key: Curve25519.Signing.PublicKey

  /// - Parameter publicKey: 64 hexadecimal digits.
  init(publicKey: String) throws(Flaw) {
    do {
      key = try Curve25519.Signing.PublicKey(rawRepresentation: Hex.decode(publicKey) ?? [])
    } catch {
      throw Flaw(sentence: "The public key is not 64 hexadecimal digits.")
    }
  }

  /// - Parameter checkpoints: kept from earlier, or come with the book.
  func check(_ book: [Receipt], checkpoints: [Checkpoint] = []) throws(Flaw) {
    var last: (number: Int, hash: String) = (0, ReceiptBook.noHash)
    for receipt in book {
      try check(receipt, after: last)
      last = (receipt.number, receipt.hash)
    }
    for checkpoint in checkpoints { try check(checkpoint, against: book) }
  }

  /// One person's receipt, with its salt, against a book that was checked.
  func check(_ owned: OwnedReceipt, in book: [Receipt]) throws(Flaw) {
    let number = owned.receipt.number
    guard number >= 1, number <= book.count, book[number - 1] == owned.receipt else {
      throw Flaw(number: number, sentence: "The book's receipt \(number) is not the one that was given out.")
    }
    let salt = Hex.decode(owned.salt) ?? []
    guard ReceiptBook.commitment(salt: salt, copy: owned.copy) == owned.receipt.commitment else {
      throw Flaw(number: number, sentence: "Receipt \(number) is not about this copy: salt and id do not fit.")
    }
  }

  private func check(_ receipt: Receipt, after last: (number: Int, hash: String)) throws(Flaw) {
    func flaw(_ sentence: String) -> Flaw { Flaw(number: receipt.number, sentence: sentence) }
    guard receipt.number == last.number + 1 else {
      throw flaw("Receipt \(receipt.number) follows receipt \(last.number): one is missing or out of order.")
    }
    guard receipt.previous == last.hash else {
      throw flaw("Receipt \(receipt.number) does not continue the one before it.")
    }
    guard receipt.hash == ReceiptBook.hash(of: receipt) else {
      throw flaw("Receipt \(receipt.number) was changed after it was written.")
    }
    guard isSigned(Hex.decode(receipt.hash) ?? [], receipt.signature) else {
      throw flaw("Receipt \(receipt.number) is not signed with this key.")
    }
  }

  private func check(_ checkpoint: Checkpoint, against book: [Receipt]) throws(Flaw) {
    let text = ReceiptBook.signedText(size: checkpoint.size, hash: checkpoint.hash, at: checkpoint.at)
    guard isSigned(text, checkpoint.signature) else {
      throw Flaw(sentence: "The checkpoint of \(checkpoint.at) is not signed with this key.")
    }
    guard checkpoint.size >= 0, checkpoint.size <= book.count else {
      throw Flaw(
        number: book.count + 1,
        sentence: "The checkpoint of \(checkpoint.at) knows \(checkpoint.size) receipts, the book has \(book.count).")
    }
    let hash = checkpoint.size == 0 ? ReceiptBook.noHash : book[checkpoint.size - 1].hash
    guard hash == checkpoint.hash else {
      throw Flaw(
        number: checkpoint.size,
        sentence: "Receipt \(checkpoint.size), or one before it, is not what the checkpoint of \(checkpoint.at) saw.")
    }
  }

  private func isSigned(_ bytes: [UInt8], _ signature: String) -> Bool {
    key.isValidSignature(Hex.decode(signature) ?? [], for: bytes)
  }
}
