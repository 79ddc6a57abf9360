import Shared

@testable import account
@testable import janitor
@testable import upload_store

// P4, P10, P11: receipts, and what is left of somebody.
extension Promises {
  /// What was last seen of the receipt book.
  struct BookSeen {
    var count = 0
    var lastHash = ReceiptBook.noHash
  }

  func janitorTurned(_ event: Event<Janitor>, _ outputs: [Output<Janitor>]) {
    for case .reply(_, .dataKey(_, let mustBeGoneBy, _), _) in outputs {
      if mustBeGoneBy < world.processes.janitor.steady { world.broke(.p5, "a key is handed out after its time") }
    }
    checkNoKeyComesBack(event, outputs)
    if case .ticked = event { checkNoKeyLivesAgain() }
    if restored.contains(.janitor), case .started = event { return lookAtBookAnew() }
    let before = book
    guard let written = growth(of: &book) else { return }
    defer { tearOutReceipt() }
    var gone: Set<Copy.ID> = []
    if case .outcome(.answered(.readBack(let results), _)) = event {
      gone = Set(results.filter { $0.finding == .gone }.map(\.copy))
    }
    for copy in written {
      receipted.insert(copy)
      if !gone.contains(copy) { world.broke(.p10, "\(copy) has a receipt, and nobody looked for it in vain just now") }
    }
    // A receipt of somebody who was forgotten is in the book and tells no longer of which copy it is.
    if !written.isEmpty, book.count - before.count > gone.count {
      world.broke(.p10, "\(book.count - before.count) receipts were written for \(gone.count) copies")
    }
  }

  /// It may have been put back.
  private func lookAtBookAnew() {
    let last = read(world.processes.janitor.script) {
      try $0.row("SELECT number, hash FROM receipt ORDER BY number DESC LIMIT 1").map {
        BookSeen(count: try $0.int("number"), lastHash: try $0.text("hash"))
      }
    }
    book = (last ?? nil) ?? BookSeen()
  }

  /// The copies of the receipts that are new; tells if the book did anything but grow.
  private func growth(of seen: inout BookSeen) -> [Copy.ID]? {
    let (count, lastHash) = (seen.count, seen.lastHash)
    let found = read(world.processes.janitor.script) { database -> (Int, String, String, [Copy.ID])? in
      let last = try database.row("SELECT number, hash FROM receipt ORDER BY number DESC LIMIT 1")
      guard let last else { return (0, ReceiptBook.noHash, ReceiptBook.noHash, []) }
      let number = try last.int("number")
      if number == count { return (number, try last.text("hash"), try last.text("hash"), []) }
      let earlier = try database.row("SELECT hash FROM receipt WHERE number = ?", count)?.text("hash")
      let copies = try database.rows("SELECT copy FROM owned WHERE number > ? ORDER BY number", count)
      return (
        number, try last.text("hash"), earlier ?? ReceiptBook.noHash, try copies.map { try $0.identifier("copy") }
      )
    }
    guard let (now, hash, earlier, copies) = found ?? nil else { return nil }
    if now < count { world.broke(.p11, "the book shrank from \(count) to \(now) receipts") }
    if now >= count, earlier != lastHash { world.broke(.p11, "the book's past was changed") }
    seen = BookSeen(count: now, lastHash: hash)
    return copies
  }

  /// P5: once destroyed, a key is never handed out.
  private func checkNoKeyComesBack(_ event: Event<Janitor>, _ outputs: [Output<Janitor>]) {
    if case .request(.erase(let owner, let classes, _), _) = event, !outputs.contains(where: \.isRefusal) {
      for copyClass in classes { destroyed.insert(KeyOf(Photosession.ID(owner), copyClass)) }
    }
    guard case .request(.dataKey(let photosession, let copyClass), _) = event else { return }
    for case .reply(_, .dataKey, _) in outputs where destroyed.contains(KeyOf(photosession, copyClass)) {
      world.broke(.p5, "the key of the \(copyClass)s of \(photosession) comes back after its destruction")
    }
  }

  private func checkNoKeyLivesAgain() {
    let living = read(world.processes.janitor.script) { database in
      try database.rows("SELECT photosession, class FROM data_key WHERE wrapped IS NOT NULL").map {
        KeyOf(try $0.identifier("photosession"), try $0.name("class"))
      }
    }
    guard restored.isEmpty, let key = (living ?? []).first(where: destroyed.contains) else { return }
    world.broke(.p5, "the key of the \(key.copyClass)s of \(key.photosession) is there again")
  }

  // MARK: P10: what is said to be gone

  func checkIsGoneFromShelf(_ copy: Copy.ID) {
    guard world.shelf.items.values.contains(where: { $0.stored.copy == copy }) else { return }
    world.broke(.p10, "\(copy) was looked for and said to be gone, and is there")
  }

  func checkIsGoneAtAstria(_ copy: Copy.ID) {
    let isThere =
      world.astria.tunes.values.contains { $0.copy == copy } || world.astria.prompts.values.contains { $0.copy == copy }
    if isThere { world.broke(.p10, "\(copy) was looked for at Astria and said to be gone, and is there") }
  }

  // MARK: P4: nothing is left of an account

  func accountTurned(_ event: Event<AccountService>, _ outputs: [Output<AccountService>]) {
    guard case .outcome(.ran(let report)) = event, report.isDone, report.errand.step == .forgettingReceipt else {
      return
    }
    let account = report.errand.account
    guard erasing.contains(account) else { return }
    world.happened(.accountForgotten)
    forgotten.insert(account)
    let owned = orders.filter { $0.value.account == account }.map(\.key.text).sorted()
    // Only the bridge knows whose a photosession is; one that was put back may not.
    let ids = [account.text] + (restored.contains(.astriaBridge) ? [] : owned)
    for id in ids { checkNothingIsLeft(of: id) }
  }

  private func checkNothingIsLeft(of id: String) {
    let processes = world.processes!
    let places =
      mentions(of: id, processes.account) + mentions(of: id, processes.uploadStore)
      + mentions(of: id, processes.astriaBridge) + mentions(of: id, processes.janitor)
    if let place = places.first { world.broke(.p4, "\(id) was erased and still stands in \(place)") }
    if world.shelf.items.values.contains(where: { $0.stored.owner.text == id }) {
      world.broke(.p4, "\(id) was erased and bytes of it are in the object store")
    }
  }

  /// The columns in which a text occurs.
  private func mentions<S: Service>(of text: String, _ process: ServiceProcess<S>) -> [String] {
    read(process.script) { database in
      let tables = try database.rows("SELECT name FROM sqlite_master WHERE type = 'table'").map { try $0.text("name") }
      return try tables.flatMap { table in
        try database.rows("SELECT name FROM pragma_table_info(?)", table).map { try $0.text("name") }.filter { column in
          try database.count("SELECT COUNT(*) FROM \(table) WHERE \(column) LIKE ?", "%\(text)%") > 0
        }.map { "\(process.name)'s \(table).\($0)" }
      }
    } ?? []
  }
}

extension Output {
  fileprivate var isRefusal: Bool { if case .refuse = self { true } else { false } }
}
