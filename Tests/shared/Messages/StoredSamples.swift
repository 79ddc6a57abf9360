import Foundation
import Shared
import TestSupport
import Testing

/// Every message as it was ever sent or recorded, a line each, with tabs between its columns:
///
/// | number | message | schema | JSON |
/// |---|---|---|---|
/// | from 1 on | type and case | its schema then | its form; or `withdrawn`, once its schema was raised |
///
/// The file only ever grows: what an older process sent, or a recording holds, must still be understood.
struct StoredSamples {
  struct Line: Equatable {
    let number: Int
    let message: String
    let schema: Int
    let json: String

    /// The name of its enum.
    var type: String { String(message.prefix { $0 != "." }) }
    var isWithdrawn: Bool { json == "withdrawn" }
    var text: String { "\(number)\t\(message)\t\(schema)\t\(json)" }
  }

  static let path = "Tests/shared/Messages/stored-samples.txt"
  private(set) var lines: [Line]

  init() throws {
    let text = try String(contentsOfFile: "\(Repository.root)/\(Self.path)", encoding: .utf8)
    lines = try text.split(separator: "\n").map(Line.init)
  }

  var text: String { lines.map { $0.text + "\n" }.joined() }

  /// Adds what is not there yet.
  mutating func add(_ samples: [Sample]) throws {
    for sample in samples {
      let json = try JSONValue(sample.message).text
      let isThere = lines.contains {
        $0.message == sample.name && $0.schema == sample.type.schema && $0.json == json
      }
      guard !isThere else { continue }
      lines.append(Line(number: lines.count + 1, message: sample.name, schema: sample.type.schema, json: json))
    }
  }
}

extension StoredSamples.Line {
  init(_ line: Substring) throws {
    let columns = line.split(separator: "\t").map(String.init)
    try #require(columns.count == 4, "\(line)")
    number = try #require(Int(columns[0]))
    message = columns[1]
    schema = try #require(Int(columns[2]))
    json = columns[3]
  }
}
