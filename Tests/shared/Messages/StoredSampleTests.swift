import Shared
import TestSupport
import Testing

/// What an older process sent, or a recording holds, is still understood. A message whose form changes so that it is
/// not gets a new schema; its old lines then say `withdrawn`.
@Suite(.timeLimit(.minutes(1))) struct StoredSampleTests {
  private let types: [String: SampledType]
  private let stored: StoredSamples

  init() throws {
    types = Dictionary(MessageSamples.all.map { ($0.type.name, $0.type) }) { first, _ in first }
    stored = try StoredSamples()
  }

  @Test func everyStoredMessageIsStillUnderstood() throws {
    for line in stored.lines where !line.isWithdrawn {
      let type = try #require(
        types[line.type], "Nothing is called \(line.type) any more: withdraw line \(line.number).")
      do {
        let cbor = try #require(Hex.decode(line.cbor))
        #expect(try type.understands(Array(line.json.utf8), cbor), "line \(line.number), \(line.message)")
      } catch {
        Issue.record("Line \(line.number), \(line.message), is no longer read: \(error)")
      }
    }
  }

  @Test func everySampleIsStored() throws {
    var withSamples = stored
    try withSamples.add(MessageSamples.all)
    let difference = try Committed.difference(StoredSamples.path, withSamples.text)
    #expect(difference == nil)
  }

  @Test func noLineVanishes() {
    #expect(stored.lines.map(\.number) == Array(1..<stored.lines.count + 1), "The numbers have a gap.")
    for line in stored.lines where line.isWithdrawn {
      // A type that is gone has no schema any more.
      let schema = types[line.type]?.schema ?? .max
      #expect(line.schema < schema, "Line \(line.number) is withdrawn, but \(line.type) still has that schema.")
    }
  }
}
