import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1))) struct JPEGSanitiserTests {
  private func sanitised(_ sample: SampleJPEG) throws -> [UInt8] {
    try Sanitiser.sanitise(sample.bytes, declared: "image/jpeg").bytes
  }

  @Test func aPlainPhotoStaysAsItIs() throws {
    let photo = try Sanitiser.sanitise(SampleJPEG().bytes, declared: "image/jpeg")
    #expect(photo == SanitisedPhoto(bytes: SampleJPEG().bytes, contentType: "image/jpeg", width: 16, height: 8))
  }

  @Test func nothingOfALadenPhotoSurvivesButWhatShowsIt() throws {
    var expected = SampleJPEG()
    expected.applications = [
      SampleJPEG.segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0]),
      SampleJPEG.segment(0xE1, Array("Exif\0\0".utf8) + Orientation(value: 6).tiff),
      SampleJPEG.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1]),
    ]
    let bytes = try sanitised(.laden)
    #expect(bytes == expected.bytes)
    #expect(!bytes.holds(SampleJPEG.canary))
  }

  @Test(arguments: 0...9 as ClosedRange<UInt16>, [true, false])
  func theOrientationSurvivesAlone(orientation: UInt16, isLittle: Bool) throws {
    var sample = SampleJPEG()
    sample.applications = [SampleJPEG.exif(orientation: orientation, isLittle: isLittle)]
    let bytes = try sanitised(sample)
    #expect(bytes.holds("Exif") == (2...8).contains(orientation))
    #expect(bytes.holds([1, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0]) == (2...8).contains(orientation))
    #expect(!bytes.holds(SampleJPEG.canary))
  }

  @Test func aDamagedExifBlockIsNoReasonToRefuse() throws {
    for exif in ["MM\0*", "MM\0*\u{7F}\u{7F}\u{7F}\u{7F}", "XX", "", "MM\0*\0\0\0\0\0\u{1}"] {
      var sample = SampleJPEG()
      sample.applications.append(SampleJPEG.segment(0xE1, Array(("Exif\0\0" + exif).utf8)))
      #expect(try sanitised(sample) == SampleJPEG().bytes)
    }
  }

  @Test func aColourProfileSurvivesCleanedInItsChunks() throws {
    let profile = SampleProfile().bytes
    var sample = SampleJPEG()
    let name = Array("ICC_PROFILE\0".utf8)
    sample.applications.append(SampleJPEG.segment(0xE2, name + [2, 2] + profile[150...]))
    sample.applications.append(SampleJPEG.segment(0xE2, name + [1, 2] + profile[..<150]))
    let clean = try #require(ColourProfile(profile)).bytes
    let bytes = try sanitised(sample)
    #expect(bytes.holds(name + [1, 1] + clean))
    #expect(!bytes.holds(SampleJPEG.canary))
  }

  @Test func aProfileOfSeveralSegmentsIsCutIntoSegmentsAgain() throws {
    var profile = SampleProfile()
    let table = (0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    profile.tags.append(("A2B0", Array("mft2\0\0\0\0".utf8) + table))
    let name = Array("ICC_PROFILE\0".utf8)
    let clean = try #require(ColourProfile(profile.bytes)).bytes
    func chunk(_ number: Int, of bytes: [UInt8], _ length: Int) -> [UInt8] {
      let total = UInt8((bytes.count - 1) / length + 1)
      return SampleJPEG.segment(0xE2, name + [UInt8(number), total] + bytes[((number - 1) * length)...].prefix(length))
    }
    var sample = SampleJPEG()
    var expected = SampleJPEG()
    sample.applications += (1...6).map { chunk($0, of: profile.bytes, 30_000) }
    expected.applications += (1...3).map { chunk($0, of: clean, 65_519) }
    #expect(try sanitised(sample) == expected.bytes)
  }

  @Test(arguments: [[1, 2], [1, 1, 1, 1], [0, 1], [2, 1], [1, 0], [1, 2, 2, 3], [1]] as [[UInt8]])
  func aProfileInChunksThatDoNotAddUpIsLeftOut(numbers: [UInt8]) throws {
    var sample = SampleJPEG()
    for start in stride(from: 0, to: numbers.count, by: 2) {
      let head = Array("ICC_PROFILE\0".utf8) + numbers[start...].prefix(2)
      sample.applications.append(SampleJPEG.segment(0xE2, head + (numbers.count > 1 ? SampleProfile().bytes : [])))
    }
    #expect(try sanitised(sample) == SampleJPEG().bytes)
  }

  @Test func aProgressivePhotoOfSeveralScansSurvives() throws {
    var sample = SampleJPEG()
    sample.frame = SampleJPEG.frame(0xC2, width: 16, height: 8)
    sample.scans = [[1, 1, 0, 0, 0, 1], [1, 1, 0, 1, 5, 2], [1, 1, 0, 6, 63, 2]].map {
      SampleJPEG.segment(0xDA, $0) + SampleJPEG.entropy + sample.tables[1]
    }
    #expect(try sanitised(sample) == sample.bytes)
    sample.scans[1] += SampleJPEG.segment(0xFE, SampleJPEG.canary) + SampleJPEG.segment(0xE1, SampleJPEG.canary)
    #expect(try !sanitised(sample).holds(SampleJPEG.canary))
  }

  @Test func restartIntervalsAndExtendedFramesSurvive() throws {
    var sample = SampleJPEG()
    sample.frame = SampleJPEG.frame(0xC1, width: 16, height: 8)
    sample.tables.append(SampleJPEG.segment(0xDD, [0, 1]))
    #expect(try sanitised(sample) == sample.bytes)
  }

  @Test func bytesBetweenSegmentsAreLeftBehind() throws {
    var sample = SampleJPEG()
    sample.applications.append(SampleJPEG.canary + [0xFF, 0xFF, 0xFF])
    sample.tables.append([0xFF])
    #expect(try sanitised(sample) == SampleJPEG().bytes)
  }

  @Test func aPhotoThatEndsTooEarlyIsTruncated() {
    let whole = SampleJPEG().bytes
    for length in 3..<whole.count {
      #expect(problem(Array(whole[..<length]), "image/jpeg") == .imageTruncated, "\(length) bytes")
    }
  }

  @Test(arguments: [0xC3, 0xC5, 0xC9, 0xCA, 0xCB, 0xCF] as [UInt8])
  func rareKindsOfCodingAreNotTaken(code: UInt8) {
    var sample = SampleJPEG()
    sample.frame = SampleJPEG.frame(code, width: 16, height: 8)
    #expect(problem(sample.bytes, "image/jpeg") == .unsupportedImage)
  }

  @Test func framesThatCannotBeAreRefused() {
    let frames: [([UInt8], Problem)] = [
      (SampleJPEG.frame(0xC0, width: 65_535, height: 65_535), .tooManyPixels),
      (SampleJPEG.frame(0xC0, width: 0, height: 8), .imageMalformed),
      (SampleJPEG.frame(0xC0, width: 16, height: 0), .imageMalformed),
      (SampleJPEG.frame(0xC0, width: 16, height: 8, precision: 12), .unsupportedImage),
      (SampleJPEG.frame(0xC0, width: 16, height: 8) + SampleJPEG.frame(0xC0, width: 16, height: 8), .imageMalformed),
      ([], .imageMalformed),
      (SampleJPEG.segment(0xC0, [8, 0, 8, 0, 16, 0]), .imageMalformed),
      (SampleJPEG.segment(0xC0, [8, 0, 8, 0, 16, 3, 1, 0x11, 0]), .imageMalformed),
      (SampleJPEG.segment(0xC0, [8, 0, 8, 0, 16, 1, 1, 0x51, 0]), .imageMalformed),
      (SampleJPEG.segment(0xC0, [8, 0, 8, 0, 16, 1, 1, 0x11, 0] + SampleJPEG.canary), .imageMalformed),
    ]
    for (frame, expected) in frames {
      var sample = SampleJPEG()
      sample.frame = frame
      #expect(problem(sample.bytes, "image/jpeg") == expected)
    }
  }

  @Test func scansThatCannotBeAreRefused() {
    let scans: [[UInt8]] = [
      [], [0, 0, 63, 0], [1, 2, 0, 0, 63, 0], [1, 1, 0x44, 0, 63, 0], [1, 1, 0, 0, 63, 0, 9],
      [2, 1, 0, 1, 0, 0, 63, 0],
    ]
    for scan in scans {
      var sample = SampleJPEG()
      sample.scans = [SampleJPEG.segment(0xDA, scan) + SampleJPEG.entropy]
      #expect(problem(sample.bytes, "image/jpeg") == .imageMalformed)
    }
    var empty = SampleJPEG()
    empty.scans = [SampleJPEG.segment(0xDA, [1, 1, 0, 0, 63, 0])]
    #expect(problem(empty.bytes, "image/jpeg") == .imageMalformed)
    empty.scans = []
    #expect(problem(empty.bytes, "image/jpeg") == .imageTruncated)
  }

  @Test func nothingTravelsInTables() {
    let tables = [
      SampleJPEG.segment(0xDB, SampleJPEG.canary), SampleJPEG.segment(0xC4, SampleJPEG.canary),
      SampleJPEG.segment(0xDD, SampleJPEG.canary), [0xFF, 0xDB, 0, 1], [0xFF, 0xD8], [0xFF, 0xD0],
    ]
    for table in tables {
      var sample = SampleJPEG()
      sample.tables.append(table)
      #expect(problem(sample.bytes, "image/jpeg") == .imageMalformed)
    }
  }

  @Test func segmentsAndScansAreCounted() {
    var sample = SampleJPEG()
    sample.applications = Array(repeating: SampleJPEG.segment(0xFE, []), count: JPEGSanitiser.segmentsMax + 1)
    #expect(problem(sample.bytes, "image/jpeg") == .imageMalformed)
    sample.applications = []
    sample.scans = Array(repeating: sample.scans[0], count: JPEGSanitiser.scansMax + 1)
    #expect(problem(sample.bytes, "image/jpeg") == .imageMalformed)
  }
}
