import Shared

/// The gateway, as anybody outside sees it.
struct GatewayDoor: Sendable {
  /// Without a slash at its end.
  let address: String
  let send: @Sendable (HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

  /// Nobody goes in.
  static let closed = GatewayDoor(address: "") { _ throws(HTTPFailure) in throw .shutDown }

  static func live(_ address: String) throws(SettingsError) -> GatewayDoor {
    guard let host = host(of: address) else {
      throw SettingsError(
        "MAYFLY_REHEARSAL_URL is '\(address)'. Give the gateway's address, such as http://127.0.0.1:8080.")
    }
    // Whoever names a host here wants it to be asked, also in the clear: nobody's face is in what is sent.
    let http = HTTPClient(userAgent: "mayfly-rehearsal/1", policy: HTTPPolicy(hosts: [host], plainHosts: [host]))
    return GatewayDoor(address: address.hasSuffix("/") ? String(address.dropLast()) : address) {
      request throws(HTTPFailure) in try await http.send(request)
    }
  }

  private static func host(of address: String) -> String? {
    for scheme in ["http://", "https://"] where address.hasPrefix(scheme) {
      let rest = address.dropFirst(scheme.count).prefix { $0 != "/" }
      if rest.hasPrefix("[") { return rest.dropFirst().split(separator: "]").first.map(String.init) }
      return rest.split(separator: ":").first.map(String.init)
    }
    return nil
  }
}
