import ArgumentParser
import Shared

/// `janitor receipts`
struct ReceiptsWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipts", abstract: "List the receipt book, or one owner's receipts, or save the book to a file.",
    discussion: "The book identifies nobody. What --export saves can be checked anywhere: `janitor verify FILE`.")

  @Option(help: "Only this photosession's or account's, with what proves that they are.") var owner: String?
  @Option(help: "Save the whole book to this file, as JSON lines.") var export: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    if let owner { return try await show(of: owner) }
    let book = try await Asking.service(JanitorRequest.self, BookFile.ask)
    if let export {
      try book.write(to: export)
      return Terminal.aside("\(book.receipts.count) receipts are in \(export).")
    }
    if output.json { return try Terminal.json(["receipts": book.receipts]) }
    Terminal.table(Receipt.titles, book.receipts.map(\.cells))
  }

  private func show(of text: String) async throws {
    guard let owner = Owner.ID(text) else {
      throw ValidationError("'\(text)' is no owner: an id has 32 digits from 0 to 9 and a to f.")
    }
    let answer = try await Asking.service(JanitorRequest.self) { try await Self.all(of: owner, $0) }
    if output.json { return try Terminal.json(answer) }
    Terminal.table(Receipt.titles + ["copy"], answer.receipts.map { $0.receipt.cells + [$0.copy.text] })
  }

  /// As a person gets it: `janitor verify --receipt` reads it.
  private struct Answer: Encodable {
    var receipts: [OwnedReceipt]
    var checkpoint: Checkpoint
  }

  private static func all(of owner: Owner.ID, _ janitor: Client<JanitorRequest>) async throws -> Answer {
    var receipts: [OwnedReceipt] = []
    var size: Int?
    while true {
      let request = JanitorRequest.receipts(owner: owner, from: (receipts.last?.receipt.number ?? 0) + 1, size: size)
      guard case .receipts(let page, let checkpoint) = try await janitor.ask(request) else { throw Refusal.unfitting }
      receipts += page
      size = checkpoint.size
      if page.count < OwnedReceipt.pageMax { return Answer(receipts: receipts, checkpoint: checkpoint) }
    }
  }
}

extension Receipt {
  fileprivate static let titles = ["number", "class", "custodian", "reason", "received", "due", "erased", "read back"]

  fileprivate var cells: [String] {
    [
      "\(number)", copyClass.rawValue, custodian.rawValue, reason.rawValue, receivedAt.description, dueAt.description,
      erasedAt.description, readBackAt.description,
    ]
  }
}
