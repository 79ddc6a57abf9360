import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

/// One request of a test, and what a route needs to be happy.
struct Sample {
  var method: HTTPRequest.Method
  var uri: String
  var headers: HTTPFields = [:]
  var body: [UInt8] = []

  static let signUp = """
    {"name":"Anna Canary","email":"anna.canary@example.org",\
    "dateOfBirth":"1990-05-17","consent":{"policyVersion":1}}
    """

  /// With all that is needed to succeed, as Anna.
  init(_ route: Route, photosession: Photosession.ID = World.photosession) {
    method = route.method
    uri = route.path.replacing("{photosession}", with: photosession.text)
      .replacing("{photo}", with: World.photo.text).replacing("{avatar}", with: World.avatar.text)
      .replacing("{token}", with: "hint-canary").replacing("{file}", with: "page.js")
    if route.access != .anyone { headers[.authorization] = "Bearer \(World.annasToken)" }
    switch (method, route.path) {
    case (.post, "/v1/accounts"): json(Self.signUp)
    case (.put, "/v1/account/consent"): json(#"{"policyVersion":2}"#)
    case (.post, "/v1/photosessions"): json(#"{"subject":"woman","style":"studio"}"#)
    case (.post, "/v1/photosessions/{photosession}/photos"):
      headers[.contentType] = "image/jpeg"
      body = Array("a photo".utf8)
    case (.patch, _):
      headers[.uploadOffset] = "4"
      headers[.uploadComplete] = "?1"
      headers[.contentType] = "application/partial-upload"
      body = Array("oto".utf8)
    default: break
    }
  }

  init(_ method: HTTPRequest.Method, _ uri: String, _ json: String? = nil, token: String? = World.annasToken) {
    self.method = method
    self.uri = uri
    if let token { headers[.authorization] = "Bearer \(token)" }
    if let json { self.json(json) }
  }

  private mutating func json(_ text: String) {
    headers[.contentType] = "application/json"
    body = Array(text.utf8)
  }
}

extension TestClientProtocol {
  func send(_ sample: Sample) async throws -> TestResponse {
    var headers = sample.headers
    if !sample.body.isEmpty, headers[.contentLength] == nil { headers[.contentLength] = "\(sample.body.count)" }
    return try await execute(
      uri: sample.uri, method: sample.method, headers: headers,
      body: sample.body.isEmpty ? nil : ByteBuffer(bytes: sample.body))
  }
}

extension TestResponse {
  var json: JSONValue {
    get throws { try JSONDecoder().decode(JSONValue.self, from: Data(body.readableBytesView)) }
  }

  var problem: ProblemDocument {
    get throws {
      #expect(headers[.contentType] == "application/problem+json")
      return try JSONDecoder().decode(ProblemDocument.self, from: Data(body.readableBytesView))
    }
  }
}

extension JSONValue {
  subscript(name: String) -> JSONValue? {
    guard case .object(let fields) = self else { return nil }
    return fields[name]
  }
}
