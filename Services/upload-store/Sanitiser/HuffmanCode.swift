/// A canonical Huffman code, given by the length of each symbol's code word.
struct HuffmanCode {
  /// How many code words there are of each length, and the symbols in the order of their code words.
  private var counts = [Int](repeating: 0, count: 16)
  private var symbols: [Int] = []

  /// How far the bits of a code word have led.
  struct Walk {
    fileprivate var length = 0
    fileprivate var code = 0
    fileprivate var first = 0
    fileprivate var index = 0
  }

  init(_ lengths: ArraySlice<UInt8>) {
    for length in lengths { counts[Int(length & 15)] += 1 }
    counts[0] = 0
    for wanted in 1...15 as ClosedRange<UInt8> {
      symbols += lengths.enumerated().filter { $0.element == wanted }.map(\.offset)
    }
  }

  /// - Returns: the symbol, when the bit completes a code word.
  func next(_ walk: inout Walk, bit: Int) -> Int? {
    walk.length += 1
    walk.code |= bit
    let count = counts[walk.length]
    let offset = walk.code - walk.first
    if offset < count { return symbols[walk.index + offset] }
    walk.index += count
    walk.first = (walk.first + count) << 1
    walk.code <<= 1
    return nil
  }
}
