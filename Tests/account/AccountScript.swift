import Foundation
import Shared
import Testing

@testable import account

let noon = Moment("2026-11-24T12:00:00Z")!

/// Drives the service as the gateway, the janitor and time do.
struct AccountScript {
  static let name = "Ann Canary"
  static let email = "ann.canary@example.com"

  let script: ServiceScript<AccountService>
  let contract: RetentionContract

  init(path: String? = nil, seed: UInt64 = 1) throws {
    contract = try RetentionContract.load(path: nil)
    script = try ServiceScript(AccountService(replaying: .init(contract: contract)), at: noon, seed: seed, path: path)
  }

  func pass(_ duration: Duration) throws {
    script.now = script.now + duration
    try script.feed(.ticked)
  }

  func signUp(
    name: String = name, email: String = email, policyVersion: Int? = nil
  ) throws -> (person: AccountView, token: AccessToken) {
    let version = policyVersion ?? contract.version
    try script.ask(.create(name: Personal(name), email: Personal(email), policyVersion: version), from: .gateway)
    guard case .created(let person, let token)? = script.replies.first else { throw Unexpected(script.refusals) }
    return (person, token)
  }

  /// The problem of a request that is refused.
  func problem(_ request: AccountRequest) throws -> Problem? {
    try script.ask(request)
    return script.refusals.first?.problem
  }

  func reply(_ request: AccountRequest) throws -> AccountReply {
    try script.ask(request)
    guard let reply = script.replies.first, script.replies.count == 1 else { throw Unexpected(script.refusals) }
    return reply
  }

  func custodian(_ request: CustodianRequest) throws -> CustodianReply {
    guard case .custodian(let reply) = try reply(.custodian(request)) else { throw Unexpected([]) }
    return reply
  }

  func holdings(_ query: HoldingsQuery = .all()) throws -> [Copy] {
    guard case .holdings(let copies, _) = try custodian(.holdings(query)) else { throw Unexpected([]) }
    return copies
  }

  /// What other processes made of an errand comes back.
  @discardableResult
  func report(_ errand: AccountErasure.Errand, isDone: Bool = true) throws -> [AccountErasure.Errand] {
    try script.feed(.outcome(.ran(.init(errand: errand, isDone: isDone))))
    return errands
  }

  /// Those of the last turn.
  var errands: [AccountErasure.Errand] {
    script.effects.compactMap { if case .run(let errand) = $0 { errand } else { nil } }
  }

  /// Whom the janitor was asked about in the last turn.
  var askedAbout: [[Account.ID]] {
    script.effects.compactMap { if case .findErased(let people) = $0 { people } else { nil } }
  }

  /// The janitor's part of an erasure, as it is done to every custodian.
  func beReceipted(_ account: Account.ID) throws {
    let copies = try holdings(.owned(by: Owner.ID(account))).map(\.id)
    _ = try custodian(.erase(copies: copies, reason: .accountErasure))
    _ = try custodian(.readBack(copies: copies))
    _ = try custodian(.receipted(copies: copies))
  }

  /// Every value of every table, as text.
  func dump() throws -> String {
    try script.read { database in
      let tables = try database.rows("SELECT name FROM sqlite_master WHERE type = 'table'").map { try $0.text("name") }
      return try tables.flatMap { table in
        let columns = try database.rows("SELECT name FROM pragma_table_info(?)", table).map { try $0.text("name") }
        let line = columns.map { "quote(\($0))" }.joined(separator: " || ' ' || ")
        return try database.rows("SELECT \(line) AS line FROM \(table)").map { "\(table) \(try $0.text("line"))" }
      }.joined(separator: "\n")
    }
  }
}

struct Unexpected: Error {
  let refusals: [Refusal]
  init(_ refusals: [Refusal]) { self.refusals = refusals }
}
