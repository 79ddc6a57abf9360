import Hummingbird
import Shared

/// `/tunes` and `/users`.
struct TuneRoutes: Sendable {
  let sandbox: LiveSandbox
  let downloads: Downloads
  let archive: PhotoArchive

  func add(to router: Router<SandboxContext>) {
    router.post("tunes", use: create)
    router.get("tunes", use: list)
    router.get("tunes/:tune", use: show)
    router.delete("tunes/:tune", use: delete)
    router.get("users") { [sandbox] _, _ in try Response.json(sandbox.look { $0.accountView() }) }
  }

  @Sendable func create(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let form = try await sandbox.form(of: request, context)
    let downloaded = try await downloads.fetch(TuneRequest.addresses(in: form))
    return try train(TuneRequest(form, downloaded: downloaded))
  }

  /// - Parameter also: what becomes of a new tune besides.
  func train(_ wish: TuneRequest, also: @Sendable (inout Sandbox, Int) -> Void = { _, _ in }) throws -> Response {
    let (view, id, isNew) = try sandbox.attempt { sandbox throws(Rejection) in
      let (tune, isNew) = try sandbox.createTune(wish)
      if isNew { also(&sandbox, tune.id) }
      return (sandbox.view(tune), tune.id, isNew)
    }
    if isNew { try archive.keep(sandbox.look { $0.photosToKeep(of: id) }) }
    return try .json(view, status: isNew ? .created : .ok)
  }

  @Sendable func list(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let query = request.query
    return try .json(
      sandbox.attempt { sandbox throws(Rejection) in .array(try sandbox.listTunes(query).map { sandbox.view($0) }) })
  }

  @Sendable func show(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let id = try context.id("tune")
    return try .json(sandbox.attempt { sandbox throws(Rejection) in sandbox.view(try sandbox.tune(id)) })
  }

  @Sendable func delete(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let id = try context.id("tune")
    let answer = try sandbox.attempt { sandbox throws(Rejection) in
      try sandbox.deleteTune(id)
      return sandbox.settings.deleteAnswer
    }
    return try .deleted("Tune", answer: answer)
  }
}
