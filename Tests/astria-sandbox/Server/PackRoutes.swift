import Hummingbird
import Shared

/// `/packs`, `/gallery/packs` and `/p`.
struct PackRoutes: Sendable {
  let tunes: TuneRoutes

  func add(to router: Router<SandboxContext>) {
    router.get("packs") { request, _ in try Self.list(request.query, Pack.all.filter(\.isOwn)) }
    router.get("gallery/packs") { request, _ in try Self.list(request.query, Pack.all.filter { !$0.isOwn }) }
    router.get("p/:pack") { _, context in try Response.json(Self.pack(in: context).view) }
    router.post("p/:pack/tunes", use: create)
  }

  private static func list(_ query: FormTree, _ packs: [Pack]) throws -> Response {
    let isPublicWanted = query["public"]?.isTrue == true || query["listed"]?.isTrue == true
    return try .json(.array(packs.filter { !isPublicWanted || !$0.isOwn }.map(\.summary)))
  }

  @Sendable func create(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let pack = try Self.pack(in: context)
    let form = try await tunes.sandbox.form(of: request, context)
    let wish = try PackRequest(form, pack)
    guard wish.tunes.isEmpty else {
      return try .json(
        tunes.sandbox.attempt { sandbox throws(Rejection) in try sandbox.run(wish) }, status: .created)
    }
    let downloaded = try await tunes.downloads.fetch(TuneRequest.addresses(in: form))
    return try tunes.train(wish.training(downloaded: downloaded)) { $0.order(of: $1, callback: wish.promptsCallback) }
  }

  private static func pack(in context: SandboxContext) throws(Rejection) -> Pack {
    try Pack.named(context.parameters.get("pack") ?? "")
  }
}
