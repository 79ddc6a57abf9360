import CZeroMQ
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Shared

@Suite(.serialized, .timeLimit(.minutes(2))) struct BusSecurityTests {
  /// A pair over tcp on a free port, each end with its key.
  private func pair(gatewayKey: CurveKeyPair? = nil, claims: ServiceName? = nil) throws -> BusPair {
    let gateway = CurveKeyPair.generate()
    let store = CurveKeyPair.generate()
    let known = [ServiceName.gateway: gateway.publicKey, .uploadStore: store.publicKey]
    let port = FreePort.any()
    return try BusPair { one, other in
      one.bind = "tcp://127.0.0.1:0"
      one.endpoints = [.uploadStore: "tcp://127.0.0.1:\(port)"]
      one.keys = BusKeys(own: gatewayKey ?? gateway, known: known)
      other.bind = "tcp://127.0.0.1:\(port)"
      other.keys = BusKeys(own: store, known: known)
    }
  }

  @Test func knownKeysSpeakOverTCP() async throws {
    try await pair().run { client in
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
    }
  }

  @Test func anUnknownKeyIsNotLetIn() async throws {
    let heard = Mutex(0)
    try await pair(gatewayKey: .generate()).run({ _ in heard.withLock { $0 += 1 } }) { client in
      await #expect(throws: Refusal.self) { try await client.ask(.say("hello"), timeout: .seconds(1)) }
    }
    #expect(heard.withLock { $0 } == 0)
  }

  @Test func aKeySpeaksForItsOwnerOnly() async throws {
    let pair = try pair()
    try await pair.run { _ in
      let liar = Client<EchoRequest>(
        pair.asking, to: .uploadStore, me: .janitor, clock: .system, randomness: .system)
      let refusal = await #expect(throws: Refusal.self) { try await liar.ask(.say("hello"), timeout: .seconds(2)) }
      #expect(refusal?.problem == .forbidden)
    }
  }

  @Test func tcpWithoutKeysIsRefused() {
    var configuration = BusConfiguration(me: .gateway, bind: "tcp://127.0.0.1:0", endpoints: [:])
    configuration.keys = nil
    #expect(throws: BusError.self) { try configuration.check() }
  }

  @Test func malformedMessagesAreCountedAndTheSocketLivesOn() async throws {
    let pair = try BusPair()
    try await pair.run { client in
      let context = ZMQContext()
      let stranger = try ZMQSocket(ZMQ_DEALER, in: context)
      try stranger.connect("ipc://\(pair.directory)/upload-store.sock")
      let malformed: [[[UInt8]]] = [
        [[]], [[0x51]], [[0x51, 9], [1], [2]], [[0x51, 2], [1, 2, 3], [4]], [[0x43, 2], [1]],
        [[0x47, 2] + Array(repeating: 0, count: 16)], [[0x51, 2]], [[0x52, 2], [1], [2]],
        Array(repeating: [7], count: 20),
      ]
      for frames in malformed { #expect(stranger.send(frames) == .sent) }
      let reply = try await client.ask(.say("hello"))
      #expect(reply == .said("hello"))
      while await pair.answering.malformed < malformed.count { await Task.yield() }
    }
  }
}
