import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1))) struct HEICSanitiserTests {
  @Test func nothingOfAPhonesPictureSurvivesButWhatShowsIt() throws {
    let photo = try Sanitiser.sanitise(SampleHEIC().bytes, declared: "image/heic")
    #expect(photo.width == 128 && photo.height == 64 && photo.contentType == "image/heic")
    for kept in ["irot", "nclx", "grid", "hvc1", "dimg"] { #expect(photo.bytes.holds(kept)) }
    for gone in ["CANARY", "Exif", "cdsc", "udes", "mpvd", "uuid", "ANNA"] { #expect(!photo.bytes.holds(gone)) }
    #expect(photo.bytes.holds(SampleHEIC.unit(19, [1, 2, 3]) + SampleHEIC.unit(1, [4, 5, 6])))
    #expect(try Sanitiser.sanitise(photo.bytes, declared: "image/heif") == photo)
  }

  @Test func aPictureWithoutTilesIsTakenAlone() throws {
    var sample = SampleHEIC()
    sample.primary = 3
    let photo = try Sanitiser.sanitise(sample.bytes, declared: "image/heic")
    #expect(photo.width == 64 && !photo.bytes.holds([1, 2, 3]) && !photo.bytes.holds("grid"))
  }

  @Test func aColourProfileIsCleaned() throws {
    var sample = SampleHEIC()
    sample.properties[4] = HEICBox.make("colr", Array("prof".utf8) + SampleProfile().bytes)
    let clean = try #require(ColourProfile(SampleProfile().bytes)).bytes
    let bytes = try Sanitiser.sanitise(sample.bytes, declared: "image/heic").bytes
    #expect(bytes.holds(Array("prof".utf8) + clean) && !bytes.holds(SampleJPEG.canary))
  }

  /// The other tile is one unit more.
  @Test(arguments: [(HEICPictureUnits.countMax - 1, nil), (HEICPictureUnits.countMax, Problem.imageMalformed)])
  func aPictureInThousandsOfPiecesIsRefused(units: Int, expected: Problem?) {
    var sample = SampleHEIC()
    sample.tiles[0] = Array((0..<units).map { _ in SampleHEIC.unit(1, []) }.joined())
    #expect(problem(sample.bytes, "image/heic") == expected)
  }

  @Test func aFileThatEndsBeforeItsPictureDoesIsTruncated() {
    let whole = SampleHEIC(exif: [], trailer: []).bytes
    for length in 16..<whole.count {
      #expect(problem(Array(whole[..<length]), "image/heic") == .imageTruncated, "\(length) bytes")
    }
  }

  @Test func whatCannotBeIsRefused() {
    let broken: [(String, Problem, (inout SampleHEIC) -> Void)] = [
      ("no main picture", .imageMalformed, { $0.primary = 9 }),
      ("a flood of pixels", .tooManyPixels, { $0.properties[1] = SampleHEIC.size(width: 65_535, height: 65_535) }),
      ("a greater flood", .tooManyPixels, { $0.properties[2] = SampleHEIC.size(width: .max, height: .max) }),
      ("no pixels", .imageMalformed, { $0.properties[2] = SampleHEIC.size(width: 0, height: 64) }),
      ("a plan of another size", .imageMalformed, { $0.plan = [0, 0, 0, 1, 0, 64, 0, 64] }),
      ("a plan of more tiles", .imageMalformed, { $0.plan = [0, 0, 1, 1, 0, 128, 0, 64] }),
      ("a plan with a tail", .imageMalformed, { $0.plan += SampleJPEG.canary }),
      (
        "a picture made of itself", .imageMalformed,
        { $0.references = [HEICBox.make("dimg", [0, 1, 0, 2, 0, 2, 0, 1])] }
      ),
      ("no decoder", .imageMalformed, { $0.shown[1].properties = [3] }),
      ("no size", .imageMalformed, { $0.shown[1].properties = [0x81] }),
      ("a property that is not there", .imageMalformed, { $0.shown[1].properties = [0x81, 3, 99] }),
      ("an unknown property it needs", .unsupportedImage, { $0.shown[1].properties = [0x81, 3, 0x86] }),
      ("an AVIF inside", .unsupportedImage, { $0.kinds[1].kind = "av01" }),
      ("a rotation with a tail", .imageMalformed, { $0.properties[3] = HEICBox.make("irot", [1] + SampleJPEG.canary) }),
      ("only messages", .imageMalformed, { $0.tiles[1] = SampleHEIC.unit(39, SampleJPEG.canary) }),
      ("a unit longer than its picture", .imageMalformed, { $0.tiles[1] = [0, 0, 1, 0] }),
    ]
    for (name, expected, change) in broken {
      var sample = SampleHEIC()
      change(&sample)
      #expect(problem(sample.bytes, "image/heic") == expected, "\(name)")
    }
  }
}
