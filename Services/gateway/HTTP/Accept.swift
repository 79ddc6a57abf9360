/// What a client would rather have, page or data (RFC 9110, section 12.5.1).
struct Accept {
  private let header: String

  init(_ header: String?) { self.header = header ?? "*/*" }

  /// Data, unless a page is wanted more: browsers say so, programs hardly ever do.
  var prefersPage: Bool { weight(of: "text/html") > weight(of: "application/json") }

  /// By the most specific range that fits.
  private func weight(of type: String) -> Double {
    let ranges = header.lowercased().split(separator: ",").map { range in
      range.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
    }
    let kind = type.split(separator: "/")[0]
    for name in [type, "\(kind)/*", "*/*"] {
      guard let range = ranges.first(where: { $0.first == name }) else { continue }
      guard let weight = range.dropFirst().first(where: { $0.hasPrefix("q=") }) else { return 1 }
      return Double(weight.dropFirst(2)) ?? 0
    }
    return 0
  }
}
