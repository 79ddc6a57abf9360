import Logging
import Shared
import Synchronization
import TestSupport
import Testing

@testable import astria_bridge

/// What the runner does when one answer is not enough.
@Suite(.timeLimit(.minutes(1))) struct RunnerTests {
  private func runner(
    _ astria: OddAstria,
    store: @escaping BridgeRunner.AskUploadStore = { _, _ throws(Refusal) in
      throw Refusal(.unavailable, "Not asked in this test.")
    }, publicAddress: String? = nil, gate: Gate = Gate(capacity: 4)
  ) -> BridgeRunner {
    BridgeRunner(
      astria: astria.client, images: astria.images, askUploadStore: store,
      askJanitor: { _ throws(Refusal) in throw Refusal(.unavailable, "Not asked in this test.") },
      title: TrainingScript.rules.title, gate: gate, publicAddress: publicAddress,
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func perform(_ action: Training.Action, _ runner: BridgeRunner) async -> Training.Event? {
    let effect = BridgeEffect.training(
      TrainingScript.photosession, action, hint: Personal(DataKey(bytes: Array(repeating: 5, count: 32))))
    guard case .training(_, let event)? = await runner.perform(effect, attachments: { _ in nil }) else { return nil }
    return event
  }

  @Test func aTitleIsLookedForThroughAllPagesAndMatchesWhole() async throws {
    let astria = try OddAstria(
      .json(#"[{"id":9,"title":"wanted and more"},{"id":8,"title":"other"}]"#), .json(#"[{"id":5,"title":"wanted"}]"#))
    let event = await perform(.findTune(title: "wanted", since: TrainingScript.start), runner(astria))
    #expect(event == .tuneMade(.known(5, address: nil)))
    #expect(astria.requests.map(\.target).last?.hasSuffix("before_id=8") == true)
  }

  @Test func aTitleThatIsNowhereIsAbsent() async throws {
    let old = #"[{"id":9,"title":"other","created_at":"2020-01-01T00:00:00.000Z"}]"#
    for answer in ["[]", old] {
      let astria = try OddAstria(.json(answer))
      #expect(await perform(.findTune(title: "w", since: TrainingScript.start), runner(astria)) == .tuneMade(.absent))
      #expect(astria.requests.count == 1)
    }
  }

  @Test func aListThatGoesInCirclesEnds() async throws {
    let astria = try OddAstria(.json(#"[{"id":9,"title":"other"}]"#))
    #expect(await perform(.findTune(title: "w", since: TrainingScript.start), runner(astria)) == .tuneMade(.absent))
    #expect(astria.requests.count == 2)
  }

  @Test func aPromptIsFoundHoweverAstriaWritesItsWeight() async throws {
    let astria = try OddAstria(
      .json(#"[{"id":9,"text":"<lora:8:1.0> a face"},{"id":8,"text":"<lora:7:1.0> a face"}]"#))
    let order = Training.PromptOrder(place: 1, tune: 7, model: .lora, text: "a face", images: 2)
    let event = await perform(.findPrompt(order, since: TrainingScript.start), runner(astria))
    #expect(event == .promptMade(1, .known(8, address: nil)))
  }

  @Test func aPackThatDoesNotSayWhichPromptItBecameIsALostAnswer() async throws {
    let astria = try OddAstria(
      .json(#"{"status":201,"message":"Prompts created"}"#, status: 201),
      .json(#"[{"id":9,"text":"<lora:7:1.0> a suit"},{"id":8,"text":"<lora:7:1.0> another"}]"#))
    let pack = Training.PackPrompt(pack: 260, prompt: 26_101, others: [9])
    let order = Training.PromptOrder(
      place: 0, tune: 7, model: .lora, text: "prompt 26101 of pack 260", images: 2, pack: pack)
    #expect(await perform(.createPrompt(order), runner(astria)) == .promptMade(0, .trouble(Trouble(.lost))))
    #expect(astria.requests.map(\.target) == ["/p/260/tunes"])
    let found = await perform(.findPrompt(order, since: TrainingScript.start), runner(astria))
    #expect(found == .promptMade(0, .known(8, address: nil)), "none of the others")
  }

  @Test func whateverAPackHasRunIsDeletedWithItsTune() async throws {
    let astria = try OddAstria(
      .json(#"{"id":7,"created_at":"2026-11-24T10:00:00.000Z"}"#),
      .json(#"[{"id":9,"text":"<lora:7:1.0> a suit"},{"id":8,"text":"<lora:6:1.0> a suit"}]"#), .json("[]"),
      .other(204, "text/plain"), .other(204, "text/plain"), .other(404, "text/plain"))
    let event = await perform(.deleteTune(TrainingScript.copy(1), number: 7, isOfPack: true), runner(astria))
    #expect(event == .deleted(TrainingScript.copy(1), nil))
    let deleted = astria.requests.filter { $0.method == "DELETE" }.map(\.target)
    #expect(deleted == ["/tunes/\(AstriaAPI.baseTune)/prompts/9", "/tunes/7"])
  }

  @Test func aPackPromptThatCanStillBeReadIsNotGone() async throws {
    let prompt = #"{"id":9,"text":"<lora:7:1.0> a suit"}"#
    let astria = try OddAstria(
      .other(404, "text/plain"), .json("[\(prompt)]"), .json("[]"), .other(204, "text/plain"),
      .other(204, "text/plain"), .json(prompt))
    let event = await perform(.deleteTune(TrainingScript.copy(1), number: 7, isOfPack: true), runner(astria))
    #expect(event == .deleted(TrainingScript.copy(1), Trouble(.unreachable)), "also when the tune is not there")
  }

  @Test func photosThatUploadStoreNoLongerHasAreGone() async throws {
    let astria = try OddAstria(.json("{}"))
    for (problem, kind) in [(Problem.notFound, Trouble.Kind.photosGone), (.unavailable, .unreachable)] {
      let runner = runner(astria, store: { _, _ throws(Refusal) in throw Refusal(problem, "No.") })
      #expect(await perform(.createTune(TrainingScript.order), runner) == .tuneMade(.trouble(Trouble(kind))))
    }
  }

  @Test func whoIsCalledOffBeforeTheirTurnAsksAstriaForNothing() async throws {
    let astria = try OddAstria(.json("{}"))
    let going = AsyncStream.makeStream(of: Never.self)
    let runner = runner(
      astria,
      store: { _, _ throws(Refusal) in
        for await _ in going.stream {}
        throw Refusal(.unavailable, "Not now.")
      }, gate: Gate(capacity: 1))
    let (first, second) = (TrainingScript.order, TrainingScript.order(TrainingScript.copy(9)))
    async let held = perform(.createTune(first), runner)
    try await Eventually.holds("the first is inside") { !astria.requests.isEmpty }
    async let waiting = perform(.createTune(second), runner)
    try await Eventually.holds("the second waits") { await runner.gate.isAwaited }
    #expect(await perform(.skipTune(second.tune), runner) == nil)
    #expect(await waiting == .tuneMade(.trouble(Trouble(.unreachable))))
    #expect(astria.requests.count(where: { $0.target == "/users" }) == 1, "it asked for nothing")
    going.continuation.finish()
    #expect(await held == .tuneMade(.trouble(Trouble(.unreachable))))
  }

  @Test func photosAreLetGoOfWhateverBecomesOfThem() async throws {
    let astria = try OddAstria(.json("{}"), .other(500, "text/html"))
    let (opened, cancelled) = (Counter(), Counter())
    let store: BridgeRunner.AskUploadStore = { _, _ throws(Refusal) in
      opened.count()
      let bytes = Attachment(Array(repeating: 0, count: 1000))
      let attachment = Attachment(length: 1000, next: { try await bytes.next() }, cancel: { cancelled.count() })
      return (.photo(TrainingScript.photos[0]), attachment)
    }
    let event = await perform(
      .createTune(TrainingScript.order), runner(astria, store: store, publicAddress: "https://a.example"))
    #expect(event == .tuneMade(.trouble(Trouble(.lost))))
    #expect(opened.value == 4 && cancelled.value == 4)
    let hint = String(repeating: "05", count: 32)
    let body = String(decoding: try #require(astria.requests.last).body, as: UTF8.self)
    #expect(body.contains("https://a.example/v1/astria/hints/\(hint)"))
  }

  @Test func anAvatarGoesStraightThroughAndIsOpenedAnewForAFurtherTry() async throws {
    let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]
    let astria = try OddAstria(OddAstria.Answer(body: png))
    let stored = Mutex<[[UInt8]]>([])
    let store: BridgeRunner.AskUploadStore = { request, open throws(Refusal) in
      guard case .storeAvatar(_, let avatar, let prompt, let index, "image/png") = request, let open else {
        throw Refusal(.malformedRequest, "This is no avatar.")
      }
      for _ in 0..<2 {
        let attachment = try await open()
        var bytes: [UInt8] = []
        do { while let chunk = try await attachment.next() { bytes += chunk.bytes } } catch {
          throw Refusal(.unavailable, "It was cut.")
        }
        stored.withLock { $0.append(bytes) }
      }
      return (
        .avatarStored(
          AvatarView(
            id: avatar, prompt: prompt, index: index, contentType: "image/png", bytes: 9, madeAt: TrainingScript.start,
            mustBeGoneBy: TrainingScript.start)), nil
      )
    }
    let order = Training.AvatarOrder(
      avatar: TrainingScript.avatar(1), prompt: 0, index: 1, address: Personal(astria.url + "/x"))
    #expect(await perform(.copyAvatar(order), runner(astria, store: store)) == .avatarCopied(order.avatar, .stored))
    #expect(stored.withLock { $0 } == [png, png])
    #expect(astria.requests.count == 2)
  }

  @Test(arguments: [(Problem.notAnImage, AvatarPrompt.Copied.unusable), (.busy, .trouble(Trouble(.unreachable)))])
  func aRefusedAvatarIsTriedAgainOnlyIfThatCanHelp(
    _ problem: Problem, _ expected: AvatarPrompt.Copied
  ) async throws {
    let astria = try OddAstria(OddAstria.Answer(body: [0xff, 0xd8, 0xff, 0, 0, 0, 0, 0]))
    let runner = runner(astria, store: { _, _ throws(Refusal) in throw Refusal(problem, "No.") })
    let order = Training.AvatarOrder(
      avatar: TrainingScript.avatar(1), prompt: 0, index: 0, address: Personal(astria.url + "/x"))
    #expect(await perform(.copyAvatar(order), runner) == .avatarCopied(order.avatar, expected))
  }

  // MARK: Reading back

  @Test(arguments: [
    (OddAstria.Answer.json(#"{"error":"Not Found"}"#, status: 404), ReadBackResult.Finding.gone),
    (.json(#"{"id":7}"#), .readable), (.other(503, "text/html"), .unknown), (.other(401, "text/plain"), .unknown),
  ])
  func aTuneIsGoneOnlyIfAstriaSaysSo(_ answer: OddAstria.Answer, _ expected: ReadBackResult.Finding) async throws {
    let remains = Remains(
      copy: TrainingScript.copy(1), number: 7, kind: .tune(title: "t"), since: TrainingScript.start, address: nil)
    #expect(try await findings(remains, OddAstria(answer)) == [ReadBackResult(copy: remains.copy, finding: expected)])
  }

  @Test func aPictureThatAnybodyCanStillReadIsNotGone() async throws {
    let astria = try OddAstria(.json(#"{"error":"Not Found"}"#, status: 404), .other(200, "image/png", "x"))
    let remains = Remains(
      copy: TrainingScript.copy(2), number: 8, kind: .prompt(tune: 7, text: "x"), since: TrainingScript.start,
      address: Personal(astria.url + "/x"))
    #expect(try await findings(remains, astria) == [ReadBackResult(copy: remains.copy, finding: .readable)])
  }

  @Test func aTuneWithoutNumberIsReadBackByItsTitle() async throws {
    let remains = Remains(
      copy: TrainingScript.copy(1), number: nil, kind: .tune(title: "t"), since: TrainingScript.start, address: nil)
    #expect(try await findings(remains, OddAstria(.json("[]"))).map(\.finding) == [.gone])
    #expect(try await findings(remains, OddAstria(.json(#"[{"id":7,"title":"t"}]"#))).map(\.finding) == [.readable])
  }

  private func findings(_ remains: Remains, _ astria: OddAstria) async throws -> [ReadBackResult] {
    let asker = Envelope.ID(bytes: Array(repeating: 3, count: 16))
    let effect = BridgeEffect.readBack([remains], unknown: [], asker: asker)
    guard case .readBack(let findings, asker)? = await runner(astria).perform(effect, attachments: { _ in nil }) else {
      throw Unexpected("no findings")
    }
    return findings.map(\.result)
  }
}

private final class Counter: Sendable {
  private let number = Mutex(0)
  var value: Int { number.withLock { $0 } }
  func count() { number.withLock { $0 += 1 } }
}
