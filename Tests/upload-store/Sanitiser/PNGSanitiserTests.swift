import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1))) struct PNGSanitiserTests {
  private func sanitised(_ sample: SamplePNG) throws -> [UInt8] {
    try Sanitiser.sanitise(sample.bytes, declared: "image/png").bytes
  }

  @Test func aPlainPictureStaysAsItIs() throws {
    let photo = try Sanitiser.sanitise(SamplePNG().bytes, declared: "image/png")
    #expect(photo == SanitisedPhoto(bytes: SamplePNG().bytes, contentType: "image/png", width: 2, height: 2))
  }

  @Test func nothingOfALadenPictureSurvivesButWhatShowsIt() throws {
    var expected = SamplePNG()
    expected.before = [PNGChunk.make("gAMA", [0, 0, 0xB1, 0x8F]), PNGChunk.make("eXIf", Orientation(value: 3).tiff)]
    #expect(try sanitised(.laden) == expected.bytes)
  }

  @Test func aColourProfileSurvivesCleanedUnderANeutralName() throws {
    var sample = SamplePNG()
    sample.before = [PNGChunk.make("iCCP", Array("Anna's display\0\0".utf8) + Inflate.stored(SampleProfile().bytes))]
    var expected = SamplePNG()
    let clean = try #require(ColourProfile(SampleProfile().bytes)).bytes
    expected.before = [PNGChunk.make("iCCP", Array("ICC\0\0".utf8) + Inflate.stored(clean))]
    #expect(try sanitised(sample) == expected.bytes)
  }

  @Test func colourChunksSurviveOnceAndInTheirPlace() throws {
    var sample = SamplePNG()
    sample.header = SamplePNG.header(width: 2, height: 2, colour: 3)
    let early = [
      PNGChunk.make("cHRM", Array(repeating: 1, count: 32)), PNGChunk.make("sRGB", [0]),
      PNGChunk.make("cICP", [1, 13, 0, 1]), PNGChunk.make("sBIT", [8, 8, 8]),
    ]
    let palette = PNGChunk.make("PLTE", [0, 0, 0, 1, 1, 1])
    let late = [PNGChunk.make("tRNS", [0, 255]), PNGChunk.make("bKGD", [0])]
    sample.before = early + [palette] + late
    #expect(try sanitised(sample) == sample.bytes)
    var disordered = sample
    disordered.before = late + early + early + [palette] + early + late + late
    disordered.after = early + late
    #expect(try sanitised(disordered) == sample.bytes)
  }

  @Test func colourChunksOfAWrongLengthAreLeftOut() throws {
    for name in ["gAMA", "cHRM", "sRGB", "cICP", "sBIT", "bKGD", "tRNS", "iCCP"] as [FourLetters] {
      var sample = SamplePNG()
      sample.before = [PNGChunk.make(name, SampleJPEG.canary)]
      #expect(try sanitised(sample) == SamplePNG().bytes)
    }
  }

  @Test func aPictureThatEndsTooEarlyIsTruncated() {
    let whole = SamplePNG().bytes
    for length in 12..<whole.count {
      #expect(problem(Array(whole[..<length]), "image/png") == .imageTruncated, "\(length) bytes")
    }
  }

  @Test func aWrongCheckSumIsRefused() {
    let whole = SamplePNG().bytes
    for index in [16, 30, whole.count - 20, whole.count - 1] {
      var bytes = whole
      bytes[index] ^= 1
      #expect(problem(bytes, "image/png") == .imageMalformed)
    }
  }

  @Test func headersThatCannotBeAreRefused() {
    let headers: [([UInt8], Problem)] = [
      (SamplePNG.header(width: 65_535, height: 65_535), .tooManyPixels),
      (SamplePNG.header(width: .max, height: .max), .tooManyPixels),
      (SamplePNG.header(width: 0, height: 1), .imageMalformed),
      (SamplePNG.header(width: 1, height: 0), .imageMalformed),
      (SamplePNG.header(width: 1, height: 1, depth: 3), .imageMalformed),
      (SamplePNG.header(width: 1, height: 1, depth: 16, colour: 3), .imageMalformed),
      (SamplePNG.header(width: 1, height: 1, colour: 5), .imageMalformed),
      (SamplePNG.header(width: 1, height: 1, colour: 3), .imageMalformed),
      (PNGChunk.make("IHDR", [0, 0, 0, 1]), .imageMalformed),
      (PNGChunk.make("gAMA", [0, 0, 0, 1]), .imageMalformed),
    ]
    for (header, expected) in headers {
      var sample = SamplePNG()
      sample.header = header
      #expect(problem(sample.bytes, "image/png") == expected)
    }
  }

  @Test func chunksThatCannotBeAreRefused() {
    let data = SamplePNG().data[0]
    let broken: [SamplePNG] = [
      SamplePNG(data: []), SamplePNG(data: [data, PNGChunk.make("tIME", []), data]),
      SamplePNG(before: [SamplePNG().header]),
      SamplePNG(before: [PNGChunk.make("QRST", [])]), SamplePNG(before: [PNGChunk.make("PLTE", [1, 2, 3])]),
      SamplePNG(before: [[0xFF, 0xFF, 0xFF, 0xFF] + Array("tEXt".utf8)]),
      SamplePNG(before: [PNGChunk.make("t\0Xt", [])]),
      SamplePNG(end: PNGChunk.make("IEND", SampleJPEG.canary)),
      SamplePNG(before: Array(repeating: PNGChunk.make("tEXt", []), count: PNGSanitiser.chunksMax + 1)),
    ]
    for (index, sample) in broken.enumerated() {
      #expect([.imageMalformed, .imageTruncated].contains(problem(sample.bytes, "image/png")), "sample \(index)")
    }
  }
}
