import Foundation
import Shared
import Testing

@testable import astria_sandbox

/// Somebody who uses the sandbox over HTTP, as one would use Astria.
struct Customer: Sendable {
  let address: String
  let client: HTTPClient

  static let photo = Array("\u{FF}\u{D8} a photo".utf8)
  static let usual = [
    "title": "5f2c", "name": "woman", "base_tune_id": "1504944", "model_type": "lora", "preset": "flux-lora-portrait",
  ]

  func send(
    _ method: String, _ path: String, headers: HTTPHeaders = ["Authorization": "Bearer sd_test"],
    body: HTTPRequest.Body = .none
  ) async throws -> Answer {
    let url = path.hasPrefix("http") ? path : address + path
    let response = try await client.send(HTTPRequest(method, url, headers: headers, body: body))
    return Answer(status: response.status, type: response.headers["Content-Type"] ?? "", body: response.body)
  }

  func get(_ path: String) async throws -> Answer { try await send("GET", path) }
  func delete(_ path: String) async throws -> Answer { try await send("DELETE", path) }

  func post(_ path: String, json: String) async throws -> Answer {
    try await send(
      "POST", path, headers: ["Authorization": "Bearer sd_test", "Content-Type": "application/json"],
      body: .bytes(Array(json.utf8)))
  }

  /// As the multipart form that a backend sends: fields first, then the photos.
  func createTune(
    _ changes: [String: String] = [:], photos: [[UInt8]] = [photo, photo + [1]], path: String = "/tunes"
  ) async throws -> Answer {
    let fields = Self.usual.merging(changes) { _, new in new }.sorted { $0.key < $1.key }
    let parts = fields.map { Multipart.Part.field(name: "tune[\($0.key)]", value: $0.value) }
    let files = photos.enumerated().map { index, bytes in
      Multipart.Part.file(
        name: "tune[images][]", filename: "0\(index + 1).jpg", contentType: "image/jpeg", length: bytes.count
      ) { once(bytes) }
    }
    let form = try Multipart(boundary: "sixteen-or-more-letters", parts: parts + files)
    return try await send(
      "POST", path, headers: ["Authorization": "Bearer sd_test", "Content-Type": form.contentType],
      body: form.body)
  }

  func createPrompt(on tune: Int, _ fields: String = #""text": "ohwx woman""#) async throws -> Answer {
    try await post("/tunes/\(tune)/prompts", json: #"{"prompt": {\#(fields)}}"#)
  }

  func turnClock(by seconds: Double) async throws {
    #expect(try await post("/sandbox/clock", json: #"{"advance": \#(seconds)}"#).status == 200)
  }

  func turn(_ settings: String) async throws {
    #expect(try await post("/sandbox/settings", json: settings).status == 200)
  }

  /// Instead of those that were set before.
  func set(_ fault: String) async throws {
    #expect(try await post("/sandbox/faults", json: "[\(fault)]").status == 200)
  }

  func requests() async throws -> [JSONValue] { try await get("/sandbox/requests").json["requests"].items }

  func state() async throws -> JSONValue { try await get("/sandbox/state").json }
}

/// A body of one piece.
func once(_ bytes: [UInt8]) -> @Sendable () async throws -> [UInt8]? {
  let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
  continuation.yield(bytes)
  continuation.finish()
  return { await pieces.first { _ in true } }
}

/// What came back.
struct Answer: Sendable {
  let status: Int
  let type: String
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSONValue {
    get throws { try JSONDecoder().decode(JSONValue.self, from: Data(body)) }
  }
  var id: Int {
    get throws { try #require(try json["id"].int) }
  }
}

extension JSONValue {
  subscript(name: String) -> JSONValue {
    guard case .object(let fields) = self else { return .null }
    return fields[name] ?? .null
  }
  var int: Int? {
    guard case .integer(let value) = self else { return nil }
    return Int(value)
  }
  var text: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }
  var items: [JSONValue] {
    guard case .array(let values) = self else { return [] }
    return values
  }
}
