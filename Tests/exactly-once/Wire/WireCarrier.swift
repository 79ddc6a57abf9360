import Foundation
import TestSupport

/// Carries what one end sends to the other, fault by fault.
struct WireCarrier {
  private let direction: WireDirection
  private let source: UnixSocket
  private let target: UnixSocket
  private let faults: WireFaults
  private var random: Seeded
  private var reader = WireReader()
  /// Messages that others overtake, each with how many are still to go before it.
  private var held: [(message: WireMessage, after: Int)] = []

  /// Once nothing comes that could overtake them, the held ones go on.
  private static let holdMax: Int32 = 20

  init(
    _ direction: WireDirection, from source: UnixSocket, to target: UnixSocket, _ random: Seeded,
    _ faults: @escaping WireFaults
  ) {
    self.direction = direction
    self.source = source
    self.target = target
    self.random = random
    self.faults = faults
  }

  mutating func run() {
    while true {
      switch source.read(patience: held.isEmpty ? -1 : Self.holdMax) {
      case .end: return
      case .nothing: guard release({ _ in true }) else { return }
      case .bytes(let bytes):
        reader.add(bytes)
        while let piece = reader.next() { guard pass(piece) else { return } }
      }
    }
  }

  /// - Returns: whether the connection still stands.
  private mutating func pass(_ piece: WireReader.Piece) -> Bool {
    switch piece {
    case .greeting(let bytes), .command(let bytes): target.write(bytes[...])
    case .message(let message): pass(message, faults(message, direction, &random))
    }
  }

  private mutating func pass(_ message: WireMessage, _ fault: WireFault) -> Bool {
    switch fault {
    case .none: return write(message) && wentBy()
    case .drop: return wentBy()
    case .duplicate(let others):
      held.append((message, others + 1))
      return write(message) && wentBy()
    case .overtaken(let others):
      held.append((message, others))
      return true
    case .delay(let milliseconds):
      usleep(UInt32(milliseconds) * 1000)
      return write(message) && wentBy()
    case .cut:
      _ = target.write(message.bytes.prefix(.random(in: 1..<message.bytes.count, using: &random)))
      return false
    }
  }

  private func write(_ message: WireMessage) -> Bool { target.write(message.bytes[...]) }

  /// One more message overtook those that are held.
  private mutating func wentBy() -> Bool {
    for index in held.indices { held[index].after -= 1 }
    return release { $0 <= 0 }
  }

  private mutating func release(_ isDue: (_ after: Int) -> Bool) -> Bool {
    let due = held.filter { isDue($0.after) }
    held.removeAll { isDue($0.after) }
    return due.allSatisfy { write($0.message) }
  }
}
