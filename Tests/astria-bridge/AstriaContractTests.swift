import Foundation
import Shared
import TestSupport
import Testing

@testable import astria_bridge

/// What we rely on at Astria: asked of the stand-in always, and of Astria itself where `ASTRIA_API_KEY` is set, on its
/// free imitation (`branch=fast`), with few calls, and all that is made is deleted. It prints what Astria's
/// documentation leaves open.
@Suite(.timeLimit(.minutes(20))) struct AstriaContractTests {
  private static let key = ProcessInfo.processInfo.environment["ASTRIA_API_KEY"]
  private static let imageHosts: Set = ["mp.astria.ai", "cdn.astria.ai", "sdbooth2-production.s3.amazonaws.com"]

  @Test func theStandInKeepsIt() async throws {
    try await Sandbox.with { address in
      try await AstriaContract(
        "The stand-in", api(address, "sd_test"), imageHosts: ["127.0.0.1"], pause: .milliseconds(50)
      ).keep()
    }
  }

  @Test(.enabled(if: key != nil, "Set ASTRIA_API_KEY to ask Astria itself.")) func astriaKeepsIt() async throws {
    let api = api("https://api.astria.ai", try #require(Self.key))
    try await AstriaContract("Astria", api, imageHosts: Self.imageHosts, pause: .seconds(5)).keep()
  }

  private func api(_ address: String, _ key: String) -> AstriaAPI {
    AstriaAPI(
      address: address, key: Personal(key), branch: AstriaAPI.freeBranch,
      http: HTTPClient(userAgent: "mayfly-tests/1"), randomness: .system)
  }
}

/// One tune's way through, and what is seen on it.
private final class AstriaContract {
  private let name: String
  private let api: AstriaAPI
  private let astria: AstriaClient
  private let images: AstriaImages
  private let pause: Duration
  private let title = "mayfly-contract-" + Hex.encode(Randomness.system.bytes(8))
  private var answers: [[String]] = []

  /// How long Astria's imitations may take.
  private static let patience = Duration.seconds(300)
  /// How long an address is tried after what it showed was deleted.
  private static let lagMax = Duration.seconds(60)

  init(_ name: String, _ api: AstriaAPI, imageHosts: Set<String>, pause: Duration) {
    self.name = name
    self.api = api
    self.pause = pause
    astria = .live(api)
    images = .live(HTTPClient(userAgent: "mayfly-tests/1", policy: HTTPPolicy(hosts: imageHosts)))
  }

  func keep() async throws {
    do {
      try await goThrough()
      try await cleanUp()
    } catch {
      try await cleanUp()
      throw error
    }
    print("\n\(name), of what its documentation leaves open")
    Terminal.table(["question", "answer"], answers)
  }

  private func goThrough() async throws {
    _ = try await astria.account()
    try await beRefused()
    let tune = try await makeTune()
    let (first, second) = (try await makePrompt(tune, 2), try await makePrompt(tune, 1))
    let addresses = try await pictures(of: first) + pictures(of: second)
    #expect(addresses.count == 3)
    try await look(at: addresses[0])
    try await delete(first, tune)
    try await delete(tune, second, addresses[2])
  }

  // MARK: Making

  private func beRefused() async throws {
    let answer = try await ask("POST", "/tunes", #"{"tune": {"title": "", "name": "", "callback": "nowhere"}}"#)
    #expect((400..<500).contains(answer.status), "what makes no sense is refused")
    note("a tune of nothing", "\(answer.status) \(String(decoding: answer.body.prefix(200), as: UTF8.self))")
  }

  private func makeTune() async throws -> Int64 {
    let order = NewTune(
      title: title, subject: .woman, isRehearsal: true, callback: nil, photos: Array(repeating: .black, count: 4))
    let begun = ContinuousClock.now
    let tune = try await astria.createTune(order)
    #expect(tune.title == title)
    #expect(try await astria.tunes(title, nil).contains { $0.id == tune.id }, "it is found by its title")
    #expect(try await astria.tunes(nil, nil).contains { $0.id == tune.id }, "it is found without the filter, too")
    let again = try await astria.createTune(order)
    note("a POST that comes twice", again.id == tune.id ? "makes one tune" : "makes two tunes")
    if again.id != tune.id { try await astria.delete(.tune(again.id)) }
    let json = try JSONSerialization.jsonObject(with: Data(await ask("GET", "/tunes/\(tune.id)").body))
    let fields = try #require(json as? [String: Any])
    note("fields of a tune", fields.keys.sorted().joined(separator: " "))
    try await wait("the tune is trained") { () -> Void? in
      guard case .trained = try await self.astria.tune(tune.id)?.seen else { return nil }
      return ()
    }
    note("trained after", "\(ContinuousClock.now - begun)")
    return tune.id
  }

  private func makePrompt(_ tune: Int64, _ count: Int) async throws -> Int64 {
    let text = "portrait of \(Style.token) woman, \(count) of them"
    let prompt = try await astria.createPrompt(NewPrompt(tune: tune, text: text, images: count, callback: nil))
    let listed = try await astria.prompts(nil).first { $0.isOn(tune, text) }
    #expect(listed?.id == prompt.id, "it is found by its text")
    return prompt.id
  }

  private func pictures(of prompt: Int64) async throws -> [Personal<String>] {
    try await wait("the prompt has run") { () -> [Personal<String>]? in
      guard case .images(let addresses)? = try await self.astria.prompt(prompt)?.seen else { return nil }
      return addresses
    }
  }

  private func look(at address: Personal<String>) async throws {
    let picture = try await images.open(address)
    var bytes = 0
    while let piece = try await picture.attachment.next() { bytes += piece.bytes.count }
    #expect(bytes > 0)
    note("a picture, asked for without a browser's name", "\(picture.contentType), \(bytes) bytes")
  }

  // MARK: Deleting

  private func delete(_ prompt: Int64, _ tune: Int64) async throws {
    let path = "/tunes/\(AstriaAPI.baseTune)/prompts/\(prompt)"
    let (first, second) = (try await ask("DELETE", path).status, try await ask("DELETE", path).status)
    note("DELETE of a prompt, and once more", "\(first), \(second)")
    #expect((200..<300).contains(first) && (second == 404 || (200..<300).contains(second)))
    #expect(try await astria.prompt(prompt) == nil, "a prompt that was deleted is not there")
  }

  private func delete(_ tune: Int64, _ prompt: Int64, _ picture: Personal<String>) async throws {
    let path = "/tunes/\(tune)"
    let (first, second) = (try await ask("DELETE", path).status, try await ask("DELETE", path).status)
    note("DELETE of a tune, and once more", "\(first), \(second)")
    #expect((200..<300).contains(first) && (second == 404 || (200..<300).contains(second)))
    #expect(try await astria.tune(tune) == nil, "a tune that was deleted is not there")
    #expect(try await !astria.tunes(title, nil).contains { $0.id == tune }, "nor in the list")
    let remains = try await astria.prompt(prompt) != nil
    note("the prompts of a tune that was deleted", remains ? "remain: each is to be deleted" : "go with it")
    if remains { try await astria.delete(.prompt(prompt)) }
    note("a picture's address after that", try await lag(of: picture))
  }

  private func lag(of picture: Personal<String>) async throws -> String {
    let begun = ContinuousClock.now
    while try await images.isReadable(picture) {
      guard ContinuousClock.now - begun < Self.lagMax else { return "still shows it after \(Self.lagMax)" }
      try await ContinuousClock().sleep(for: pause)
    }
    return "shows it for \(ContinuousClock.now - begun)"
  }

  /// Whatever went wrong on the way.
  private func cleanUp() async throws {
    for tune in try await astria.tunes(title, nil) where tune.title == title {
      for prompt in try await astria.prompts(nil) where prompt.isOn(tune.id, "") {
        try await astria.delete(.prompt(prompt.id))
      }
      try await astria.delete(.tune(tune.id))
    }
  }

  // MARK: Asking

  private func wait<Value>(_ what: String, _ look: () async throws -> Value?) async throws -> Value {
    let end = ContinuousClock.now + Self.patience
    while ContinuousClock.now < end {
      if let value = try await look() { return value }
      try await ContinuousClock().sleep(for: pause)
    }
    throw InVain("Waited \(Self.patience) in vain: \(what).")
  }

  private func ask(_ method: String, _ path: String, _ json: String? = nil) async throws -> HTTPResponse {
    var request = HTTPRequest(method, api.address + path, body: json.map { .bytes(Array($0.utf8)) } ?? .none)
    request.headers["Authorization"] = "Bearer \(api.key.revealed)"
    request.headers["Accept"] = "application/json"
    request.headers["Content-Type"] = json.map { _ in "application/json" }
    return try await api.http.send(request)
  }

  private func note(_ question: String, _ answer: String) { answers.append([question, answer]) }
}
