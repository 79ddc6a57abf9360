import Foundation

@testable import Shared

/// A service of the tests: counts, and has a number looked up outside.
struct Counting: Service {
  enum Request: ServiceRequest, Hashable {
    /// Answers at once.
    case add(Int)
    /// Answers when the outside has answered.
    case look(String)
    case total
    case remember(Personal<String>)
    case refuse
    case break_

    typealias Reply = Counting.Reply
    static let receiver = ServiceName.account
    var callers: Set<ServiceName> { [.gateway] }
    var isRead: Bool { if case .total = self { true } else { false } }
  }

  enum Reply: Message, Hashable {
    case total(Int)
    case token(Personal<DataKey>, random: String)
  }

  enum Effect: Codable, Sendable, Hashable {
    case look(String, for: Envelope.ID)
  }

  enum Outcome: Codable, Sendable, Hashable {
    case found(Int, for: Envelope.ID)
  }

  struct Settings: Codable, Sendable {
    var step: Int
  }

  struct Fault: Error {}

  typealias Object = NoObject
  static let tables = ["CREATE TABLE number (value BIGINT NOT NULL); CREATE TABLE note (text TEXT NOT NULL)"]
  let settings: Settings

  init(step: Int) { settings = Settings(step: step) }
  init(replaying settings: Settings) { self.settings = settings }

  func handle(_ event: Event<Counting>, _ turn: Turn<Counting>) throws {
    switch event {
    case .started, .ticked: return
    case .outcome(.found(let number, let request)):
      try add(number, turn)
      turn.reply(.total(try total(turn.database)), to: request)
    case .request(let request, let asker): try handle(request, asker.id, turn)
    }
  }

  private func handle(_ request: Request, _ id: Envelope.ID, _ turn: Turn<Counting>) throws {
    switch request {
    case .add(let number):
      try add(number * settings.step, turn)
      turn.reply(.total(try total(turn.database)), to: id)
    case .look(let name): turn.perform(.look(name, for: id))
    case .total: turn.reply(.total(try total(turn.database)), to: id)
    case .remember(let text):
      try turn.database.run("INSERT INTO note (text) VALUES (?)", text.revealed)
      turn.reply(.token(turn.secret(), random: Hex.encode(turn.random(4))), to: id)
    case .refuse:
      try add(1000, turn)
      throw Refusal(.conflict, "as you wished")
    case .break_: throw Fault()
    }
  }

  private func add(_ number: Int, _ turn: Turn<Counting>) throws {
    try turn.database.run("INSERT INTO number (value) VALUES (?)", number)
  }

  private func total(_ database: Database) throws -> Int {
    try database.count("SELECT COALESCE(SUM(value), 0) FROM number")
  }

  func counts(_ database: Database) throws -> [String: Int] { ["total": try total(database)] }
}

/// Finds as many as the name has letters.
struct CountingRunner: Runner {
  typealias S = Counting

  func perform(
    _ effect: Counting.Effect, attachments: @Sendable (Envelope.ID) -> Attachment?
  ) async -> Counting.Outcome? {
    switch effect {
    case .look(let name, let request): .found(name.count, for: request)
    }
  }

}
