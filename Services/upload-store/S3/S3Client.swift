import Foundation
import Shared
import Synchronization

/// Asks an object store that speaks S3: signs, tries again what may pass soon, and follows the server's clock.
final class S3Client: Sendable {
  let location: S3Location
  private let http: HTTPClient
  private let credentials: CredentialKeeper
  private let clock: WallClock
  /// How far the server's clock is ahead of ours: it refuses what is signed a quarter of an hour off.
  private let ahead = Mutex(Duration.zero)

  /// All that is asked for may be asked for twice: the same is put, or gone.
  static let triesMax = 5
  private static let firstPause = Duration.milliseconds(100)
  private static let timeout = Duration.seconds(120)

  /// - Parameters:
  ///   - plainHosts: hosts that may be spoken to without TLS, besides this machine.
  ///   - certificates: path of a PEM file with the authorities to trust instead of the system's.
  init(
    _ location: S3Location, _ credentials: any CredentialSource, plainHosts: Set<String> = [],
    certificates: String? = nil, clock: WallClock
  ) {
    self.location = location
    self.credentials = CredentialKeeper(credentials, clock: clock)
    self.clock = clock
    http = HTTPClient(
      userAgent: "mayfly-upload-store/1",
      policy: HTTPPolicy(hosts: [location.host, "\(location.bucket).\(location.host)"], plainHosts: plainHosts),
      certificates: certificates)
  }

  /// One question: about an object, or about the bucket.
  struct Question: Sendable {
    let method: String
    var key: String?
    var query: [(name: String, value: String)] = []
    var body = Body.none

    enum Body: Sendable {
      case none
      /// Goes with its digests.
      case document(String)
      /// Opened anew for each try.
      case object(length: Int, open: @Sendable () -> ObjectPieces)
    }
  }

  /// - Parameter allowed: statuses that are an answer here.
  /// - Returns: the answer if it is one of success, or says that there is no such thing.
  func ask(_ question: Question, allowing allowed: Set<Int> = []) async throws(Refusal) -> HTTPResponse {
    try await persist(question) { http, request throws(HTTPFailure) in
      let response = try await http.send(request)
      if allowed.contains(response.status) { return (response, nil) }
      return (response, S3Failure(response.status, response.headers, response.body))
    }
  }

  /// The same, for an object's bytes: they are read as they come.
  func open(_ question: Question) async throws(Refusal) -> HTTPStreamedResponse {
    try await persist(question) { http, request throws(HTTPFailure) in
      let response = try await http.stream(request)
      if response.isSuccess { return (response, nil) }
      var body: [UInt8] = []
      while body.count < Self.explanationMax, let piece = try await response.next() { body += piece }
      return (response, S3Failure(response.status, response.headers, body))
    }
  }

  private static let explanationMax = 65_536

  private func persist<Response>(
    _ question: Question,
    _ send: (HTTPClient, HTTPRequest) async throws(HTTPFailure) -> (Response, S3Failure?)
  ) async throws(Refusal) -> Response {
    var pause = Self.firstPause
    for attempt in 1... {
      let request = signed(question, by: try await credentials.current())
      let failure: S3Failure
      do throws(HTTPFailure) {
        let (response, failed) = try await send(http, request)
        guard let failed else { return response }
        failure = failed
      } catch {
        failure = S3Failure(error)
      }
      if let time = failure.serverTime { ahead.withLock { $0 = time - clock.now() } }
      guard failure.mayPassSoon, attempt < Self.triesMax, !Task.isCancelled else { throw failure.refusal(location) }
      await Shared.pause(max(pause, failure.retryAfter ?? .zero))
      pause *= 2
    }
    throw .fault
  }

  private func signed(_ question: Question, by credentials: AWSCredentials) -> HTTPRequest {
    let moment = clock.now() + ahead.withLock { $0 }
    var (body, payload) = (HTTPRequest.Body.none, SignatureV4.digest([]))
    var headers: [(name: String, value: String)] = []
    switch question.body {
    case .none: break
    case .document(let text):
      (body, payload) = (.bytes(Array(text.utf8)), SignatureV4.digest(Array(text.utf8)))
      headers.append(("content-md5", text.md5))
    case .object(let length, let open):
      // Sealed bytes prove themselves when they are read, and TLS guards them on their way.
      (body, payload) = (.stream(length: length, next: open()), "UNSIGNED-PAYLOAD")
    }
    headers += [
      ("host", location.authority), ("x-amz-content-sha256", payload), ("x-amz-date", SignatureV4.time(moment)),
    ]
    if let session = credentials.session { headers.append(("x-amz-security-token", session.revealed)) }
    let path = location.path(of: question.key)
    let signature = SignatureV4(credentials: credentials, region: location.region).authorisation(
      .init(method: question.method, path: path, query: question.query, headers: headers, payload: payload), at: moment)
    let query = SignatureV4.canonical(query: question.query)
    return HTTPRequest(
      question.method, location.origin + path + (query.isEmpty ? "" : "?\(query)"),
      headers: HTTPHeaders(headers.filter { $0.name != "host" } + [("Authorization", signature)]), body: body,
      timeout: Self.timeout)
  }
}
