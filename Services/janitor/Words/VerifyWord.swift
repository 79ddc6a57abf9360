import ArgumentParser
import Foundation
import Shared

/// `janitor verify`
struct VerifyWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check the receipt book: whole, in order, unchanged, signed.",
    discussion: """
      With FILE (from `janitor receipts --export FILE`) nobody is asked and nothing else is needed. With --receipt \
      alone not even the book is. With --checkpoint alone the running janitor shows that its book continues that one; \
      with nothing it is asked for its whole book. The first bad entry is named. Exit status 1 if anything is wrong.
      """)

  @Argument(help: "A copy of the book.") var file: String?
  @Option(help: "The key to check with, or a file of it: as `janitor keys show` prints it, or 64 hexadecimal digits.")
  var publicKey: String?
  @Option(help: "A checkpoint kept from earlier, or an older copy of the book: the book must continue it.")
  var checkpoint: [String] = []
  @Option(help: "A person's receipts with salts, proofs and checkpoint, as they were given out.") var receipt:
    [String] =
      []
  @OptionGroup var output: OutputOptions

  struct Answer: Encodable {
    var isSound = true
    var receipts = 0
    var publicKey: String?
    /// Whether the key was given by whoever checks, and did not come with what is checked.
    var isKeyTrusted = false
    var firstBad: Int?
    var problem: String?
  }

  func run() async throws {
    var answer = Answer()
    do {
      try await check(&answer)
    } catch let flaw as BookVerification.Flaw {
      (answer.isSound, answer.firstBad, answer.problem) = (false, flaw.number, flaw.sentence)
    }
    try show(answer)
    if !answer.isSound { throw ExitCode.failure }
  }

  private func check(_ answer: inout Answer) async throws {
    let kept = try checkpoint.map(KeptCheckpoint.init)
    let owned = try receipt.map(ReceiptsFile.init)
    let isAboutBook = file != nil || (kept.isEmpty && owned.isEmpty)
    let book = isAboutBook ? try await book() : nil
    let newest = isAboutBook || kept.isEmpty ? [] : try await Continued.ask(kept)
    let keys = (book?.ends.map(\.key) ?? []) + newest.map(\.newest.key) + owned.map(\.checkpoint.key)
    answer.publicKey = try key(orOneOf: keys)
    answer.isKeyTrusted = publicKey != nil
    let verification = try BookVerification(publicKey: answer.publicKey ?? "")
    if let book { answer.receipts = try Self.check(book, kept, verification) }
    for continued in newest {
      try verification.check(continued.old, within: continued.newest.note, proof: continued.proof)
    }
    for file in owned {
      answer.receipts += file.receipts.count
      for receipt in file.receipts { try verification.check(receipt, in: file.checkpoint.note) }
    }
  }

  /// - Returns: how many receipts the book has.
  static func check(_ book: BookFile, _ kept: [KeptCheckpoint], _ verification: BookVerification) throws -> Int {
    let written = Dictionary(book.receipts.map { ($0.number, $0) }) { first, _ in first }
    // A kept copy of a receipt names the very one that was rewritten; a checkpoint only up to where all was well.
    for receipt in kept.flatMap(\.receipts) {
      guard let now = written[receipt.number], now != receipt else { continue }
      throw BookVerification.Flaw(
        number: receipt.number, sentence: "Receipt \(receipt.number) is not the one that was kept from earlier.")
    }
    try verification.check(book.receipts, start: book.start, notes: kept.map(\.note) + book.ends.map(\.checkpoint))
    for end in book.ends where !verification.isKey(end.key) {
      throw BookVerification.Flaw(sentence: "This book says that another key signed it: \(end.key).")
    }
    guard !book.ends.isEmpty else {
      throw BookVerification.Flaw(sentence: "This book has no checkpoint: whether its end is there cannot be told.")
    }
    return book.receipts.count
  }

  private func book() async throws -> BookFile {
    if let file { return try BookFile(path: file) }
    return try await Asking.service(JanitorRequest.self, BookFile.ask)
  }

  /// The one given, else one that came along; a second one that came along must be the same.
  private func key(orOneOf keys: [String]) throws -> String {
    if let publicKey {
      if LogKey(publicKey) != nil { return publicKey }
      let text = try BookFile.text(publicKey).trimmingCharacters(in: .whitespacesAndNewlines)
      // As `janitor keys show` prints it, below other keys.
      return text.split(whereSeparator: \.isWhitespace).map(String.init).last { LogKey($0) != nil } ?? text
    }
    guard let first = keys.first else { throw ValidationError("Nothing here names a key. Give one with --public-key.") }
    return first
  }

  private func said(_ answer: Answer) -> String {
    if file != nil || (checkpoint + receipt).isEmpty { return "The book is sound: \(answer.receipts) receipts" }
    let receipts = "\(answer.receipts) receipts are sound and in the book of their checkpoint"
    if checkpoint.isEmpty { return receipts }
    let continued = "The running janitor's book continues what was kept"
    return receipt.isEmpty ? continued : "\(receipts). \(continued)"
  }

  private func show(_ answer: Answer) throws {
    if output.json { return try Terminal.json(answer) }
    if let problem = answer.problem { return Terminal.line(problem) }
    Terminal.line("\(said(answer)), signed with \(answer.publicKey ?? "").")
    guard !answer.isKeyTrusted else { return }
    Terminal.aside(
      """
      The key came with what was checked, so this says only that all fits together: whoever rewrote it could have \
      signed it with a key of their own. Compare it with `janitor keys show`, or give yours with --public-key.
      """)
  }
}

/// A checkpoint kept from earlier, with what the running janitor shows of it.
private struct Continued: Sendable {
  var old: String
  var newest: Checkpoint
  var proof: [String]

  static func ask(_ kept: [KeptCheckpoint]) async throws -> [Continued] {
    let notes = kept.map(\.note)
    return try await Asking.service(JanitorRequest.self) { janitor in
      var all: [Continued] = []
      for note in notes { all.append(try await ask(note, janitor)) }
      return all
    }
  }

  private static func ask(_ note: String, _ janitor: Client<JanitorRequest>) async throws -> Continued {
    guard let head = SignedNote(note).flatMap({ TreeHead($0.text) }) else {
      throw BookVerification.Flaw(
        sentence: "What should be a checkpoint is none. `janitor checkpoint --export FILE` writes one.")
    }
    let reply: JanitorReply
    do throws(Refusal) { reply = try await janitor.ask(.consistency(from: head.size)) } catch {
      guard error.problem == .invalidField else { throw error }
      throw BookVerification.Flaw(sentence: error.detail)
    }
    guard case .consistency(let newest, let proof) = reply else { throw Refusal.unfitting }
    return Continued(old: note, newest: newest, proof: proof)
  }
}
