/// The first half of an answer: what came before its body.
struct HTTPHead: Sendable, Equatable {
  let status: Int
  let headers: HTTPHeaders
}

/// A complete answer. Any status is an answer; redirects are not followed.
public struct HTTPResponse: Sendable {
  public let status: Int
  public let headers: HTTPHeaders
  public let body: [UInt8]

  public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var isSuccess: Bool { (200..<300).contains(status) }
}
