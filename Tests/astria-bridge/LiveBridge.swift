import Foundation
import Logging
import Shared
import Synchronization
import TestSupport
import Testing

@testable import astria_bridge
@testable import astria_sandbox

/// The stand-in of Astria, over HTTP.
enum Sandbox {
  /// - Parameter isIdempotent: the account's switch.
  static func with(isIdempotent: Bool = false, _ use: (String) async throws -> Void) async throws {
    var options = SandboxServer.Options()
    options.settings.training = .milliseconds(300)
    options.settings.prompt = .milliseconds(200)
    options.settings.isIdempotent = isIdempotent
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let server = SandboxServer(options) { listening.yield($0) }
    try await withThrowingTaskGroup { group in
      let application = server.application
      group.addTask { try await application.run() }
      guard let port = await ports.first(where: { _ in true }) else { return }
      try await use("http://127.0.0.1:\(port)")
      group.cancelAll()
    }
  }

  struct State: Decodable {
    struct Count: Decodable { let created: Int?, alive: Int }
    let tunes: Count, prompts: Count, files: Count
  }

  /// Turns switches, as JSON.
  static func turn(_ switches: String, at astria: String) async throws {
    try await post(switches, to: astria + "/sandbox/settings")
  }

  /// Has things go wrong from now on, as a JSON list.
  static func harm(_ faults: String, at astria: String) async throws {
    try await post(faults, to: astria + "/sandbox/faults")
  }

  /// What is on photos that it is shown.
  static func see(_ inspection: String, at astria: String) async throws {
    try await post(inspection, to: astria + "/sandbox/inspection")
  }

  private static func post(_ json: String, to address: String) async throws {
    let request = HTTPRequest(
      "POST", address, headers: ["Content-Type": "application/json"], body: .bytes(Array(json.utf8)))
    let response = try await HTTPClient(userAgent: "mayfly-tests/1").send(request)
    guard response.isSuccess else { throw Unexpected("the sandbox refuses \(json)") }
  }

  /// All texts that it was ever told, by the names of their fields.
  static func texts(of astria: String) async throws -> [String: [String]] {
    struct Text: Decodable {
      let name: String
      let text: String
    }
    let address = astria + "/sandbox/received/texts"
    let response = try await HTTPClient(userAgent: "mayfly-tests/1").send(HTTPRequest("GET", address))
    let texts = try JSONDecoder().decode([Text].self, from: Data(response.body))
    return Dictionary(grouping: texts, by: \.name).mapValues { $0.map(\.text) }
  }

  static func state(of astria: String) async throws -> State {
    let response = try await HTTPClient(userAgent: "mayfly-tests/1").send(HTTPRequest("GET", astria + "/sandbox/state"))
    return try JSONDecoder().decode(State.self, from: Data(response.body))
  }
}

/// The service with its real runner, turn by turn, on the machine's clock.
final class LiveBridge {
  let script: ServiceScript<Bridge>
  let runner: BridgeRunner
  private let avatars: Stored
  private var waiting: [BridgeEffect] = []
  /// Whether the process dies after the first effect of each kind, before it notes down what came of it.
  private let isMortal: Bool
  private var deaths: Set<String> = []
  private(set) var erased: Set<CopyClass> = []

  private final class Stored: Sendable { let ids = Mutex<Set<Shared.Avatar.ID>>([]) }

  var stored: Set<Shared.Avatar.ID> { avatars.ids.withLock { $0 } }

