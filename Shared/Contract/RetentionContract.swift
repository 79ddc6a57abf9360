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
    /// How long the custodian would keep it if nobody deleted it there, in its own words; absent where it is ours.
    public let custodianDefault: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case copyClass = "class"
      case custodian, purposeEnds, countsFrom, deadline, mustBeGoneBy, howErased, custodianDefault
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

  /// From the first photo to the last avatar's deadline, if each step takes as long as it may.
  public var photosessionMax: Duration {
    row(.photo).deadline.duration + row(.tune).deadline.duration + row(.avatar).deadline.duration
  }

  /// Reads and checks; the error names each flaw with its line.
  public init(text: String) throws(ContractError) {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(text.utf8))
    } catch {
      throw ContractError(reading: error, text)
    }
    let flaws = ContractCheck(file, text: text).flaws
    guard flaws.isEmpty else { throw ContractError(flaws) }
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

  /// The file as it is written; `retention-contract.schema.json` describes it.
  struct File: Codable {
    let version: Int
    let revised: String
    let contact: String
    let rows: [Row]

    enum CodingKeys: String, CodingKey { case version, revised, contact, rows }
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
