import CZeroMQ
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Shared

/// Whoever has no right to be heard is not; that is counted and logged; and everybody else is served as before.
@Suite(.serialized, .timeLimit(.minutes(2))) struct BusSecurityTests {
  private let keys = Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0, CurveKeyPair.generate()) })
  private let endpoint = "tcp://127.0.0.1:\(FreePort.any())"
  private var publicKeys: [ServiceName: String] { keys.mapValues(\.publicKey) }

  private func key(_ service: ServiceName) -> CurveKeyPair { keys[service] ?? .generate() }

  /// A pair over tcp, `upload-store` with its key and the other as it likes.
  private func pair(_ configure: (inout BusConfiguration) -> Void = { _ in }) throws -> BusPair {
    try BusPair { one, other in
      one.bind = "tcp://127.0.0.1:0"
      one.endpoints = [.uploadStore: endpoint]
      one.keys = BusKeys(own: key(.gateway), known: publicKeys)
      configure(&one)
      other.bind = endpoint
      other.keys = BusKeys(own: key(.uploadStore), known: publicKeys)
    }
  }

  /// Somebody asks, and is not heard: `log` says this, the connection is counted, and the gateway is served as before.
  private func isTurnedAway(_ why: String, _ stranger: @Sendable () throws -> Stranger) async throws {
    let pair = try pair()
    let heard = Mutex<[String]>([])
    try await pair.run({ delivery in
      heard.withLock { $0.append(delivery.envelope.kind) }
      await BusPair.echo(delivery)
    }) { client in
      let stranger = try stranger()
      try stranger.say(EchoRequest.swallow)
      try await Eventually.holds("\(why) is logged") { pair.answeringLog.count(of: why) > 0 }
      try await Eventually.holds("it is counted") { await pair.answering.turnedAway > 0 }
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
      withExtendedLifetime(stranger) {}
    }
    #expect(heard.withLock { $0 } == ["say"])
  }

  @Test func knownKeysSpeakOverTCP() async throws {
    let pair = try pair()
    try await pair.run { client in
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
    }
    #expect(await pair.answering.turnedAway == 0)
    #expect(pair.answeringLog.count(of: "warning") == 0, "\(pair.answeringLog.lines)")
  }

  @Test func anUnknownKeyIsNotLetIn() async throws {
    try await isTurnedAway("refused an unknown key") {
      try .withKeys(.generate(), of: key(.uploadStore).publicKey, at: endpoint)
    }
  }

  @Test func aKnownKeyWithoutBusinessIsNotLetIn() async throws {
    try await isTurnedAway("refused a process that has no business here") {
      try .withKeys(key(.account), of: key(.uploadStore).publicKey, at: endpoint)
    }
  }

  @Test func whoHasNoCurveIsNotLetIn() async throws {
    try await isTurnedAway("turned a connection away") { try Stranger(at: endpoint) }
  }

  @Test func whoHasAPasswordInsteadIsNotLetIn() async throws {
    try await isTurnedAway("turned a connection away") {
      try Stranger(at: endpoint) { socket in
        try socket.set(ZMQ_PLAIN_USERNAME, "gateway")
        try socket.set(ZMQ_PLAIN_PASSWORD, key(.gateway).publicKey)
      }
    }
  }

  @Test func whoTakesUsForAnotherServerIsNotLetIn() async throws {
    try await isTurnedAway("not encrypted for this key") {
      try .withKeys(key(.gateway), of: key(.janitor).publicKey, at: endpoint)
    }
  }

  @Test func aKeySpeaksForItsOwnerOnly() async throws {
    let pair = try pair()
    try await pair.run { client in
      let liar = Client<EchoRequest>(
        pair.asking, to: .uploadStore, me: .janitor, clock: .system, randomness: .system)
      let refusal = await #expect(throws: Refusal.self) { try await liar.ask(.say("hello"), timeout: .seconds(2)) }
      #expect(refusal?.problem == .forbidden)
      #expect(pair.answeringLog.count(of: "a sender gives another's name") == 1)
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
    }
  }

  /// On one machine, where there are no keys, the table still holds.
  @Test func aConversationOutsideTheTableIsRefused() async throws {
    let heard = Mutex(0)
    let pair = try BusPair()
    try await pair.run({ delivery in
      heard.withLock { $0 += 1 }
      await BusPair.echo(delivery)
    }) { client in
      let account = Client<EchoRequest>(
        pair.asking, to: .uploadStore, me: .account, clock: .system, randomness: .system)
      let refusal = await #expect(throws: Refusal.self) { try await account.ask(.say("hello"), timeout: .seconds(2)) }
      #expect(refusal?.problem == .forbidden)
      #expect(pair.answeringLog.count(of: "refused a conversation") == 1)
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
    }
    #expect(heard.withLock { $0 } == 1)
  }

  /// The gateway may speak with `upload-store`, but not fetch photos from it.
  @Test func aMessageThatIsNotForItsSenderIsRefused() async throws {
    let pair = try pair()
    let log = pair.answeringLog.log
    try await pair.run({ delivery in
      do throws(Refusal) {
        _ = try delivery.request(UploadStoreRequest.self, at: .uploadStore, log: log)
      } catch { delivery.refuse(error) }
    }) { _ in
      let gateway = Client<UploadStoreRequest>(
        pair.asking, to: .uploadStore, me: .gateway, clock: .system, randomness: .system)
      let (photosession, photo) = (Photosession.ID(bytes: Pattern.bytes(16)), Photo.ID(bytes: Pattern.bytes(16)))
      let refusal = await #expect(throws: Refusal.self) {
        try await gateway.ask(.readPhoto(photosession: photosession, photo: photo), timeout: .seconds(2))
      }
      #expect(refusal?.problem == .forbidden)
      #expect(pair.answeringLog.count(of: "refused a message") == 1)
    }
  }

  /// Whoever stands in the way, with a key of his own, learns nothing; and once he is gone, the real one is found.
  @Test func aClientDoesNotSpeakToAnotherServer() async throws {
    let pair = try pair()
    try await withImpostor(key: .generate()) { impostor in
      let refusal = await #expect(throws: Refusal.self) {
        try await pair.client.ask(.say("hello"), timeout: .seconds(1))
      }
      #expect(refusal?.problem == .unavailable)
      #expect(pair.askingLog.count(of: "no handshake with a process") > 0)
      #expect(!ZMQParts().receive(from: impostor))
    }
    try await pair.run { client in
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
    }
  }

  /// Whoever refused a key, such as a process that does not know it yet, may accept it after its next start.
  @Test func whoWasRefusedIsLetInOnceItsKeyIsKnown() async throws {
    let pair = try pair()
    let ignorant = try Bus(
      BusConfiguration(
        me: .uploadStore, bind: endpoint, endpoints: [:],
        keys: BusKeys(own: key(.uploadStore), known: [.uploadStore: key(.uploadStore).publicKey])),
      clock: .system, log: LogLines().log)
    try await ignorant.serve { _ in }
    await #expect(throws: Refusal.self) { try await pair.client.ask(.say("hello"), timeout: .seconds(1)) }
    await ignorant.shutdown()
    try await pair.run { client in
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
    }
  }

  /// A server of another key at the endpoint, while `body` runs.
  private func withImpostor(key: CurveKeyPair, _ body: (ZMQSocket) async throws -> Void) async throws {
    let socket = try ZMQSocket(ZMQ_ROUTER, in: ZMQContext())
    try socket.set(ZMQ_CURVE_SERVER, 1)
    try socket.set(ZMQ_CURVE_SECRETKEY, key.secretKey)
    try socket.bind(endpoint)
    try await body(socket)
  }

  @Test func tcpWithoutKeysIsRefused() {
    var configuration = BusConfiguration(me: .gateway, bind: "tcp://127.0.0.1:0", endpoints: [:])
    configuration.keys = nil
    #expect(throws: BusError.self) { try configuration.check() }
  }
}
