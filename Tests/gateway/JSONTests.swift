import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

@Suite(.timeLimit(.minutes(1)))
struct JSONTests {
  @Test(arguments: [
    (
      #"{"a":1,"b":[true,false,null],"c":"x","d":-2.5e1,"e":{}}"#,
      JSONValue.object([
        "a": .integer(1), "b": .array([.bool(true), .bool(false), .null]), "c": .string("x"), "d": .number(-25),
        "e": .object([:]),
      ])
    ),
    (#" [ ] "#, .array([])), (#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, .string("\"\\/\u{8}\u{c}\n\r\té😀")),
    ("0", .integer(0)), ("9223372036854775808", .number(9223372036854775808)),
  ])
  func itIsRead(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONText.parse(Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("", "line 1, column 1"), ("{", "line 1, column 2"), ("{\n  \"a\": 1,\n  oops\n}", "line 3, column 3"),
    (#"{"a" 1}"#, "column 6"), (#"{"a":1 "b":2}"#, "column 8"), ("[1,]", "column 4"), ("{} x", "column 4"),
    ("[01]", "column 2"), ("[+1]", "column 2"), ("[1.]", "column 2"), ("tru", "column 1"), (#""abc"#, "no end"),
    (#""\x""#, "escape"), (#""\ud800""#, "half a character"), (#""\u12g4""#, "hexadecimal"),
    ("\"a\nb\"", "control character"), (#"{"a":1,"a":2}"#, "column 8: this name stands here twice"),
    ("[1e999]", "too large"), (String(repeating: "[", count: 100_000), "too deeply"),
  ])
  func whatIsNoneIsRefusedWithThePlace(_ text: String, _ place: String) {
    let refusal = #expect(throws: Refusal.self) { try JSONText.parse(Array(text.utf8)) }
    #expect(refusal?.problem == .malformedRequest)
    #expect(refusal?.detail.contains(place) == true, "\(refusal?.detail ?? "")")
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: Refusal.self) { try JSONText.parse([0x22, 0xff, 0x22]) }
  }

  @Test(arguments: [
    (#"[]"#, 400, "must be a JSON object"), (#"{}"#, 422, "name is missing"),
    (
      #"{"name":1,"email":"a@b","dateOfBirth":"1990-01-01","consent":{"policyVersion":1}}"#, 422,
      "name must be a text, not a whole number"
    ),
    (
      #"{"name":"A","email":"a@b","dateOfBirth":"1990-01-01","consent":{"policyVersion":"1"}}"#, 422,
      "consent.policyVersion must be a whole number, not a text"
    ),
    (
      #"{"name":"A","email":"a@b","dateOfBirth":"1990-01-01","consent":[]}"#, 422,
      "consent must be an object, not a list"
    ),
    (
      #"{"name":"A","email":"a@b","dateOfBirth":"1990-01-01","consent":{"policyVersion":1,"admin":true}}"#, 422,
      "consent.admin"
    ),
    (
      #"{"name":"A","email":"a@b","dateOfBirth":"1990-01-01","consent":{"policyVersion":1},"isAdmin":1}"#, 422,
      "isAdmin"
    ),
  ])
  func aWrongFieldIsNamed(_ body: String, _ status: Int, _ text: String) async throws {
    let world = try World()
    try await world.app.test(.router) { client async throws in
      let problem = try await client.send(Sample(.post, "/v1/accounts", body, token: nil)).problem
      #expect(problem.status == status)
      #expect(problem.detail.contains(text), "\(problem.detail)")
      #expect(world.asked.isEmpty)
    }
  }

  @Test func aChoiceNamesItsChoices() async throws {
    try await World().app.test(.router) { client async throws in
      let wrong = Sample(.post, "/v1/photosessions", #"{"subject":"dog","style":"studio"}"#)
      #expect(try await client.send(wrong).problem.detail == "subject must be one of woman, man, person.")
      let unknown = Sample(.post, "/v1/photosessions", #"{"subject":"man","style":"nude"}"#)
      #expect(try await client.send(unknown).problem.type == "urn:mayfly:problem:unknown-style")
    }
  }

  @Test func aBodyLargerThanAnyFormIsRefused() async throws {
    try await World().app.test(.router) { client async throws in
      let body = Sample.signUp + String(repeating: " ", count: 70_000)
      #expect(try await client.send(Sample(.post, "/v1/accounts", body, token: nil)).problem.status == 413)
    }
  }
}
