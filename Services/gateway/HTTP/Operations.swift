import Hummingbird
import Shared

/// What only the machine that runs this may ask: does it live, can it work, what did it do?
struct Operations: Sendable {
  let metrics: Metrics
  /// Whether each of the others answers.
  let peers: @Sendable () async -> [ServiceName: Bool]
  let notice: @Sendable () async -> Notice?

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("/healthz") { _, _ in Response.bytes(200, "ok\n".utf8, contentType: "text/plain") }
    router.get("/readyz") { _, _ in try await readiness() }
    router.get("/metrics") { _, _ in
      let text = metrics.text + TransparencyMetrics(notice: await notice()).text
      return Response.bytes(200, text.utf8, contentType: "text/plain; version=0.0.4; charset=utf-8")
    }
    return router
  }

  private func readiness() async throws -> Response {
    let answering = await peers()
    let names = answering.map { ($0.key.rawValue, $0.value) }
    return try .json(
      answering.values.allSatisfy { $0 } ? 200 : 503, ["peers": Dictionary(uniqueKeysWithValues: names)])
  }
}
