import Figures

/// All that one run measured.
struct BusReport {
  let machine = Machine.this
  var pace: RacePace
  var echo: [EchoHeat] = []
  /// The first is the one that the others are compared with.
  var attachments: [AttachmentLine] = []
  var memory: MemoryUse?

  var attachmentRows: [AttachmentRow] {
    guard let plain = attachments.first else { return [] }
    return attachments.map { AttachmentRow(way: $0.way, bytesPerSecond: $0.median, againstPlain: $0.ratio(to: plain)) }
  }
}

struct AttachmentRow: Encodable {
  let way: String
  let bytesPerSecond: Double
  let againstPlain: Double
}

/// One contender of a heat, in medians over the rounds.
struct EchoRow: Encodable {
  let contender: ContenderName
  let p50Microseconds: Double
  let p99Microseconds: Double
  let requestsPerSecond: Double
  /// Against plain C on the same transport, if that was measured too.
  let p50AgainstPlain: Double?
  let rateAgainstPlain: Double?
  /// How many times longer gRPC with JSON over tcp takes.
  let timesFasterThanGRPC: Double?
  /// How far the rounds lie apart says how quiet the machine was.
  let p50MicrosecondsByRound: [Double]
}

extension EchoHeat {
  var rows: [EchoRow] { ContenderName.allCases.filter { rounds[$0] != nil }.map(row) }

  private func row(_ name: ContenderName) -> EchoRow {
    EchoRow(
      contender: name, p50Microseconds: median(name, \.p50Microseconds),
      p99Microseconds: median(name, \.p99Microseconds), requestsPerSecond: median(name, \.requestsPerSecond),
      p50AgainstPlain: ratio(name, to: name.plain, \.p50Microseconds),
      rateAgainstPlain: ratio(name, to: name.plain, \.requestsPerSecond),
      timesFasterThanGRPC: ratio(.grpcJSON, to: name, \.p50Microseconds),
      p50MicrosecondsByRound: (rounds[name] ?? []).map(\.p50Microseconds))
  }
}

// MARK: As JSON

extension BusReport: Encodable {
  private enum Key: CodingKey { case machine, pace, echo, attachments, memory, goals }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(machine, forKey: .machine)
    try container.encode(pace, forKey: .pace)
    try container.encode(echo, forKey: .echo)
    try container.encode(attachmentRows, forKey: .attachments)
    try container.encodeIfPresent(memory, forKey: .memory)
    try container.encode(goals, forKey: .goals)
  }
}

extension EchoHeat: Encodable {
  private enum Key: CodingKey { case size, jsonSize, codedSize, outstanding, contenders }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(size, forKey: .size)
    try container.encode(jsonSize, forKey: .jsonSize)
    try container.encode(codedSize, forKey: .codedSize)
    try container.encode(outstanding, forKey: .outstanding)
    try container.encode(rows, forKey: .contenders)
  }
}
