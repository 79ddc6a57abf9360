import Shared
import TestSupport
import Testing

@testable import upload_store

/// The goal: no input brings the process down, and what is let through is clean. Method: thousands of damaged files;
/// each is refused, or its sanitised form is let through unchanged.
@Suite(.timeLimit(.minutes(1))) struct SanitiserMutationTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let contentType: String
    let bytes: [UInt8]
    var testDescription: String { name }
  }

  static let samples: [Sample] = {
    var profiled = SampleJPEG()
    profiled.applications.append(
      SampleJPEG.segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + SampleProfile().bytes))
    return [
      Sample(name: "a laden JPEG", contentType: "image/jpeg", bytes: SampleJPEG.laden.bytes),
      Sample(name: "a JPEG with a colour profile", contentType: "image/jpeg", bytes: profiled.bytes),
      Sample(name: "a laden PNG", contentType: "image/png", bytes: SamplePNG.laden.bytes),
      Sample(name: "a phone's HEIC", contentType: "image/heic", bytes: SampleHEIC().bytes),
    ]
  }()

  @Test(arguments: samples)
  func aDamagedFileIsRefusedOrComesOutClean(sample: Sample) throws {
    for seed in 0..<10_000 as Range<UInt64> {
      var generator = Seeded(seed: seed)
      let bytes = Mutation.of(sample.bytes, &generator)
      guard let photo = sanitised(bytes, sample.contentType) else { continue }
      #expect(try Sanitiser.sanitise(photo.bytes, declared: photo.contentType) == photo, "seed \(seed)")
    }
  }

  /// Damaged check sums end a PNG's reading early, so chunks are damaged before they are summed up.
  @Test func aPNGOfDamagedChunksIsRefusedOrComesOutClean() throws {
    for seed in 0..<10_000 as Range<UInt64> {
      var generator = Seeded(seed: seed)
      let profile = Inflate.stored(Mutation.of(SampleProfile().bytes, &generator))
      let stream = Array("name\0\0".utf8) + (seed % 2 == 0 ? profile : Mutation.of(profile, &generator))
      var sample = SamplePNG()
      let exif = Mutation.of(Array(SampleJPEG.exif(orientation: 3).dropFirst(10)), &generator)
      let header = Mutation.of([0, 0, 0, 2, 0, 0, 0, 2, 8, 3, 0, 0, 0], &generator)
      if seed % 3 == 0 { sample.header = PNGChunk.make("IHDR", header) }
      sample.before = [
        PNGChunk.make("iCCP", stream), PNGChunk.make("PLTE", Mutation.of([1, 2, 3, 4, 5, 6], &generator)),
        PNGChunk.make("tRNS", Mutation.of([1, 2], &generator)), PNGChunk.make("eXIf", exif),
      ]
      if seed % 3 != 0 { sample.header = SamplePNG.header(width: 2, height: 2, colour: 3) }
      guard let photo = sanitised(sample.bytes, "image/png") else { continue }
      #expect(try Sanitiser.sanitise(photo.bytes, declared: "image/png") == photo, "seed \(seed)")
    }
  }

  @Test func randomBytesBehindAHeadAreRefusedOrComeOutClean() throws {
    for seed in 0..<5_000 as Range<UInt64> {
      var generator = Seeded(seed: seed)
      let noise = (0..<Int.random(in: 0..<300, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      for sample in Self.samples {
        let bytes = sample.bytes.prefix(Int.random(in: 12...sample.bytes.count, using: &generator)) + noise
        guard let photo = sanitised(Array(bytes), sample.contentType) else { continue }
        #expect(try Sanitiser.sanitise(photo.bytes, declared: photo.contentType) == photo, "seed \(seed)")
      }
    }
  }

  private func sanitised(_ bytes: [UInt8], _ contentType: String) -> SanitisedPhoto? {
    do throws(Refusal) {
      return try Sanitiser.sanitise(bytes, declared: contentType)
    } catch {
      return nil
    }
  }
}
