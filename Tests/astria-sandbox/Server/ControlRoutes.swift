import Hummingbird
import Shared

/// `/sandbox`: what Astria does not have. Tests look behind the curtain here, turn the clock, and set switches.
struct ControlRoutes: Sendable {
  let sandbox: LiveSandbox

  func add(to router: Router<SandboxContext>) {
    router.get("sandbox/state") { _, _ in try Response.json(sandbox.look { $0.stateView() }) }
    router.get("sandbox/received") { _, _ in try Response.json(sandbox.look { $0.receivedView() }) }
    router.get("sandbox/received/texts") { _, _ in try Response.json(sandbox.look { $0.requests.textsView() }) }
    router.get("sandbox/requests") { _, _ in try Response.json(sandbox.look { $0.requests.view() }) }
    router.get("sandbox/requests/counts") { _, _ in try Response.json(sandbox.look { $0.requests.countsView() }) }
    router.get("sandbox/faults") { _, _ in try Response.json(sandbox.look { $0.faults.view() }) }
    router.post("sandbox/faults", use: setFaults)
    router.delete("sandbox/faults") { _, _ in
      sandbox.change { $0.faults = FaultPlan() }
      return Response(status: .noContent)
    }
    router.get("sandbox/settings") { _, _ in try Response.json(sandbox.look { $0.settingsView() }) }
    router.post("sandbox/inspection", use: scriptInspection)
    router.post("sandbox/clock", use: turnClock)
    router.post("sandbox/settings", use: turnSwitches)
  }

  @Sendable func turnClock(_ request: Request, _ context: SandboxContext) async throws -> Response {
    guard let advance = try await request.form()["advance"]?.text.flatMap({ Duration(seconds: $0) }) else {
      throw Rejection.unprocessable(["advance": ["must be a number of seconds"]])
    }
    sandbox.turnClockForward(by: advance)
    return try .json(.object(["now": .moment(sandbox.look { $0.now })]))
  }

  @Sendable func turnSwitches(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let switches = try await request.form()
    return try .json(
      sandbox.attempt { sandbox throws(Rejection) in
        try sandbox.turn(switches)
        return sandbox.settingsView()
      })
  }

  @Sendable func setFaults(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let plan = try FaultPlan(await request.form())
    sandbox.change { $0.faults = plan }
    return try .json(plan.view())
  }

  @Sendable func scriptInspection(_ request: Request, _ context: SandboxContext) async throws -> Response {
    let inspection = try Inspection(script: await request.form())
    sandbox.change { $0.inspection = inspection }
    return try .json(.object(inspection.script))
  }
}
