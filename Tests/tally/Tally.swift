import Shared

/// Writes one row for each request that it carries out. A request that was carried out twice has two rows.
struct Tally: Service {
  enum Effect: Codable, Sendable, Hashable {
    case read(name: String, for: Envelope.ID)
  }

  enum Outcome: Codable, Sendable, Hashable {
    case read(name: String, digest: String, for: Envelope.ID)
    case failed(Refusal, for: Envelope.ID)
  }

  struct Handful: Codable, Sendable, Hashable {
    var bytes: Int
  }

  struct Settings: Codable, Sendable {}

  typealias Request = TallyRequest
  typealias Object = Handful

  static let tables = ["CREATE TABLE done (row INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)"]

  let settings = Settings()

  init() {}
  init(replaying settings: Settings) {}

  func handle(_ event: Event<Tally>, _ turn: Turn<Tally>) throws {
    switch event {
    case .started, .ticked: return
    case .request(.add(let name), let asker): try write(name, digest: "", for: asker.id, turn)
    case .request(.keep(let name), let asker): turn.perform(.read(name: name, for: asker.id))
    case .request(.give(let bytes), let asker): turn.reply(.given, to: asker.id, object: Handful(bytes: bytes))
    case .outcome(.read(let name, let digest, let request)): try write(name, digest: digest, for: request, turn)
    case .outcome(.failed(let refusal, let request)): turn.refuse(refusal, to: request)
    }
  }

  func counts(_ database: Database) throws -> [String: Int] { ["done": try lastRow(database)] }

  private func write(_ name: String, digest: String, for request: Envelope.ID, _ turn: Turn<Tally>) throws {
    try turn.database.run("INSERT INTO done (name, digest) VALUES (?, ?)", name, digest)
    turn.reply(.written(row: try lastRow(turn.database)), to: request)
  }

  private func lastRow(_ database: Database) throws -> Int { try database.count("SELECT MAX(row) FROM done") }
}
