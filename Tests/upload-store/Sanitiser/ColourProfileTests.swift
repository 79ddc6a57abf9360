import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1))) struct ColourProfileTests {
  @Test func coloursStayAndNamesGo() throws {
    let clean = try #require(ColourProfile(SampleProfile().bytes)).bytes
    #expect(clean.holds("rXYZ") && clean.holds("rTRC") && clean.holds("desc") && clean.holds("cprt"))
    for gone in ["Anna", "CANARY", "mmod", "Make", "Modl", "APPL", "appl"] { #expect(!clean.holds(gone)) }
    #expect(ColourProfile(clean)?.bytes == clean)
  }

  @Test func tagsThatShareTheirDataGoOnSharingIt() throws {
    var bytes = SampleProfile().bytes
    bytes.replaceSubrange(168..<172, with: Array("gTRC".utf8))
    let clean = try #require(ColourProfile(bytes)).bytes
    #expect(ColourProfile(clean)?.bytes == clean)
  }

  @Test func whatIsNoProfileIsLeftOut() {
    let bytes = SampleProfile().bytes
    for length in 0..<bytes.count - 1 { #expect(ColourProfile(Array(bytes[..<length])) == nil) }
    for index in [12, 16, 20, 36] {
      var broken = bytes
      broken[index] = 0
      #expect(ColourProfile(broken) == nil)
    }
    #expect(ColourProfile(SampleProfile(tags: []).bytes) == nil)
    #expect(ColourProfile(SampleProfile(tags: Array(repeating: SampleProfile().tags[1], count: 101)).bytes) == nil)
  }

  @Test func aTextUnderTheNameOfAColourGoes() throws {
    var sample = SampleProfile()
    sample.tags.append(("gXYZ", Array("text\0\0\0\0".utf8) + SampleJPEG.canary))
    #expect(try !#require(ColourProfile(sample.bytes)).bytes.holds(SampleJPEG.canary))
  }
}
