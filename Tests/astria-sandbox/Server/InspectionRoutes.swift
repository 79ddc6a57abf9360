import Hummingbird
import Shared

/// `/images/inspect`. The form has no wrapper.
struct InspectionRoutes: Sendable {
  let sandbox: LiveSandbox
  let downloads: Downloads

  func add(to router: Router<SandboxContext>) {
    router.post("images/inspect", use: inspect)
  }

  @Sendable func inspect(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let form = try await sandbox.form(of: request, context)
    let (name, address) = (form["name"]?.text ?? "", form["file_url"]?.text)
    var complaints = Complaints()
    complaints.require(!name.isEmpty, "name", "can't be blank")
    complaints.require(form["file"]?.file != nil || address != nil, "file", "can't be blank")
    try complaints.check()
    if let address { _ = try await downloads.fetch([address]) }
    return try .json(sandbox.look { $0.inspection.answer(name: name) })
  }
}
