import Hummingbird
import Shared

extension Response {
  /// An avatar's bytes, or a range of them, as they come from upload-store; kept by nobody on the way.
  static func avatar(_ view: AvatarView, _ bytes: Attachment, range header: String?) throws(Refusal) -> Response {
    let length = bytes.length ?? view.bytes
    var headers: HTTPFields = [.contentType: view.contentType, .acceptRanges: "bytes"]
    switch try ByteRange(header, of: length) {
    case .whole:
      return Response(status: .ok, headers: headers, body: body(bytes, 0..<length))
    case .part(let range):
      headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
      return Response(status: .partialContent, headers: headers, body: body(bytes, range))
    }
  }

  private static func body(_ bytes: Attachment, _ range: Range<Int>) -> ResponseBody {
    ResponseBody(contentLength: range.count) { writer in
      defer { bytes.cancel() }
      var position = 0
      while position < range.upperBound {
        // Cut short, the connection is closed: the client sees that bytes are missing.
        guard let chunk = try await bytes.next() else { throw Refusal.fault }
        let wanted = range.clamped(to: position..<position + chunk.count)
        if !wanted.isEmpty {
          let part = (wanted.lowerBound - position)..<(wanted.upperBound - position)
          try await writer.write(chunk.withUnsafeBytes { ByteBuffer(bytes: $0[part]) })
        }
        position += chunk.count
      }
      try await writer.finish(nil)
    }
  }
}
