import ArgumentParser
import Shared

/// `upload-store holdings`: the ledger, as the janitor is told it.
struct Holdings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the copies of photos and avatars held here, and until when.",
    discussion: "Asks the running process. An erased copy is listed until the janitor has written its receipt.")

  @Option(help: "Only this photosession's.") var photosession: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let query = try owner().map { HoldingsQuery.owned(by: $0) } ?? .all()
    let copies = try await Asking.service(UploadStoreRequest.self) { try await Self.all(query, $0) }
    if output.json { return try Terminal.json(["copies": copies]) }
    Terminal.table(["copy", "photosession", "class", "state", "received", "must be gone by"], copies.map(\.cells))
  }

  private func owner() throws -> Owner.ID? {
    guard let photosession else { return nil }
    guard let owner = Owner.ID(photosession) else {
      throw ValidationError("'\(photosession)' is no photosession: an id has 32 digits from 0 to 9 and a to f.")
    }
    return owner
  }

  /// Page by page.
  private static func all(_ query: HoldingsQuery, _ store: Client<UploadStoreRequest>) async throws -> [Copy] {
    var (next, copies): (HoldingsQuery?, [Copy]) = (query, [])
    while let query = next {
      guard case .custodian(.holdings(let page, let hasMore)) = try await store.ask(.custodian(.holdings(query))) else {
        throw Refusal(.internal, "The answer fits no question. Are both of the same version?")
      }
      copies += page
      next = hasMore ? page.last.flatMap(query.following) : nil
    }
    return copies
  }
}

extension Copy {
  fileprivate var cells: [String] {
    [id.text, owner.text, copyClass.rawValue, state.rawValue, receivedAt.description, mustBeGoneBy.description]
  }
}
