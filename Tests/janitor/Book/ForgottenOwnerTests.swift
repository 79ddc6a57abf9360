import Shared
import Testing

@testable import Shared
@testable import janitor

/// Who was forgotten is known again only to whoever brings the id back.
@Suite(.timeLimit(.minutes(1)))
struct ForgottenOwnerTests {
  private let owner: Owner.ID = Scene.id(1)

  private func houseThatForgot() throws -> House {
    let house = try House()
    house.hold(Scene.copy(102, .tune))
    try house.ask(.erase(owner: owner, classes: [.tune], reason: .accountErasure), from: .astriaBridge)
    try house.settle()
    try house.ask(.forget(owners: [owner]), from: .account)
    return house
  }

  private func erasedBefore(_ owners: [Owner.ID], _ house: House) throws -> [Owner.ID]? {
    try house.ask(.erasedBefore(owners), from: .account)
    guard case .erasedBefore(let found)? = house.script.replies.first else { return nil }
    return found
  }

  @Test func thoseAreNamedWhoWereForgotten() throws {
    let house = try houseThatForgot()
    #expect(try erasedBefore([Scene.id(2), owner, Scene.id(3)], house) == [owner])
    #expect(try erasedBefore([], house) == [])
    #expect(try erasedBefore(Array(repeating: owner, count: Owner.pageMax + 1), house) == nil)
  }

  @Test func theIdItselfIsNotKept() throws {
    let house = try houseThatForgot()
    let rows = try house.script.read { try $0.rows("SELECT hex(hash) AS hash FROM forgotten_owner") }
    #expect(rows.count == 1)
    #expect(try rows.first?.text("hash").lowercased().contains(owner.text) == false)
    let named = try house.script.read { try $0.count("SELECT COUNT(*) FROM owned WHERE owner = ?", owner) }
    #expect(named == 0)
  }

  @Test func whatABackupBringsBackOfThemIsErasedAndTheyAreForgottenAgain() throws {
    let house = try houseThatForgot()
    let receipts = try house.script.book().count
    house.hold(Scene.copy(102, .tune))
    try house.crash()
    try house.settle()
    #expect(house.isEmpty)
    #expect(try house.script.book().count == receipts + 1)
    #expect(try house.script.read { try $0.count("SELECT COUNT(*) FROM owned WHERE owner = ?", owner) } == 0)
  }

  /// A custodian's backup can be put back while the janitor goes on.
  @Test func whatASweepFindsOfThemIsForgottenAgainToo() throws {
    let house = try houseThatForgot()
    let receipts = try house.script.book().count
    house.hold(Scene.copy(102, .tune))
    try house.tick(after: .seconds(13 * 3600))
    try house.settle()
    #expect(house.isEmpty)
    #expect(try house.script.book().count > receipts)
    #expect(try house.script.read { try $0.count("SELECT COUNT(*) FROM owned WHERE owner = ?", owner) } == 0)
  }

  @Test func theyAreKeptAsLongAsReceiptsAre() throws {
    let house = try houseThatForgot()
    let kept = house.script.service.settings.contract.row(.receipt).deadline.duration
    try house.tick(after: kept - .seconds(60))
    #expect(try erasedBefore([owner], house) == [owner])
    try house.tick(after: .seconds(120))
    #expect(try erasedBefore([owner], house) == [])
  }
}
