import Foundation
import TestSupport

import Shared

/// Where people come in: at processes of this machine, or at containers.
protocol FrontDoor: Sendable {
  var address: String { get }
  var http: HTTPClient { get }
}

/// Somebody with a phone: does over HTTP what the app would do.
struct Person: Sendable {
  let door: any FrontDoor
  let name: String
  let email: String
  let token: String

  /// - Parameter key: the idempotency key, for who signs up until somebody answers: else there are two accounts then.
  static func signUp(
    at door: any FrontDoor, name: String, email: String, key: String? = nil
  ) async throws -> Person {
    let body: [String: Any] = [
      "name": name, "email": email, "dateOfBirth": "1990-02-03", "consent": ["policyVersion": 1],
    ]
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    if let key { headers.add("Idempotency-Key", key) }
    let response = try await Answer(
      door.http.send(
        HTTPRequest(
          "POST", door.address + "/v1/accounts", headers: headers,
          body: .bytes([UInt8](JSONSerialization.data(withJSONObject: body))))))
    try response.expect(201)
    return Person(door: door, name: name, email: email, token: try response.text("accessToken"))
  }

  /// - Parameter key: the idempotency key; a call with one is made again until somebody answers it.
  func call(
    _ method: String, _ path: String, json: [String: Any]? = nil, bytes: [UInt8]? = nil, type: String? = nil,
    key: String? = nil
  ) async throws -> Answer {
    var headers: HTTPHeaders = ["Authorization": "Bearer \(token)"]
    if let key { headers.add("Idempotency-Key", key) }
    var body = HTTPRequest.Body.none
    if let json {
      headers.add("Content-Type", "application/json")
      body = .bytes([UInt8](try JSONSerialization.data(withJSONObject: json)))
    } else if let bytes {
      headers.add("Content-Type", type ?? "application/octet-stream")
      body = .bytes(bytes)
    }
    let request = HTTPRequest(method, door.address + path, headers: headers, body: body)
    return Answer(try await door.http.send(request))
  }

  /// As an app does: a call that found nobody, or a service that was not there, is made again.
  func insist(
    _ method: String, _ path: String, json: [String: Any]? = nil, bytes: [UInt8]? = nil, type: String? = nil
  ) async throws -> Answer {
    let key = method == "POST" ? "key-\(UInt64.random(in: 0 ... .max))" : nil
    return try await Eventually.get("\(method) \(path)", within: .seconds(60)) {
      let answer = try await call(method, path, json: json, bytes: bytes, type: type, key: key)
      return answer.status < 500 ? answer : nil
    }
  }

  func openPhotosession(style: String = "studio") async throws -> String {
    let answer = try await insist("POST", "/v1/photosessions", json: ["subject": "woman", "style": style])
    try answer.expect(201)
    return try answer.text("id")
  }

  @discardableResult
  func upload(_ photo: TestPhoto, to photosession: String) async throws -> Answer {
    try await insist(
      "POST", "/v1/photosessions/\(photosession)/photos", bytes: photo.bytes, type: photo.contentType)
  }

  func train(_ photosession: String) async throws {
    let answer = try await insist("POST", "/v1/photosessions/\(photosession)/training")
    // A repeat after a restart finds it requested already: that is what was wanted.
    if answer.status != 409 { try answer.expect(202) }
  }

  func look(_ photosession: String) async throws -> Answer {
    let answer = try await insist("GET", "/v1/photosessions/\(photosession)")
    try answer.expect(200)
    return answer
  }

  /// Waits until the photosession has come as far as `state`, or further.
  @discardableResult
  func wait(for state: PhotosessionState, _ photosession: String, within: Duration = .seconds(90)) async throws
    -> Answer
  {
    let order = PhotosessionState.allCases
    return try await Eventually.get("photosession \(state)", within: within) {
      let answer = try await look(photosession)
      guard let reached = PhotosessionState(rawValue: try answer.text("state")) else { return nil }
      return (order.firstIndex(of: reached) ?? 0) >= (order.firstIndex(of: state) ?? 0) ? answer : nil
    }
  }

  func avatars(_ photosession: String) async throws -> [[UInt8]] {
    let list = try await insist("GET", "/v1/photosessions/\(photosession)/avatars")
    var pictures: [[UInt8]] = []
    for id in try list.list("avatars").compactMap({ $0["id"] as? String }) {
      let answer = try await insist("GET", "/v1/photosessions/\(photosession)/avatars/\(id)")
      try answer.expect(200)
      pictures.append(answer.bytes)
    }
    return pictures
  }

  func receipts(of photosession: String) async throws -> [OwnedReceipt] {
    let answer = try await insist("GET", "/v1/photosessions/\(photosession)/erasure-receipts")
    try answer.expect(200)
    struct Document: Decodable { var receipts: [OwnedReceipt] }
    return try JSON.decode(Document.self, answer.bytes).receipts
  }

  func delivered(_ photosession: String) async throws {
    let answer = try await insist("POST", "/v1/photosessions/\(photosession)/delivered")
    if answer.status != 409 { try answer.expect(202) }
  }
}

/// What came back, with words that make a failing test readable.
struct Answer: Sendable {
  let status: Int
  let bytes: [UInt8]
  let headers: HTTPHeaders

  init(_ response: HTTPResponse) {
    status = response.status
    bytes = response.body
    headers = response.headers
  }

  var body: String { String(decoding: bytes.prefix(4000), as: UTF8.self) }

  func expect(_ wanted: Int) throws {
    guard status == wanted else { throw InVain("wanted \(wanted), got \(status): \(body)") }
  }

  func object() throws -> [String: Any] {
    guard let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
      throw InVain("no JSON object: \(body)")
    }
    return object
  }

  func text(_ key: String) throws -> String {
    guard let text = try object()[key] as? String else { throw InVain("no text '\(key)' in \(body)") }
    return text
  }

  func list(_ key: String) throws -> [[String: Any]] {
    guard let list = try object()[key] as? [[String: Any]] else { throw InVain("no list '\(key)' in \(body)") }
    return list
  }

  /// The end of a problem document's type.
  func problem() throws -> String { try String(text("type").split(separator: ":").last ?? "") }
}