  init(
    _ astria: String, isMortal: Bool = false, promptMax: Duration? = nil, trainingMax: Duration? = nil,
    styles: Styles = .shipped, checksPhotos: Bool = false
  ) throws {
    self.isMortal = isMortal
    var rules = TrainingScript.rules
    // Longer than a busy machine may hold up what is under way.
    rules.settle = .milliseconds(1500)
    rules.pollFirst = .milliseconds(50)
    rules.pollMost = .milliseconds(200)
    rules.promptMax = promptMax ?? rules.promptMax
    rules.trainingMax = trainingMax ?? rules.trainingMax
    rules.styles = styles
    rules.checksPhotos = checksPhotos
    script = try ServiceScript(Bridge(replaying: rules), at: WallClock.system.now())
    let avatars = Stored()
    self.avatars = avatars
    let http = HTTPClient(userAgent: "mayfly-tests/1", policy: HTTPPolicy(hosts: ["127.0.0.1"]))
    runner = BridgeRunner(
      astria: .live(
        AstriaAPI(
          address: astria, key: Personal("sd_test"), branch: nil, http: http, randomness: .system,
          patience: (.seconds(2), .seconds(2)))),
      images: .live(http, patience: .seconds(2)),
      askUploadStore: { request, open throws(Refusal) in
        switch request {
        case .readPhoto(_, let photo):
          let view = TrainingScript.photos.first { $0.id == photo } ?? TrainingScript.photos[0]
          return (.photo(view), Attachment(Array(repeating: 7, count: view.bytes)))
        case .storeAvatar(_, let avatar, let prompt, let index, let type):
          guard try await open?() != nil else { throw Refusal(.malformedRequest, "There are no bytes.") }
          avatars.ids.withLock { _ = $0.insert(avatar) }
          let now = WallClock.system.now()
          let view = AvatarView(
            id: avatar, prompt: prompt, index: index, contentType: type, bytes: 1, madeAt: now, mustBeGoneBy: now)
          return (.avatarStored(view), nil)
        default: throw Refusal(.internal, "Not asked in this test.")
        }
      },
      askJanitor: { _ throws(Refusal) in throw Refusal(.unavailable, "It is asked by the test itself.") },
      title: rules.title, publicAddress: nil, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  func train(_ style: String = TrainingScript.style.id) async throws {
    let (id, account) = (BridgeScript.photosession(), BridgeScript.account)
    try script.ask(.open(photosession: id, account: account, subject: .woman, style: style))
    try script.ask(.train(photosession: id, account: account))
    guard case .closeIntake(_, let asker)? = script.effects.first else { throw Unexpected("the intake stays open") }
    take(try script.feed(.outcome(.intakeClosed(id, asker: asker, TrainingScript.photos))).effects)
  }

  func take(_ effects: [BridgeEffect]) { waiting += effects }

  func takeWaiting() -> [BridgeEffect] {
    defer { waiting = [] }
    return waiting
  }

  /// Goes on until the photosession is as wanted.
  @discardableResult
  func run(until holds: (PhotosessionView) -> Bool) async throws -> PhotosessionView {
    try await Eventually.get("the photosession comes that far") {
      try await performWaiting()
      script.now = WallClock.system.now()
      take(try script.feed(.ticked).effects)
      try script.ask(.photosession(photosession: BridgeScript.photosession(), account: BridgeScript.account))
      guard case .photosession(let view)? = script.replies.first, holds(view) else { return nil }
      return view
    }
  }

  /// Goes on until this counter stands there.
  func run(until counter: String, is number: Int) async throws {
    try await Eventually.get("\(counter) is \(number)") {
      try await performWaiting()
      script.now = WallClock.system.now()
      take(try script.feed(.ticked).effects)
      return try count(counter) == number ? () : nil
    }
  }

  func count(_ counter: String) throws -> Int? { try script.read { try script.service.counts($0)[counter] } }

  private func performWaiting() async throws {
    for effect in takeWaiting() {
      guard let outcome = try await perform(effect) else { continue }
      // With the process goes what else it had to do.
      if isMortal, deaths.insert(Self.kind(of: effect)).inserted {
        waiting = []
        return take(try script.feed(.started).effects)
      }
      take(try script.feed(.outcome(outcome)).effects)
    }
  }

  private static func kind(of effect: BridgeEffect) -> String {
    guard case .training(_, let action, _) = effect else {
      return "\(Mirror(reflecting: effect).children.first?.label ?? "")"
    }
    return Mirror(reflecting: action).children.first?.label ?? ""
  }

  private func perform(_ effect: BridgeEffect) async throws -> BridgeOutcome? {
    if case .training(let id, .askErasure(let number, let classes, _), _) = effect {
      let isComplete = try await erase(classes)
      if isComplete { erased.formUnion(classes) }
      return .training(id, .erasureAnswered(number, isComplete: isComplete))
    }
    return await runner.perform(effect, attachments: { _ in nil })
  }

  /// As the janitor does it: look, read back, receipt.
  private func erase(_ classes: [CopyClass]) async throws -> Bool {
    let erased = try holdings(classes).filter { $0.state == .erased }.map(\.id)
    try script.ask(.custodian(.readBack(copies: erased)), from: .janitor)
    for effect in script.effects {
      guard case .readBack(let findings, _)? = await runner.perform(effect, attachments: { _ in nil }) else { continue }
      let gone = findings.filter { $0.result.finding == .gone }.map(\.result.copy)
      take(try script.ask(.custodian(.receipted(copies: gone)), from: .janitor).effects)
    }
    return try holdings(classes).isEmpty
  }

  private func holdings(_ classes: [CopyClass]) throws -> [Copy] {
    try script.ask(.custodian(.holdings(.all())), from: .janitor)
    guard case .custodian(.holdings(let copies, _))? = script.replies.first else { return [] }
    return copies.filter { classes.contains($0.copyClass) }
  }
}

extension [Output<Bridge>] {
  var effects: [BridgeEffect] { compactMap { if case .perform(let effect) = $0 { effect } else { nil } } }
}
