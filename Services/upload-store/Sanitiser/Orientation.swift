import Shared

/// How a picture must be turned or mirrored to be shown, as Exif numbers it. The one thing of Exif that survives, in an
/// Exif block made anew that has nothing else in it.
struct Orientation: Equatable {
  /// 2...8; 1 is "as it is" and needs no block.
  let value: Int

  init(value: Int) { self.value = value }

  /// - Parameter tiff: an Exif block (TIFF). Damage in it is no reason to refuse a photo: then there is no orientation.
  init?(tiff: ByteReader) {
    do throws(Refusal) {
      guard let found = try Self.find(tiff), (2...8).contains(found) else { return nil }
      value = found
    } catch {
      return nil
    }
  }

  /// A TIFF block with one directory with one entry: Orientation, one short.
  var tiff: [UInt8] {
    let head: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8]
    let entry: [UInt8] = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(value), 0, 0]
    return head + [0, 1] + entry + [0, 0, 0, 0]
  }

  private static let tag = 0x0112
  private static let short = 3
  private static let entryLength = 12

  private static func find(_ tiff: ByteReader) throws(Refusal) -> Int? {
    var reader = tiff
    let isLittle = reader.take([0x49, 0x49])
    guard isLittle || reader.take([0x4D, 0x4D]) else { return nil }
    func number(_ count: Int, _ reader: inout ByteReader) throws(Refusal) -> Int {
      isLittle ? try reader.littleEndianNumber(count) : try reader.number(count)
    }
    guard try number(2, &reader) == 42 else { return nil }
    let directory = try number(4, &reader)
    _ = try reader.range(directory - 8)
    for _ in 0..<(try number(2, &reader)) {
      var entry = try reader.part(entryLength)
      guard try number(2, &entry) == tag else { continue }
      guard try number(2, &entry) == short, try number(4, &entry) == 1 else { return nil }
      return try number(2, &entry)
    }
    return nil
  }
}
