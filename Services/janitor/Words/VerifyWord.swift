import ArgumentParser
import Foundation
import Shared

/// `janitor verify`
struct VerifyWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check the receipt book: whole, in order, unchanged, signed.",
    discussion: """
      With FILE (from `janitor receipts --export FILE`) nobody is asked and nothing else is needed. Without, the \
      running janitor is asked for its whole book. The first bad entry is named. Exit status 1 if anything is wrong.
      """)

  @Argument(help: "A copy of the book.") var file: String?
  @Option(help: "The key to check with, 64 hexadecimal digits or a file of them. Else the one in the book.")
  var publicKey: String?
  @Option(help: "A checkpoint kept from earlier, as JSON: the book must continue what it saw.") var checkpoint: String?
  @Option(help: "A person's receipt with its salt, or several, as JSON: they must be in the book.") var receipt: String?
  @OptionGroup var output: OutputOptions

  struct Answer: Encodable {
    var isSound: Bool
    var receipts: Int
    var publicKey: String?
    var firstBad: Int?
    var problem: String?
  }

  func run() async throws {
    var answer = Answer(isSound: true, receipts: 0)
    do {
      let book = try await book()
      answer.receipts = book.receipts.count
      answer.publicKey = try key(book)
      try verify(book, try key(book))
    } catch let flaw as BookVerification.Flaw {
      answer = Answer(
        isSound: false, receipts: answer.receipts, publicKey: answer.publicKey, firstBad: flaw.number,
        problem: flaw.sentence)
    }
    try show(answer)
    if !answer.isSound { throw ExitCode.failure }
  }

  private func book() async throws -> BookFile {
    if let file { return try BookFile(path: file) }
    return try await Asking.service(JanitorRequest.self, BookFile.ask)
  }

  private func key(_ book: BookFile) throws -> String {
    if let publicKey {
      guard Hex.decode(publicKey)?.count != 32 else { return publicKey }
      return try BookFile.text(publicKey).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    guard let key = try (book.checkpoints + old()).first?.publicKey else {
      throw ValidationError("This book names no key. Give one with --public-key.")
    }
    return key
  }

  private func old() throws -> [Checkpoint] {
    guard let checkpoint else { return [] }
    return [try Self.decode(checkpoint, as: Checkpoint.self)]
  }

  private func verify(_ book: BookFile, _ key: String) throws {
    let verification = try BookVerification(publicKey: key)
    try verification.check(book.receipts, checkpoints: old() + book.checkpoints)
    for owned in try receipts() { try verification.check(owned, in: book.receipts) }
  }

  /// As the HTTP interface gives them (`{"receipts": [...]}`), or one alone.
  private func receipts() throws -> [OwnedReceipt] {
    guard let receipt else { return [] }
    struct Document: Decodable { var receipts: [OwnedReceipt] }
    if try BookFile.text(receipt).contains("\"receipts\"") {
      return try Self.decode(receipt, as: Document.self).receipts
    }
    return [try Self.decode(receipt, as: OwnedReceipt.self)]
  }

  private static func decode<Value: Decodable>(_ path: String, as type: Value.Type) throws -> Value {
    do { return try JSON.decode(type, Array(BookFile.text(path).utf8)) } catch let error as DecodingError {
      throw ValidationError("The file \(path) does not hold what it should: \(error)")
    }
  }

  private func show(_ answer: Answer) throws {
    if output.json {
      try Terminal.json(answer)
    } else if let problem = answer.problem {
      Terminal.line(problem)
    } else {
      Terminal.line("The book is sound: \(answer.receipts) receipts, signed with \(answer.publicKey ?? "").")
      guard publicKey == nil else { return }
      Terminal.aside("The key came with the book. --public-key checks against one that you know.")
    }
  }
}
