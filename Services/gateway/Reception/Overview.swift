import Shared

// What everybody may know of all of us together.

extension Reception {
  func transparency(_ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let reply = try await visit.asks.janitor(.transparency, .init(timeout: .seconds(2)))
    guard case .transparency(let transparency) = reply else { throw .fault }
    return GatewayAnswer(200, transparency)
  }
}

extension FrontDesk {
  /// Asked again and again for whoever looks, and changes nothing: not recorded.
  func transparency() async throws(Refusal) -> Transparency {
    let (answer, _) = try await look(.transparency, Caller())
    guard let transparency = answer.document as? Transparency else { throw .fault }
    return transparency
  }
}
