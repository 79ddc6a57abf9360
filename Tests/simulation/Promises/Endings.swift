import Shared

@testable import account
@testable import astria_bridge
@testable import janitor
@testable import upload_store

// P8 and P13, and that nothing is left: what must be so when faults have stopped for long enough.
extension Promises {
  func checkEnd() {
    guard world.broken == nil else { return }
    checkOrders()
    checkLeftovers()
    checkNobodyIsBack()
    checkBook()
  }

  /// Whether nothing is left to be done, so that nothing more can happen.
  var isAllOver: Bool {
    world.people.areAtHome && world.shelf.items.isEmpty && world.astria.isEmpty
      && leftovers.allSatisfy { $0.number == 0 }
      && count("SELECT COUNT(*) FROM photosession WHERE state <> 'erased'", world.processes.astriaBridge) == 0
  }

  private func checkOrders() {
    let rows = read(world.processes.astriaBridge.script) { database in
      try database.rows("SELECT account, machine FROM photosession").map(Photosessions.Row.init)
    }
    var ended: Set<Photosession.ID> = []
    for row in rows ?? [] {
      let view = row.view
      ended.insert(view.id)
      guard view.state == .erased, let outcome = view.outcome else {
        return world.broke(.p13, "\(view.id) is \(view.state.rawValue) long after all faults have stopped")
      }
      if outcome != .delivered || view.avatarsReady < view.avatarsExpected, view.reason == nil {
        world.broke(.p8, "\(view.id) ended \(outcome.rawValue) without a reason")
      }
    }
    for (id, order) in orders.sorted(by: { $0.key < $1.key }) where !ended.contains(id) {
      guard let account = order.account, !erasing.contains(account), restored.isEmpty else { continue }
      world.broke(.p13, "\(id) was accepted and nobody knows of it")
    }
  }

  private func checkLeftovers() {
    for (name, number) in leftovers where number > 0 {
      world.broke(.p14, "\(number) \(name) are left long after all faults have stopped")
    }
  }

  /// Whoever was erased is not there again, also after `account` was put back.
  private func checkNobodyIsBack() {
    let people = read(world.processes.account.script) { database in
      try database.rows("SELECT account FROM person").map { try $0.identifier("account", Account.ID.self) }
    }
    guard !restored.contains(.janitor), let back = (people ?? []).first(where: forgotten.contains) else { return }
    world.broke(.p4, "\(back) was erased and is there again")
  }

  private var leftovers: [(name: String, number: Int)] {
    let processes = world.processes!
    return [
      ("keys", count("SELECT COUNT(*) FROM data_key WHERE wrapped IS NOT NULL", processes.janitor)),
      ("erasures at the janitor", count("SELECT COUNT(*) FROM errand WHERE owner IS NOT NULL", processes.janitor)),
      ("entries at upload-store", count("SELECT COUNT(*) FROM copy", processes.uploadStore)),
      ("entries at astria-bridge", count("SELECT COUNT(*) FROM copy", processes.astriaBridge)),
      ("accounts being forgotten", count("SELECT COUNT(*) FROM forgetting", processes.astriaBridge)),
      ("accounts being erased", count("SELECT COUNT(*) FROM erasure", processes.account)),
      ("objects", world.shelf.items.count), ("tunes", world.astria.tunes.count),
      ("prompts", world.astria.prompts.count),
    ]
  }

  private func count<S: Service>(_ sql: String, _ process: ServiceProcess<S>) -> Int {
    read(process.script) { try $0.count(sql) } ?? 0
  }

  private func checkBook() {
    let book = read(world.processes.janitor.script) {
      try $0.rows("SELECT * FROM receipt ORDER BY number").map(Receipt.init)
    }
    do throws(BookVerification.Flaw) {
      try BookVerification(publicKey: Processes.signing.publicKey).check(book ?? [])
    } catch {
      world.broke(.p11, error.sentence)
    }
  }
}
