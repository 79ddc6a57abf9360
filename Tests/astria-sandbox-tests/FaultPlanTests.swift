import Foundation
import Shared
import Testing

@testable import astria_sandbox

/// Which faults may be set, and whom they strike.
@Suite(.timeLimit(.minutes(1))) struct FaultPlanTests {
  private func plan(_ faults: String...) throws -> FaultPlan {
    try FaultPlan(FormReader.read(Array("[\(faults.joined(separator: ","))]".utf8), contentType: "application/json"))
  }

  /// What each of so many requests for the list of tunes suffers.
  private func strikes(_ plan: FaultPlan, _ count: Int) -> [String?] {
    let (start, none) = (Moment(milliseconds: 0), Randomness { [UInt8](repeating: 0, count: $0) })
    var sandbox = Sandbox(settings: SandboxSettings(), now: start, randomness: none)
    sandbox.faults = plan
    return (1...count).map { sandbox.strike(request: $0, on: .listTunes)?.effect.rawValue }
  }

  @Test func aFaultSparesTheFirstAndStrikesNoMoreThanItsTimes() throws {
    let plan = try plan(#"{"route": "list-tunes", "kind": "500", "after": 2, "times": 2}"#)
    #expect(strikes(plan, 6) == [nil, nil, "500", "500", nil, nil])
  }

  @Test func theFirstOfSeveralStrikesAndTheOthersCountOn() throws {
    let plan = try plan(
      #"{"route": "list-tunes", "kind": "500", "times": 1}"#, #"{"route": "any", "kind": "503", "after": 1}"#,
      #"{"route": "show-tune", "kind": "429"}"#)
    #expect(strikes(plan, 3) == ["500", "503", "503"])
  }

  @Test func chanceIsTheSameForTheSameSeed() throws {
    let some = try (1...3).map { seed in
      try plan(#"{"route": "any", "kind": "500", "thousandths": 300, "seed": \#(seed)}"#)
    }
    let struck = some.map { strikes($0, 1000) }
    #expect(struck == some.map { strikes($0, 1000) } && struck[0] != struck[1] && struck[1] != struck[2])
    for strikes in struck { #expect((230...370).contains(strikes.count { $0 != nil })) }
  }

  @Test(arguments: [
    (#"{"kind": "500"}"#, "route"), (#"{"route": "nowhere", "kind": "500"}"#, "route"), (#"{"route": "any"}"#, "kind"),
    (#"{"route": "any", "kind": "twice"}"#, "kind"), (#"{"route": "callback", "kind": "500"}"#, "kind"),
    (#"{"route": "prompt", "kind": "fails"}"#, "kind"), (#"{"route": "tune", "kind": "fewer"}"#, "kind"),
    (#"{"route": "any", "kind": "slow"}"#, "seconds"), (#"{"route": "any", "kind": "slow", "seconds": -1}"#, "seconds"),
    (#"{"route": "any", "kind": "500", "seconds": 1}"#, "seconds"),
    (#"{"route": "any", "kind": "500", "retry_after": 1}"#, "retry_after"),
    (#"{"route": "any", "kind": "429", "retry_after": "soon"}"#, "retry_after"),
    (#"{"route": "prompt", "kind": "fewer"}"#, "images"), (#"{"route": "any", "kind": "500", "after": -1}"#, "after"),
    (#"{"route": "any", "kind": "500", "times": 0}"#, "times"),
    (#"{"route": "any", "kind": "500", "tmes": 1}"#, "tmes"),
    (#"{"route": "any", "kind": "500", "thousandths": 1001}"#, "thousandths"),
  ]) func aMistakeIsNamedAndNothingIsSet(fault: String, field: String) async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "users", "kind": "500"}"#)
      let before = try await customer.get("/sandbox/faults").json
      let answer = try await customer.post("/sandbox/faults", json: #"[{"route": "any", "kind": "lost"}, \#(fault)]"#)
      #expect(answer.status == 422)
      #expect(try answer.json["faults[1].\(field)"].items.count == 1)
      #expect(try await customer.get("/sandbox/faults").json == before)
    }
  }

  @Test func whatIsNoListIsRefused() async throws {
    try await withSandbox { customer in
      let noList = try await customer.post("/sandbox/faults", json: #"{"route": "any", "kind": "500"}"#)
      let noObject = try await customer.post("/sandbox/faults", json: "[1]")
      #expect(noList.status == 400 && noObject.status == 422)
    }
  }

  @Test func everyKindCanBeSetAndIsShownAsItWasSet() throws {
    let parameters = ["429": "retry_after", "slow": "seconds", "fewer": "images"]
    let all =
      RequestFault.allCases.map { ("any", $0.rawValue) } + CallbackFault.allCases.map { ("callback", $0.rawValue) }
      + PromptFault.allCases.map { ("prompt", $0.rawValue) } + TuneFault.allCases.map { ("tune", $0.rawValue) }
    for (route, kind) in all {
      let parameter = parameters[kind].map { #", "\#($0)": 7"# } ?? ""
      let shown = try plan(#"{"route": "\#(route)", "kind": "\#(kind)"\#(parameter)}"#).view().items.first ?? .null
      #expect(shown["route"].text == route && shown["kind"].text == kind && shown["struck"].int == 0)
      for parameter in parameters.values { #expect((shown[parameter] != .null) == (parameters[kind] == parameter)) }
    }
  }

  @Test func theSandboxMayStartWithFaults() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "faults-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(#"[{"route": "users", "kind": "503"}]"#.utf8).write(to: file)
    let options = try AstriaSandbox.parse(["--faults", file.path]).options
    try await withSandbox({ $0.faults = options.faults }) { customer in
      let answer = try await customer.get("/users")
      #expect(answer.status == 503)
    }
    try Data(#"[{"route": "users", "kind": "never"}]"#.utf8).write(to: file)
    #expect(throws: (any Error).self) { try AstriaSandbox.parse(["--faults", file.path]) }
  }

  @Test(arguments: [
    ("GET", "/tunes.json", Route.listTunes), ("GET", "/tunes/1/prompts/2.json", .showPrompt),
    ("DELETE", "/tunes/1/prompts/2", .deletePrompt), ("GET", "/gallery/packs", .listPacks), ("PATCH", "/tunes/1", nil),
    ("GET", "/", nil), ("POST", "/p/260/tunes", .createPackTune), ("GET", "/p/corporate-headshots", .showPack),
    ("POST", "/images/inspect", .inspect), ("GET", "/tunes/users", nil),
  ]) func aRouteIsToldByMethodAndPath(method: String, path: String, route: Route?) {
    #expect(Route(method: method, path: path) == route)
  }
}
