import CCurl
import Foundation

/// Where requests may go: `https` anywhere (or to `hosts` only), `http` to this machine and to `plainHosts`.
public struct HTTPPolicy: Sendable {
  /// Where given, no other host is asked anything, whatever the scheme.
  public var hosts: Set<String>?
  /// Hosts that may be spoken to in the clear: neighbours on a private network, by their service name.
  public var plainHosts: Set<String>

  public init(hosts: Set<String>? = nil, plainHosts: Set<String> = []) {
    self.hosts = hosts.map { Set($0.map(Self.normal)) }
    self.plainHosts = Set(plainHosts.map(Self.normal))
  }

  /// Checks with libcurl's own parser, so that what is checked is what will be asked.
  func check(_ url: String) throws(HTTPFailure) -> HTTPAddress {
    guard let address = HTTPAddress(url) else {
      throw .refusedAddress("it is no absolute address without user name and password")
    }
    if let hosts, !hosts.contains(Self.normal(address.host)) {
      throw .refusedAddress("host \(address.host) is not among those allowed")
    }
    switch address.scheme {
    case "https": return address
    case "http":
      guard address.isLoopback || plainHosts.contains(Self.normal(address.host)) else {
        throw .refusedAddress("host \(address.host) may be asked over https only")
      }
      return address
    default: throw .refusedAddress("scheme \(address.scheme) is not spoken")
    }
  }

  private static func normal(_ host: String) -> String {
    let lowered = host.lowercased()
    return lowered.hasSuffix(".") ? String(lowered.dropLast()) : lowered
  }
}

/// Scheme and host of a URL as libcurl reads them (IPv6 without brackets, numeric IPv4 forms as dotted quads).
struct HTTPAddress: Sendable, Equatable {
  let scheme: String
  let host: String

  init?(_ url: String) {
    guard !url.utf8.contains(0), let parsed = curl_url() else { return nil }
    defer { curl_url_cleanup(parsed) }
    let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER)
    guard curl_url_set(parsed, CURLUPART_URL, url, flags) == CURLUE_OK,
      let scheme = Self.part(CURLUPART_SCHEME, of: parsed), let host = Self.part(CURLUPART_HOST, of: parsed),
      !host.isEmpty
    else { return nil }
    self.scheme = scheme.lowercased()
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
  }

  /// 127.0.0.0/8, ::1, and the name that libcurl resolves to them without asking anybody (since 7.77).
  var isLoopback: Bool {
    if host.lowercased() == "localhost" { return true }
    var four = in_addr()
    if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
    var six = in6_addr()
    guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
    return withUnsafeBytes(of: &six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
  }

  private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
