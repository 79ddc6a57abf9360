import Shared
import TestSupport
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1))) struct SanitiserTests {
  @Test func aDeclaredTypeThatDisagreesWithTheContentIsRefused() {
    #expect(problem(SampleJPEG().bytes, "image/png") == .unsupportedImage)
    #expect(problem(SamplePNG().bytes, "image/jpeg") == .unsupportedImage)
    #expect(problem(SamplePNG().bytes, "image/heic") == .unsupportedImage)
    #expect(problem(SamplePNG().bytes, "application/octet-stream") == .unsupportedImage)
    #expect(problem(SamplePNG().bytes, "") == .unsupportedImage)
  }

  @Test(arguments: ["image/jpeg", "Image/JPEG; q=1", "image/jpg"])
  func theDeclaredTypeMayBeWrittenInSeveralWays(contentType: String) {
    #expect(problem(SampleJPEG().bytes, contentType) == nil)
  }

  @Test(arguments: [
    "GIF89a", "RIFF\u{1}\u{1}\u{1}\u{1}WEBPVP8 ", "<svg xmlns=''>", "\n <?xml version='1.0'?>", "II*\0", "MM\0*", "BM",
    "\0\0\0\u{18}ftypavif", "\0\0\0\u{18}ftyphevc", "\0\0\0\u{C}JXL ", "8BPS",
  ])
  func anotherKindOfImageIsNamedAsSuch(head: String) {
    #expect(problem(Array(head.utf8) + [UInt8](repeating: 0, count: 64), "image/jpeg") == .unsupportedImage)
  }

  @Test(arguments: ["", "hello", "%PDF-1.7", "PK\u{3}\u{4}", "\0\0\0\u{18}ftypmp42", "\u{7F}ELF"])
  func whatIsNoImageIsRefused(head: String) {
    #expect(problem(Array(head.utf8), "image/jpeg") == .notAnImage)
    #expect(problem([0xFF, 0xD8], "image/jpeg") == .notAnImage)
  }

  @Test func aPhotoThatIsTooLargeIsRefused() {
    let bytes = SampleJPEG().bytes + [UInt8](repeating: 0, count: PhotosessionLimits.photoBytesMax)
    #expect(problem(bytes, "image/jpeg") == .photoTooLarge)
  }

  @Test func theFirstBytesTellWhatWillBeRefused() throws {
    let jpeg = Array(SampleJPEG().bytes.prefix(100))
    try Sanitiser.checkHead(jpeg, declared: "image/jpeg")
    try Sanitiser.checkHead([0x47], declared: "image/jpeg")
    #expect(throws: Refusal.self) { try Sanitiser.checkHead(jpeg, declared: "image/png") }
    #expect(throws: Refusal.self) {
      try Sanitiser.checkHead(Array("#!/bin/sh\necho hello".utf8), declared: "image/jpeg")
    }
  }

  /// A phone hears what to do, never what is in its file.
  @Test func refusalsNeverQuoteTheFile() {
    var generator = Seeded(seed: 1)
    for bytes in [SampleJPEG.laden.bytes, SamplePNG.laden.bytes] {
      for _ in 0..<200 {
        do throws(Refusal) {
          _ = try Sanitiser.sanitise(Mutation.of(bytes, &generator), declared: "image/jpeg")
        } catch {
          #expect(!error.detail.contains("CANARY") && error.detail.contains(": "))
        }
      }
    }
  }
}
