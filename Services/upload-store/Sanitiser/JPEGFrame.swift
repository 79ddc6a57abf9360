import Shared

/// The head of the coded picture in a JPEG: its size and its components, and which of these the scans have brought.
struct JPEGFrame {
  let size: PictureSize
  private let isProgressive: Bool
  private let components: Set<UInt8>
  private var scanned: Set<UInt8> = []

  init(_ segment: ByteReader, isProgressive: Bool) throws(Refusal) {
    var reader = segment
    guard try reader.byte() == 8 else { throw .unsupported("A JPEG with more than 8 bits per colour is not taken") }
    let height = try reader.number(2)
    size = try PictureSize(width: try reader.number(2), height: height)
    self.isProgressive = isProgressive
    let count = Int(try reader.byte())
    guard [1, 3, 4].contains(count) else { throw .malformed("its number of colours") }
    components = try Self.components(count, &reader)
    guard reader.isAtEnd, components.count == count else { throw .malformed("its frame") }
  }

  var isComplete: Bool { scanned == components }

  /// - Parameter segment: the head of a scan.
  mutating func scan(_ segment: ByteReader) throws(Refusal) {
    var reader = segment
    var inScan: Set<UInt8> = []
    let count = Int(try reader.byte())
    for _ in 0..<count {
      inScan.insert(try reader.byte())
      guard Self.isPair(try reader.byte(), of: 0...3) else { throw .malformed("its scan names a table that cannot be") }
    }
    guard count > 0, inScan.count == count, inScan.isSubset(of: components) else { throw .malformed("its scan") }
    let band = (try reader.byte(), try reader.byte())
    _ = try reader.byte()
    guard reader.isAtEnd, !isProgressive || Self.isBand(band, components: count) else {
      throw .malformed("its scan")
    }
    scanned.formUnion(inScan)
  }

  /// A progressive scan brings either the mean values of several components or a band of details of one.
  private static func isBand(_ band: (first: UInt8, last: UInt8), components: Int) -> Bool {
    band.first == 0 ? band.last == 0 : band.first <= band.last && band.last <= 63 && components == 1
  }

  private static func components(_ count: Int, _ reader: inout ByteReader) throws(Refusal) -> Set<UInt8> {
    var names: Set<UInt8> = []
    for _ in 0..<count {
      names.insert(try reader.byte())
      guard isPair(try reader.byte(), of: 1...4), try reader.byte() <= 3 else { throw .malformed("its frame") }
    }
    return names
  }

  /// Two numbers of four bits each.
  private static func isPair(_ byte: UInt8, of range: ClosedRange<UInt8>) -> Bool {
    range.contains(byte >> 4) && range.contains(byte & 15)
  }
}
