import Shared

@testable import janitor

/// What must hold after each step.
extension Simulation {
  func check() throws {
    try checkKeys()
    try checkErasuresGoOn()
    try checkBook()
  }

  /// P1, as far as keys go: none outlives its purpose or its time.
  func checkKeys() throws {
    let rows = try house.script.read {
      try $0.rows("SELECT photosession, class FROM data_key WHERE wrapped IS NOT NULL")
    }
    for row in rows {
      let (owner, copyClass): (Owner.ID, CopyClass) = (try row.identifier("photosession"), try row.name("class"))
      guard let session = sessions[owner] else { continue }
      if session.erased.contains(copyClass) {
        throw broken("P1", "the \(copyClass) key of \(owner) outlived its purpose")
      }
      if let end = session.keysEnd[copyClass], house.script.now >= end {
        throw broken("P1", "the \(copyClass) key of \(owner) outlived its time")
      }
    }
  }

  /// P3: what was asked to be erased is being erased, unless it is gone.
  func checkErasuresGoOn() throws {
    for (owner, session) in sessions where !session.open.isEmpty {
      let errands = try house.script.read { try $0.count("SELECT COUNT(*) FROM errand WHERE owner = ?", owner) }
      guard errands == 0 else { continue }
      let left = house.custodians.values.flatMap(\.ledger.values).filter {
        $0.owner == owner && session.open.contains($0.copyClass)
      }
      if let copy = left.first { throw broken("P3", "nobody erases \(copy.id), which is \(copy.state)") }
      sessions[owner]!.open = []
      sometimes.insert("erasure complete")
    }
  }

  /// P9: nothing is erased but what was asked for or is due.
  func checkErase(_ copies: [Copy.ID], _ custodian: ServiceName) throws {
    for id in copies {
      guard let copy = house.custodians[custodian]!.ledger[id] else { continue }
      let isAskedFor = sessions[copy.owner]?.erased.contains(copy.copyClass) ?? false
      guard isAskedFor || copy.mustBeGoneBy <= house.script.now || copy.state == .erased else {
        throw broken("P9", "\(id) is erased and nobody asked for it")
      }
    }
  }

  /// P10 and P11: each receipt stems from a read-back that found nothing, each such read-back left one, and the book
  /// only grows.
  func checkBook() throws {
    let count = try house.script.read { try $0.count("SELECT COUNT(*) FROM receipt") }
    guard count >= bookBefore.count else { throw broken("P11", "the book shrank from \(bookBefore.count) to \(count)") }
    guard count == foundGone.count else {
      throw broken("P10", "\(count) receipts, but \(foundGone.count) copies were looked for in vain")
    }
    guard count != bookBefore.count || step % 100 == 0 else { return }
    let book = try house.script.book()
    guard Array(book.prefix(bookBefore.count)) == bookBefore else { throw broken("P11", "the book's past changed") }
    bookBefore = book
    try checkReadBacks()
    if bug == .receiptTornOut { try house.script.read { try $0.run("DELETE FROM receipt WHERE number = ?", count) } }
  }

  func checkReadBacks() throws {
    let rows = try house.script.read {
      try $0.rows("SELECT owned.copy, receipt.read_back FROM owned JOIN receipt ON receipt.number = owned.number")
    }
    for row in rows {
      let copy: Copy.ID = try row.identifier("copy")
      guard try foundGone[copy] == row.moment("read_back") else {
        throw broken("P10", "the receipt of \(copy) is untrue")
      }
    }
  }
}
