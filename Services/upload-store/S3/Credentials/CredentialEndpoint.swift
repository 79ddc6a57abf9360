import Shared

/// A small server near by, of the platform's own, that says as whom a container or a machine may ask.
struct CredentialEndpoint: Sendable {
  private let http: HTTPClient

  private static let triesMax = 3
  private static let timeout = Duration.seconds(5)
  /// Near by means soon; where there is no such server, nobody answers.
  private static let connectTimeout = Duration.seconds(1)

  /// - Parameter plainHosts: of the endpoint, if it is asked without TLS and is not on this machine.
  init(plainHosts: Set<String>) {
    http = HTTPClient(userAgent: "mayfly-upload-store/1", policy: HTTPPolicy(plainHosts: plainHosts))
  }

  /// - Returns: what it answers with success.
  func ask(_ method: String, _ url: String, _ headers: HTTPHeaders = [:]) async throws(Refusal) -> [UInt8] {
    var why = ""
    for attempt in 1...Self.triesMax {
      if attempt > 1 { await pause(.milliseconds(100 << attempt)) }
      do throws(HTTPFailure) {
        let response = try await http.send(
          HTTPRequest(method, url, headers: headers, timeout: Self.timeout, connectTimeout: Self.connectTimeout))
        if response.isSuccess { return response.body }
        why = "\(url) answers \(response.status)."
        if response.status < 500 && response.status != 429 { break }
      } catch {
        why = "\(url): \(error)"
      }
    }
    throw .noCredentials(why)
  }

  /// What it answers when asked for credentials.
  private struct Document: Decodable {
    let id: String
    let secret: String
    let session: String
    let expires: Moment

    enum CodingKeys: String, CodingKey {
      case id = "AccessKeyId"
      case secret = "SecretAccessKey"
      case session = "Token"
      case expires = "Expiration"
    }
  }

  func credentials(_ url: String, _ headers: HTTPHeaders) async throws(Refusal) -> AWSCredentials {
    let bytes = try await ask("GET", url, headers)
    let document: Document
    do { document = try JSON.decode(Document.self, bytes) } catch {
      throw .noCredentials("\(url) does not answer as credentials are written.")
    }
    return AWSCredentials(
      id: document.id, secret: Personal(document.secret), session: Personal(document.session),
      expires: document.expires)
  }
}

extension Refusal {
  static func noCredentials(_ why: String) -> Refusal {
    Refusal(
      .unavailable,
      "There are no credentials for S3. \(why) Give this machine or container a role that may use the bucket, "
        + "or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
  }
}
