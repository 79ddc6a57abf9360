import Shared

// What is sent to the gateway and read from it, as far as a rehearsal needs it.
extension RehearsalCalls {
  /// Somebody who does not exist, and is plainly so.
  struct SignUpDocument: Encodable {
    struct Consent: Encodable { var policyVersion: Int }
    var name = "Rehearsal"
    var email = "rehearsal@mayfly.invalid"
    var dateOfBirth = "1990-02-03"
    var consent: Consent
  }

  struct OrderDocument: Encodable {
    var subject = Subject.person
    var style = Style.rehearsal.id
  }

  struct SignedUp: Decodable {
    struct Account: Decodable { var id: Shared.Account.ID }
    var account: Account
    var accessToken: AccessToken
  }

  struct Sight: Decodable {
    var id: Photosession.ID
    var state: PhotosessionState
    var outcome: PhotosessionOutcome?
    var reason: String?
  }

  struct Stored: Decodable {
    struct Photo: Decodable { var id: Shared.Photo.ID }
    var photo: Photo
  }

  struct Avatars: Decodable {
    struct Avatar: Decodable { var id: Shared.Avatar.ID }
    var avatars: [Avatar]
  }

  struct Receipts: Decodable { var receipts: [OwnedReceipt] }

  /// RFC 9457.
  struct ProblemDocument: Decodable {
    var type: String
    var detail: String?
  }

  // MARK: Exchanges

  func post(
    _ path: String, _ document: some Encodable, _ action: Rehearsal.Action
  ) async throws(Rehearsal.Obstacle) -> HTTPResponse {
    let body: [UInt8]
    do { body = try JSON.encode(document) } catch { preconditionFailure("our own documents have a written form") }
    return try await send("POST", path, action, body: .bytes(body), contentType: "application/json")
  }

  /// Anything but a success is an obstacle.
  func send(
    _ method: String, _ path: String, _ action: Rehearsal.Action, body: HTTPRequest.Body = .none,
    contentType: String? = nil
  ) async throws(Rehearsal.Obstacle) -> HTTPResponse {
    let response = try await exchange(method, path, action, body: body, contentType: contentType)
    guard response.isSuccess else { throw Rehearsal.Obstacle(response) }
    return response
  }

  func exchange(
    _ method: String, _ path: String, _ action: Rehearsal.Action, body: HTTPRequest.Body = .none,
    contentType: String? = nil
  ) async throws(Rehearsal.Obstacle) -> HTTPResponse {
    var headers: HTTPHeaders = [:]
    if let token = action.token { headers.add("Authorization", "Bearer \(token.revealed)") }
    if method == "POST" { headers.add("Idempotency-Key", action.key) }
    if let contentType { headers.add("Content-Type", contentType) }
    do throws(HTTPFailure) {
      return try await door.send(
        HTTPRequest(
          method, door.address + path, headers: headers, body: body, timeout: Self.patience,
          connectTimeout: .seconds(5)))
    } catch {
      throw Rehearsal.Obstacle(error)
    }
  }

  static func read<Document: Decodable>(
    _ type: Document.Type, _ response: HTTPResponse
  ) throws(Rehearsal.Obstacle) -> Document {
    do { return try JSON.decode(type, response.body) } catch {
      throw Rehearsal.Obstacle(
        what: "the gateway's answer cannot be read (\(type))", isWorthARetry: false, mayHaveHappened: true)
    }
  }
}

extension Rehearsal.Obstacle {
  init(_ failure: HTTPFailure) {
    self.init(
      what: "the gateway did not answer (\(failure.sentence))", isWorthARetry: true,
      mayHaveHappened: failure.mayHaveBeenExecuted)
  }

  init(_ response: HTTPResponse) {
    var what = "the gateway answered \(response.status)"
    do {
      let problem = try JSON.decode(RehearsalCalls.ProblemDocument.self, response.body)
      what += " (\(problem.type.split(separator: ":").last ?? "")\(problem.detail.map { ": \($0)" } ?? ""))"
    } catch {
      // Not from the gateway itself, but from what stands before it: the status says it all.
    }
    self.init(
      what: what, isWorthARetry: response.status >= 500 || response.status == 429,
      mayHaveHappened: response.status >= 500)
  }
}

extension HTTPFailure {
  /// Without its full stop.
  fileprivate var sentence: String { String(description.reversed().drop { $0 == "." }.reversed()) }
}
