import CZeroMQ
import Logging

/// Answers libzmq's question whether a CURVE key may come in (ZAP, ZeroMQ RFC 27). Without it any key is let in.
final class Gatekeeper {
  let socket: ZMQSocket
  private let me: ServiceName
  private let names: [String: ServiceName]
  private let log: Logger

  init(_ keys: BusKeys, of me: ServiceName, in context: ZMQContext, log: Logger) throws(BusError) {
    socket = try ZMQSocket(ZMQ_REP, in: context)
    try socket.bind("inproc://zeromq.zap.01")
    names = Dictionary(uniqueKeysWithValues: keys.known.map { ($1, $0) })
    self.me = me
    self.log = log
  }

  /// Decides about every client that waits at the gate.
  func admit(_ parts: ZMQParts) {
    while parts.receive(from: socket) {
      guard parts.count >= 6 else { continue }
      let name = parts.count > 6 ? key(parts[6]).flatMap(owner) : nil
      let verdict = name == nil ? ["400", "unknown key", ""] : ["200", "OK", name?.rawValue ?? ""]
      _ = socket.send([parts.bytes(0), parts.bytes(1)] + verdict.map { Array($0.utf8) } + [[]])
    }
  }

  /// Whose key it is, if he has business here.
  private func owner(of key: String) -> ServiceName? {
    guard let name = names[key] else {
      log.warning("refused an unknown key at the bus")
      return nil
    }
    guard Conversations.mayCome(sender: name, receiver: me) else {
      log.warning("refused a process that has no business here", metadata: ["process": "\(name)"])
      return nil
    }
    return name
  }

  private func key(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.count == 32 else { return nil }
    var text = [CChar](repeating: 0, count: 41)
    guard zmq_z85_encode(&text, bytes.bindMemory(to: UInt8.self).baseAddress, 32) != nil else { return nil }
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
