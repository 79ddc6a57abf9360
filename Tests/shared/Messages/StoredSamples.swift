import Foundation
import Shared
import TestSupport
import Testing

/// Every message as it was ever sent or recorded, a line each, with tabs between its columns:
///
/// | number | message | schema | JSON | CBOR |
/// |---|---|---|---|---|
/// | from 1 on | type and case | its schema then | its form for people | and between processes, as hexadecimal digits |
///
/// A message whose schema was raised, so that it need not be understood any more, has `withdrawn` for its forms.
///
/// The file only ever grows: what an older process sent, or a recording holds, must still be understood.
struct StoredSamples {
  struct Line {
    let number: Int
    let message: String
    let schema: Int
    let json: String
    let cbor: String

    /// The name of its enum.
    var type: String { String(message.prefix { $0 != "." }) }
    var isWithdrawn: Bool { json == "withdrawn" }
    var text: String { "\(number)\t\(message)\t\(schema)\t\(json)\t\(cbor)" }
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
      let line = Line(
        number: lines.count + 1, message: sample.name, schema: sample.type.schema,
        json: String(decoding: try JSON.encode(sample.message), as: UTF8.self),
        cbor: Hex.encode(try Coding.encode(sample.message)))
      if !lines.contains(where: line.isSame) { lines.append(line) }
    }
  }
}

extension StoredSamples.Line {
  init(_ line: Substring) throws {
    let columns = line.split(separator: "\t").map(String.init)
    try #require(columns.count == 5, "\(line)")
    number = try #require(Int(columns[0]))
    message = columns[1]
    schema = try #require(Int(columns[2]))
    json = columns[3]
    cbor = columns[4]
  }

  /// Whether it says the same, wherever it stands.
  func isSame(_ other: Self) -> Bool {
    message == other.message && schema == other.schema && json == other.json && cbor == other.cbor
  }
}
