import Synchronization

/// Counts requests by route pattern and status, and tells them as Prometheus reads them.
final class Metrics: Sendable {
  private struct Series: Hashable, Comparable {
    var route: String
    var status: Int

    static func < (a: Self, b: Self) -> Bool { (a.route, a.status) < (b.route, b.status) }
  }

  private let counts = Mutex<[Series: Int]>([:])

  func count(route: String, status: Int) {
    counts.withLock { $0[Series(route: route, status: status), default: 0] += 1 }
  }

  var requests: Int { counts.withLock { $0.values.reduce(0, +) } }

  /// Route patterns and statuses are ours: nothing in them needs an escape.
  var text: String {
    let lines = counts.withLock { $0 }.sorted { $0.key < $1.key }.map { series, count in
      "mayfly_gateway_requests_total{route=\"\(series.route)\",status=\"\(series.status)\"} \(count)\n"
    }
    return """
      # HELP mayfly_gateway_requests_total Requests answered, by route and status.
      # TYPE mayfly_gateway_requests_total counter

      """ + lines.joined()
  }
}
