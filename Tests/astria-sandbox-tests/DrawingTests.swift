import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct DrawingTests {
  @Test func anAvatarIsAPNGOfModestSize() {
    let bytes = Avatar(tune: 2_900_001, prompt: 45_000_001, image: 1).png()
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect((10_000..<200_000).contains(bytes.count))
  }

  @Test func eachTunePromptAndNumberHasAPictureOfItsOwn() {
    let pictures = [(1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2)].map { Avatar(tune: $0, prompt: $1, image: $2).png() }
    #expect(Set(pictures).count == 4)
    #expect(Avatar(tune: 1, prompt: 1, image: 1).png() == pictures[0])
  }

  /// The smallest picture, byte for byte as another encoder's decoder reads it.
  @Test func theChecksumsOfAPNGAreRight() {
    let black = Colour(hue: 0, saturation: 0, lightness: 0)
    let bytes = PNG.encode(Picture(width: 1, height: 1, palette: [black]))
    let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
    #expect(bytes.suffix(12) == end[...])
    let data: [UInt8] = [0x78, 1, 1, 2, 0, 0xFD, 0xFF, 0, 0, 0, 2, 0, 1]
    #expect(bytes.indices.contains { bytes[$0...].starts(with: data) })
  }

  @Test(arguments: [(0, [255, 0, 0]), (120, [0, 255, 0]), (240, [0, 0, 255])])
  func huesAreWhatPeopleCallThem(hue: Int, channels: [UInt8]) {
    let colour = Colour(hue: hue, saturation: 1, lightness: 0.5)
    #expect([colour.red, colour.green, colour.blue] == channels)
  }
}
