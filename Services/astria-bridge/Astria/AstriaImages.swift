import Foundation
import Shared

/// Pictures at Astria. Their addresses are secrets that open to anybody, so the key never goes along, and only known
/// hosts are asked.
struct AstriaImages: Sendable {
  /// Opens a picture, to be copied at once.
  var open: @Sendable (Personal<String>) async throws(AstriaFailure) -> Picture
  /// Whether anybody who has the address still gets it.
  var isReadable: @Sendable (Personal<String>) async throws(AstriaFailure) -> Bool

  /// A picture on its way.
  struct Picture: Sendable {
    let contentType: String
    let attachment: Attachment
  }

  static let bytesMax = 30_000_000

  /// - Parameters:
  ///   - http: with a policy that allows Astria's hosts of pictures only.
  ///   - patience: how long a picture may take.
  static func live(_ http: HTTPClient, patience: Duration = .seconds(120)) -> AstriaImages {
    AstriaImages(
      open: { address throws(AstriaFailure) in try await open(request(address, patience), http) },
      isReadable: { address throws(AstriaFailure) in try await probe(request(address, patience), http) })
  }

  private static func open(_ request: HTTPRequest, _ http: HTTPClient) async throws(AstriaFailure) -> Picture {
    let response: HTTPStreamedResponse
    var start: [UInt8] = []
    do {
      response = try await http.stream(request)
      while start.count < PictureKind.bytesNeeded, let more = try await response.next() { start += more }
    } catch {
      throw AstriaFailure(picture: error)
    }
    guard response.isSuccess else { throw .picture(response.status) }
    let length = response.headers["Content-Length"].flatMap(Int.init)
    guard let contentType = PictureKind.contentType(start), length ?? 0 <= bytesMax else {
      throw start.isEmpty || response.isPage ? .picture(response.status) : .noPicture
    }
    let body = PictureBody(start, response)
    return Picture(
      contentType: contentType,
      attachment: Attachment(length: length, next: { try await body.next() }, cancel: { response.cancel() }))
  }

  /// An address at a host that we do not ask is no probe.
  private static func probe(_ request: HTTPRequest, _ http: HTTPClient) async throws(AstriaFailure) -> Bool {
    let response: HTTPStreamedResponse
    do {
      response = try await http.stream(request)
    } catch .refusedAddress {
      return false
    } catch {
      throw AstriaFailure(error)
    }
    defer { response.cancel() }
    guard response.status < 500 else { throw .picture(response.status) }
    return response.isSuccess
  }

  private static func request(_ address: Personal<String>, _ patience: Duration) -> HTTPRequest {
    HTTPRequest("GET", address.revealed, headers: ["Accept": "image/*"], timeout: patience)
  }
}

extension HTTPStreamedResponse {
  /// What a proxy shows people while it has nothing else.
  fileprivate var isPage: Bool { headers["Content-Type"]?.lowercased().hasPrefix("text/") ?? false }
}
