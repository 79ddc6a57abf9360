import Foundation
import Shared

/// Fetches the photos behind `tune[image_urls]` within the request, so that slow and unreachable addresses show there.
struct Downloads: Sendable {
  private static let largestPhoto = 25 << 20

  let client: HTTPClient

  func fetch(_ addresses: [String]) async throws(Rejection) -> [UploadedFile] {
    var photos: [UploadedFile] = []
    for address in addresses { photos.append(try await fetch(address)) }
    return photos
  }

  private func fetch(_ address: String) async throws(Rejection) -> UploadedFile {
    let request = HTTPRequest("GET", address, timeout: .seconds(25), responseLimit: Self.largestPhoto)
    do {
      let answer = try await client.send(request)
      guard answer.isSuccess else { throw HTTPFailure.malformedResponse("it has status \(answer.status)") }
      let name = URLComponents(string: address)?.path.split(separator: "/").last.map(String.init)
      return UploadedFile(
        name: name ?? "image", contentType: answer.headers["Content-Type"] ?? "application/octet-stream",
        bytes: answer.body)
    } catch {
      throw .unprocessable(["image_urls": ["could not be downloaded: \(error)"]])
    }
  }
}
