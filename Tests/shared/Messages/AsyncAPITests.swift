import Shared
import TestSupport
import Testing

/// The description of all conversations is true, whole and current.
@Suite(.timeLimit(.minutes(1))) struct AsyncAPITests {
  private let document: AsyncAPIDocument
  private let json: JSONValue

  init() throws {
    document = try AsyncAPIDocument(MessageSamples.conversations, MessageSamples.events)
    json = try document.json
  }

  @Test func theCommittedOneIsCurrent() throws {
    let difference = try Committed.difference(AsyncAPIDocument.path, document.text)
    #expect(difference == nil)
  }

  @Test func everyMessageHasASample() {
    for samples in MessageSamples.conversations.flatMap({ [$0.requests, $0.replies] }) {
      let name = samples[0].type.name
      #expect(Set(samples.map(\.message.kind)) == document.source.cases[name], "\(name)")
    }
    for (name, schema) in document.book.types {
      guard case .choice(let cases) = schema else { continue }
      #expect(Set(cases.keys) == document.source.cases[name], "\(name)")
    }
  }

  @Test func samplesShowEveryOptionalPresentAndAbsent() throws {
    var unseen = document.book.types.flatMap { $1.unseen(at: $0) }
    for samples in MessageSamples.conversations.flatMap({ [$0.requests, $0.replies] }) {
      let cases = try document.book.cases(of: samples.map(\.message))
      unseen += Schema.choice(cases).unseen(at: samples[0].type.name)
    }
    #expect(unseen.sorted() == [])
  }

  @Test func everyReferenceLeadsSomewhere() {
    func check(_ value: JSONValue) {
      if case .string(let path)? = value["$ref"] {
        let end = path.split(separator: "/").dropFirst().reduce(json) { $0?[String($1)] }
        #expect(end != nil, "\(path)")
      }
      for part in value.parts { check(part) }
    }
    check(json)
  }

  @Test func everySampleFitsItsSchema() throws {
    let check = SchemaCheck(document: json)
    for sample in MessageSamples.all {
      let schema = try #require(json["components"]?["messages"]?[sample.name]?["payload"])
      #expect(try check.faults(of: JSONValue(sample.message), schema, sample.name) == [])
    }
  }

  @Test func whatDoesNotFitIsNoticed() throws {
    let schema = try #require(json["components"]?["messages"]?["AccountRequest.show"]?["payload"])
    let check = SchemaCheck(document: json)
    let wrong: [JSONValue] = [[:], ["show": [:]], ["show": ["account": "short"]], ["show": ["account": true]], []]
    for wrong in wrong {
      #expect(check.faults(of: wrong, schema, "show") != [])
    }
  }
}
