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
    let receipts = try await Asking.service(JanitorRequest.self) { try await Self.all(of: owner, $0) }
    if output.json { return try Terminal.json(["receipts": receipts]) }
    Terminal.table(Receipt.titles + ["copy"], receipts.map { $0.receipt.cells + [$0.copy.text] })
  }

  private static func all(of owner: Owner.ID, _ janitor: Client<JanitorRequest>) async throws -> [OwnedReceipt] {
    var receipts: [OwnedReceipt] = []
    while true {
      let next = (receipts.last?.receipt.number ?? 0) + 1
      guard case .receipts(let page, _) = try await janitor.ask(.receipts(owner: owner, from: next)) else {
        throw Refusal.unfitting
      }
      receipts += page
      if page.count < Receipt.pageMax { return receipts }
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
