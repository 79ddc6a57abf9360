import Hummingbird
import Shared

extension Front {
  /// A router that knows exactly the routes of `Route.all`.
  func router(_ doorway: Doorway) -> Router<GatewayContext> {
    let router = Router(context: GatewayContext.self)
    router.add(middleware: doorway)
    for route in Route.all {
      router.on(RouterPath(route.path), method: route.method) { request, context in
        try await respond(route, request, context)
      }
    }
    for (path, routes) in Dictionary(grouping: Route.all, by: \.path) {
      let known = routes.map(\.method)
      let refusal = MethodNotAllowed(allowed: known.map(\.rawValue).sorted().joined(separator: ", "))
      for method in Self.methods where !known.contains(method) {
        router.on(RouterPath(path), method: method) { (_, _) -> Response in throw refusal }
      }
    }
    return router
  }

  private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
}
