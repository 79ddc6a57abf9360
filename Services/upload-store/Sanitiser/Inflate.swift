import Shared

/// Takes a colour profile out of its compression (RFC 1950 and 1951), up to a length fixed beforehand. Small, and
/// without a table to speed it up: profiles are a few kilobytes.
struct Inflate {
  private var reader: ByteReader
  private let max: Int
  private var output: [UInt8] = []
  private var held = 0
  private var heldBits = 0

  /// Writers begin one about every 16 KB. Each may bring codes of its own, which cost time and need not hold anything.
  private static let blocksMax = 1_024

  static func zlib(_ bytes: ByteReader, max: Int) throws(Refusal) -> [UInt8] {
    var reader = bytes
    let head = try reader.number(2)
    guard head >> 8 & 15 == 8, head >> 12 <= 7, head % 31 == 0, head & 0x20 == 0 else { throw .badProfile }
    var inflate = Self(reader: reader, max: max)
    var blocks = 1
    while try !inflate.block() {
      blocks += 1
      guard blocks <= blocksMax else { throw .badProfile }
    }
    guard try inflate.reader.number(4) == Int(adler32(inflate.output)) else { throw .badProfile }
    return inflate.output
  }

  /// A zlib stream that holds the bytes uncompressed, in blocks of up to 65,535.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
      let block = bytes[start...].prefix(65_535)
      let length = UInt16(block.count)
      stream.append(block.endIndex == bytes.count ? 1 : 0)
      stream += length.byteSwapped.bigEndianBytes + (~length).byteSwapped.bigEndianBytes + block
    }
    return stream + adler32(bytes).bigEndianBytes
  }

  private init(reader: ByteReader, max: Int) {
    self.reader = reader
    self.max = max
  }

  /// - Returns: whether it was the last.
  private mutating func block() throws(Refusal) -> Bool {
    let isLast = try bits(1) == 1
    switch try bits(2) {
    case 0: try stored()
    case 1: try compressed(Self.fixedLengths, Self.fixedDistances)
    case 2:
      let (lengths, distances) = try codes()
      try compressed(lengths, distances)
    case _: throw .badProfile
    }
    return isLast
  }

  private mutating func stored() throws(Refusal) {
    (held, heldBits) = (0, 0)
    let length = try reader.littleEndianNumber(2)
    guard try reader.littleEndianNumber(2) == ~length & 0xFFFF, output.count + length <= max else { throw .badProfile }
    output += reader.bytes[try reader.range(length)]
  }

  private mutating func compressed(_ lengths: HuffmanCode, _ distances: HuffmanCode) throws(Refusal) {
    while true {
      let symbol = try self.symbol(lengths)
      if symbol == 256 { return }
      guard output.count < max else { throw .badProfile }
      if symbol < 256 { output.append(UInt8(symbol)) } else { try copy(length: symbol - 257, distances) }
    }
  }

  private mutating func copy(length index: Int, _ distances: HuffmanCode) throws(Refusal) {
    guard index < Self.lengths.count else { throw .badProfile }
    let length = Self.lengths[index].base + (try bits(Self.lengths[index].bits))
    let entry = try symbol(distances)
    guard entry < Self.distances.count else { throw .badProfile }
    let distance = Self.distances[entry].base + (try bits(Self.distances[entry].bits))
    guard distance <= output.count, output.count + length <= max else { throw .badProfile }
    for _ in 0..<length { output.append(output[output.count - distance]) }
  }

  /// The codes of a block that brings its own, themselves coded.
  private mutating func codes() throws(Refusal) -> (HuffmanCode, HuffmanCode) {
    let (lengths, distances) = (try bits(5) + 257, try bits(5) + 1)
    var order = [UInt8](repeating: 0, count: 19)
    for index in 0..<(try bits(4) + 4) { order[Self.order[index]] = UInt8(try bits(3)) }
    let code = HuffmanCode(order[...])
    var sizes: [UInt8] = []
    while sizes.count < lengths + distances {
      switch try symbol(code) {
      case 16 where !sizes.isEmpty: sizes += Array(repeating: sizes[sizes.count - 1], count: try bits(2) + 3)
      case 17: sizes += Array(repeating: 0, count: try bits(3) + 3)
      case 18: sizes += Array(repeating: 0, count: try bits(7) + 11)
      case let size where size < 16: sizes.append(UInt8(size))
      case _: throw .badProfile
      }
    }
    guard sizes.count == lengths + distances else { throw .badProfile }
    return (HuffmanCode(sizes[..<lengths]), HuffmanCode(sizes[lengths...]))
  }

  private mutating func symbol(_ code: HuffmanCode) throws(Refusal) -> Int {
    var walk = HuffmanCode.Walk()
    for _ in 1...15 {
      if let symbol = code.next(&walk, bit: try bits(1)) { return symbol }
    }
    throw .badProfile
  }

  private mutating func bits(_ count: Int) throws(Refusal) -> Int {
    while heldBits < count {
      held |= Int(try reader.byte()) << heldBits
      heldBits += 8
    }
    defer {
      held >>= count
      heldBits -= count
    }
    return held & (1 << count - 1)
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    let sums = bytes.reduce((low: UInt32(1), high: UInt32(0))) { sums, byte in
      let low = (sums.low + UInt32(byte)) % 65_521
      return (low, (sums.high + low) % 65_521)
    }
    return sums.high << 16 | sums.low
  }

  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private static let lengths: [(base: Int, bits: Int)] = {
    let bits = Array(repeating: 0, count: 8) + (1...5).flatMap { Array(repeating: $0, count: 4) }
    return growing(from: 3, bits) + [(258, 0)]
  }()

  private static let distances = growing(from: 1, [0, 0] + (0...13).flatMap { [$0, $0] })

  /// Each entry begins where the one before it ends.
  private static func growing(from first: Int, _ bits: [Int]) -> [(base: Int, bits: Int)] {
    var next = first
    return bits.map { count in
      defer { next += 1 << count }
      return (next, count)
    }
  }

  private static let fixedLengths = HuffmanCode(
    (Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112) + Array(repeating: 7, count: 24)
      + Array(repeating: 8, count: 8))[...])
  private static let fixedDistances = HuffmanCode(Array(repeating: 5, count: 30)[...])
}

extension Refusal {
  /// Never reaches a person: a picture with a damaged profile is shown without it.
  fileprivate static let badProfile = Refusal.malformed("its colour profile")
}
