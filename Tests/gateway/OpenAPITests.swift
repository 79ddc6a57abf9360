import Foundation
import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

@Suite(.timeLimit(.minutes(1)))
struct OpenAPITests {
  private let description: JSONValue

  init() throws {
    description = try JSONDecoder().decode(JSONValue.self, from: Data(PackageResources.openapi_json))
  }

  @Test func itDescribesEveryRouteAndNoOther() throws {
    var described: Set<String> = []
    for (path, item) in try #require(description["paths"]?.fields) {
      for method in try #require(item.fields).keys { described.insert("\(method.uppercased()) \(path)") }
    }
    #expect(described == Set(Route.all.map(\.name)))
  }

  @Test(arguments: Route.all.map(\.name))
  func itSaysWhoMayAskAndWhatIsAnswered(_ name: String) async throws {
    let route = Route.named(name)
    let operation = try #require(
      description["paths"]?[route.path]?[route.method.rawValue.lowercased()], "no operation for \(name)")
    #expect((operation["security"] == .array([])) == (route.access == .anyone))
    #expect(operation["summary"] == .string(route.summary))
    let world = try World()
    if name.hasSuffix("/events") { world.state.withLock { $0.photosessionState = .erased } }
    try await world.app.test(.router) { client async throws in
      let answer = try await client.send(Sample(route))
      let response = try #require(operation["responses"]?["\(answer.status.code)"])
      guard let schema = response["content"]?["application/json"]?["schema"], route.path != "/openapi.json" else {
        return
      }
      try check(answer.json, schema, name)
    }
  }

  @Test func itNamesEveryProblem() throws {
    let text = String(decoding: PackageResources.openapi_json, as: UTF8.self)
    // What these mean is said where HTTP itself is explained, and not at any one route.
    let general: Set<Problem> = [
      .malformedRequest, .bodyTooLarge, .unknownVersion, .methodNotAllowed, .forbidden, .timedOut, .cancelled,
      .contractMismatch, .internal,
    ]
    for problem in Problem.allCases where !general.contains(problem) { #expect(text.contains(problem.rawValue)) }
  }

  /// Whether an answer has the fields that its schema lists, all that are required and no other.
  private func check(_ value: JSONValue, _ schema: JSONValue, _ place: String) throws {
    if case .string(let reference)? = schema["$ref"] {
      let name = try #require(reference.split(separator: "/").last)
      return try check(value, try #require(description["components"]?["schemas"]?[String(name)]), place)
    }
    switch value {
    case .object(let fields):
      let properties = try #require(schema["properties"]?.fields, "\(place) is no object")
      let required = try #require(schema["required"]?.strings)
      #expect(Set(fields.keys).isSubset(of: properties.keys), "\(place)")
      #expect(Set(required).isSubset(of: fields.keys), "\(place)")
      for (name, field) in fields { try check(field, try #require(properties[name]), "\(place).\(name)") }
    case .array(let items):
      let schema = try #require(schema["items"], "\(place) is no list")
      for item in items { try check(item, schema, "\(place)[]") }
    case .string(let text):
      if let choices = schema["enum"]?.strings { #expect(choices.contains(text), "\(place)") }
      if case .string(let pattern)? = schema["pattern"] {
        #expect(try Regex(pattern).wholeMatch(in: text) != nil, "\(place)")
      }
    case .null, .bool, .integer, .number: break
    }
  }
}

extension JSONValue {
  fileprivate var fields: [String: JSONValue]? {
    guard case .object(let fields) = self else { return nil }
    return fields
  }

  fileprivate var strings: [String]? {
    guard case .array(let items) = self else { return nil }
    return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }
}
