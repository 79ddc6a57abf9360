import HTTPTypes
import Hummingbird

extension Request {
  /// Twenty photos of twenty megabytes, and room for the rest.
  private static let largestBody = 450 << 20

  /// The body as a tree.
  func form() async throws -> FormTree {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(headers[.contentLength].flatMap { Int($0) } ?? 0, Self.largestBody))
    for try await buffer in body {
      buffer.withUnsafeReadableBytes { bytes.append(contentsOf: $0) }
      guard bytes.count <= Self.largestBody else { throw HTTPError(.contentTooLarge) }
    }
    return try FormReader.read(bytes, contentType: headers[.contentType] ?? "")
  }

  /// The query as a tree.
  var query: FormTree { FormReader.urlEncoded(uri.query ?? "") }
}

extension RequestContext {
  /// A number in the path; what is no number is the id of nothing.
  func id(_ name: String) throws(Rejection) -> Int {
    guard let id = parameters.get(name).flatMap({ Int($0) }) else { throw .notFound }
    return id
  }
}
