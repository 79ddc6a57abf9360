import Crypto
import Foundation

/// How long which copies may be kept, where, and how they are erased: the only place where such a number stands.
///
/// Read from `retention-contract.json`, from this build or from a path, and checked before anything is served.
public struct RetentionContract: Sendable, Hashable {
  public struct Row: Codable, Sendable, Hashable {
    public let copyClass: CopyClass
    public let custodian: Custodian
    public let purposeEnds: String
    public let countsFrom: String
    /// No readable copy after this.
    public let deadline: Lifetime
    /// Erasure begins at the latest here, well before the deadline.
    public let mustBeGoneBy: Lifetime
    public let howErased: String

    enum CodingKeys: String, CodingKey, CaseIterable {
      case copyClass = "class"
      case custodian, purposeEnds, countsFrom, deadline, mustBeGoneBy, howErased
    }
  }

  public let version: Int
  /// The day of the last change, as `YYYY-MM-DD`.
  public let revised: String
  public let contact: String
  public let rows: [Row]
  /// SHA-256 of the file, as hexadecimal digits.
  public let digest: String
  public let text: String

  public func row(_ copyClass: CopyClass) -> Row {
    guard let row = rows.first(where: { $0.copyClass == copyClass }) else {
      preconditionFailure("a checked contract has a row for every class")
    }
    return row
  }

  /// Reads and checks; the error says what is wrong and where.
  public init(text: String) throws(ContractError) {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(text.utf8))
    } catch {
      throw ContractError(reading: error)
    }
    try Self.check(file.rows)
    version = file.version
    revised = file.revised
    contact = file.contact
    rows = file.rows
    digest = Hex.encode(SHA256.hash(data: Data(text.utf8)))
    self.text = text
  }

  /// The contract of this build, or the one at `path`.
  public static func load(path: String?) throws(ContractError) -> RetentionContract {
    guard let path else {
      return try RetentionContract(text: String(decoding: PackageResources.retention_contract_json, as: UTF8.self))
    }
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw ContractError("The retention contract \(path) cannot be read. Check MAYFLY_CONTRACT.")
    }
    return try RetentionContract(text: text)
  }

  private static func check(_ rows: [Row]) throws(ContractError) {
    for copyClass in CopyClass.allCases {
      let count = rows.count { $0.copyClass == copyClass }
      guard count == 1 else {
        throw ContractError("The class \(copyClass.rawValue) has \(count) rows; it needs exactly one.")
      }
    }
    for row in rows where row.mustBeGoneBy.seconds > row.deadline.seconds {
      throw ContractError("The class \(row.copyClass.rawValue) must be gone by later than its deadline.")
    }
    for row in rows where row.copyClass.isFaceData && row.deadline.seconds > 24 * 60 * 60 {
      throw ContractError("The class \(row.copyClass.rawValue) is face data; the policy allows at most 24h.")
    }
  }

  private struct File: Codable {
    let version: Int
    let revised: String
    let contact: String
    let rows: [Row]
  }
}

extension RetentionContract: Codable {
  /// As its own text, so that a recording carries the very contract that was in force.
  public init(from decoder: any Decoder) throws {
    try self.init(text: decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A length of time as the contract writes it: `30d`, `24h`, `10min`, `8s`.
public struct Lifetime: Codable, Sendable, Hashable {
  public let seconds: Int
  public var duration: Duration { .seconds(seconds) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    let units = [("min", 60), ("d", 86_400), ("h", 3_600), ("s", 1)]
    for (unit, size) in units where text.hasSuffix(unit) {
      guard let count = Int(text.dropLast(unit.count)), count >= 0, count < 1_000_000_000 else { break }
      seconds = count * size
      return
    }
    throw DecodingError.dataCorruptedError(
      in: container, debugDescription: "'\(text)' is no length of time such as 30d, 24h, 10min or 8s")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(seconds)s")
  }
}

public struct ContractError: Error, CustomStringConvertible, Equatable {
  public let description: String

  init(_ description: String) { self.description = description }

  init(reading error: any Error) {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context)?:
      self.init("The retention contract lacks '\(key.stringValue)' at \(Self.place(context)).")
    case .dataCorrupted(let context)?:
      self.init("The retention contract is wrong at \(Self.place(context)): \(context.debugDescription).")
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      self.init("The retention contract is wrong at \(Self.place(context)): \(context.debugDescription).")
    case nil:
      self.init("The retention contract is no JSON: \(error).")
    @unknown default:
      self.init("The retention contract cannot be read: \(error).")
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { $0.intValue.map { "row \($0 + 1)" } ?? $0.stringValue }
    return path.isEmpty ? "the top" : path.joined(separator: ", ")
  }
}
