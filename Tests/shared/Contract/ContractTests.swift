import Foundation
import TestSupport
import Testing

@testable import Shared

/// A retention contract is checked before anything is served, and what is wrong is named by its line.
@Suite(.timeLimit(.minutes(1))) struct ContractTests {
  /// One change of the contract that is shipped, the line where it is made, and a piece of what is said about it.
  struct Flaw: CustomTestStringConvertible, Sendable {
    let old: String
    let new: String
    let says: String
    var isSeenBySchema = true
    var testDescription: String { says }
  }

  static let photo = #""deadline": "24h", "mustBeGoneBy": "12h""#
  static let named = #""class": "photo", "custodian": "upload-store""#
  static let flaws = [
    Flaw(old: photo, new: #""deadline": "24h", "mustBeGoneBy": "25h""#, says: "after its deadline (24h)", false),
    Flaw(old: photo, new: #""deadline": "25h", "mustBeGoneBy": "12h""#, says: "promises at most 24h", false),
    Flaw(old: photo, new: #""deadline": "24h", "mustBeGoneBy": "24h""#, says: "no time between", false),
    Flaw(old: photo, new: #""deadline": "24h", "mustBeGoneBy": "0s""#, says: "Give more than 0s", false),
    Flaw(old: photo, new: #""deadline": "24h", "mustBeGoneBy": "12 hours""#, says: "'12 hours' is no length of time"),
    Flaw(old: photo, new: #""deadline": 24, "mustBeGoneBy": "12h""#, says: "found number"),
    Flaw(old: photo, new: #""deadline": "24h""#, says: "'mustBeGoneBy' is missing"),
    Flaw(old: photo, new: photo + #", "grace": "2h""#, says: "A row has no field 'grace'"),
    Flaw(old: photo, new: photo + #", "deadline": "48h""#, says: "'deadline' stands here a second time", false),
    Flaw(old: named, new: #""class": "photo""#, says: "'custodian' is missing"),
    Flaw(old: named, new: #""class": "photo", "custodian": "account""#, says: "lies with upload-store"),
    Flaw(old: #""class": "visit""#, new: #""class": "access-token""#, says: "has a row before this one"),
    Flaw(old: #""class": "visit""#, new: #""class": "voice""#, says: "Give one of photo, tune"),
    Flaw(old: #""version": 1"#, new: #""version": 0"#, says: "The version is 0"),
    Flaw(old: #""revised": "2026"#, new: #""revised": "June"#, says: "is no day"),
    Flaw(old: #""contact": "privacy@"#, new: #""contact": "privacy.at."#, says: "is no e-mail address"),
    Flaw(old: #""contact""#, new: #""contakt": "", "contact""#, says: "There is no field 'contakt' here"),
    Flaw(old: #""countsFrom": "its sending""#, new: #""countsFrom": """#, says: "says nothing here"),
  ]

  static let shipped = try! RetentionContract.load(path: nil)

  @Test(arguments: flaws) func eachFlawIsNamedWithItsLine(_ flaw: Flaw) throws {
    let text = Self.shipped.text
    let place = try #require(text.range(of: flaw.old))
    let line = text[..<place.lowerBound].count { $0 == "\n" } + 1
    let error = try #require(throws: ContractError.self) {
      try RetentionContract(text: text.replacingCharacters(in: place, with: flaw.new))
    }
    #expect(error.description.contains(flaw.says), "\(error)")
    // A field that is missing is missed where its row begins.
    let lines = flaw.says.contains("missing") ? line - 4...line : line...line
    #expect(error.flaws.contains { $0.line.map(lines.contains) ?? false }, "\(error)")
  }

  @Test func allFlawsAreNamedAtOnce() throws {
    let text = Self.shipped.text.replacing(#""version": 1"#, with: #""version": 0"#)
      .replacing(Self.photo, with: #""deadline": "25h", "mustBeGoneBy": "26h""#)
    let error = try #require(throws: ContractError.self) { try RetentionContract(text: text) }
    #expect(error.flaws.count == 7, "\(error)")
  }

  @Test func whatIsNoJSONSaysSo() throws {
    let error = try #require(throws: ContractError.self) { try RetentionContract(text: "{\n\"version\": 1,\n]") }
    #expect(error.description.hasPrefix("Line 3 of the retention contract: This is no JSON."), "\(error)")
  }

  @Test func theSchemaAndTheCheckAgree() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "contract-\(UInt64.random(in: 0...(.max)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let schema = "\(Repository.root)/Shared/Contract/retention-contract.schema.json"
    let seen = Self.flaws.filter(\.isSeenBySchema)
    let texts = [Self.shipped.text] + seen.map { Self.shipped.text.replacing($0.old, with: $0.new, maxReplacements: 1) }
    var paths: [String] = []
    for (number, text) in texts.enumerated() {
      paths.append("\(folder.path)/\(number).json")
      try text.write(toFile: paths[number], atomically: true, encoding: .utf8)
    }
    let python = ProcessInfo.processInfo.environment["MAYFLY_PYTHON"] ?? "python3"
    let result = try await Command.run(python, ["-c", Self.validate, schema] + paths)
    let verdicts = ["valid"] + seen.map { _ in "invalid" }
    #expect(result.output.split(separator: "\n").map(String.init) == verdicts, "\(result.output)")
  }

  private static let validate = """
    import json, sys, jsonschema
    validator = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
    for path in sys.argv[2:]:
        print("valid" if validator.is_valid(json.load(open(path))) else "invalid")
    """
}

extension ContractTests.Flaw {
  fileprivate init(old: String, new: String, says: String, _ isSeenBySchema: Bool) {
    self.init(old: old, new: new, says: says, isSeenBySchema: isSeenBySchema)
  }
}
