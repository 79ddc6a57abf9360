import Hummingbird
import Shared

/// `/prompts`, and `/tunes/:tune/prompts`.
struct PromptRoutes: Sendable {
  let sandbox: LiveSandbox

  func add(to router: Router<SandboxContext>) {
    router.post("tunes/:tune/prompts", use: create)
    for path in ["prompts", "tunes/:tune/prompts"] {
      router.get("\(path)", use: list)
      router.get("\(path)/:prompt", use: show)
      router.delete("\(path)/:prompt", use: delete)
    }
  }

  @Sendable func create(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let id = try context.id("tune")
    let form = try await sandbox.form(of: request, context)
    let (view, isNew) = try sandbox.attempt { sandbox throws(Rejection) in
      try sandbox.requireTarget(id)
      guard let wish = form["prompt"] else { throw .badRequest("Bad Request") }
      let (prompt, isNew) = try sandbox.createPrompt(PromptRequest(wish, isFlux: sandbox.isFlux(id)), on: id)
      return (sandbox.view(prompt), isNew)
    }
    return try .json(view, status: isNew ? .created : .ok)
  }

  @Sendable func list(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let tune = try tune(in: context)
    let query = request.query
    return try .json(
      sandbox.attempt { sandbox throws(Rejection) in
        .array(try sandbox.listPrompts(query, of: tune).map { sandbox.view($0) })
      })
  }

  @Sendable func show(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let (tune, id) = (try tune(in: context), try context.id("prompt"))
    return try .json(
      sandbox.attempt { sandbox throws(Rejection) in sandbox.view(try sandbox.prompt(id, in: tune)) })
  }

  @Sendable func delete(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let (tune, id) = (try tune(in: context), try context.id("prompt"))
    let answer = try sandbox.attempt { sandbox throws(Rejection) in
      sandbox.remove(try sandbox.prompt(id, in: tune))
      return sandbox.settings.deleteAnswer
    }
    return try .deleted("Prompt", answer: answer)
  }

  private func tune(in context: SandboxContext) throws(Rejection) -> Int? {
    context.parameters.get("tune") == nil ? nil : try context.id("tune")
  }
}
