import Foundation
import TestSupport
import Testing

@testable import upload_store

/// The goal: photos as real tools write them keep their pixels and lose their metadata. Method: such tools make them,
/// the sanitiser strips them, and tools that share no code with it compare.
@Suite(.timeLimit(.minutes(5))) struct RealPhotoTests {
  @Test(.enabled(PhotoJudge.reason, PhotoJudge.isAvailable), arguments: ["jpeg", "png", "heic"])
  func realPhotosKeepTheirPixelsAndLoseTheirMetadata(kind: String) async throws {
    try await PhotoJudge.with(kind) { judge in
      let photos = try judge.photos
      #expect(photos.count >= 12)
      for url in photos { try sanitise(url, as: "image/\(kind)") }
      let complaints = try await judge.complaints()
      #expect(complaints == "")
    }
  }

  /// A judge that finds nothing proves something only if it could.
  @Test(.enabled(PhotoJudge.reason, PhotoJudge.isAvailable), arguments: ["jpeg", "png", "heic"])
  func theJudgeFindsWhatIsLeftInPhotosThatAreNotSanitised(kind: String) async throws {
    try await PhotoJudge.with(kind) { judge in
      for url in try judge.photos { try Data(contentsOf: url).write(to: url.appendingPathExtension("clean")) }
      let complaints = try await judge.complaints()
      for name in try judge.photos.map(\.lastPathComponent) where !name.hasPrefix("subsampled") {
        #expect(complaints.contains("\(name): "), "nothing was found in \(name)")
      }
    }
  }

  @Test(.enabled(PhotoJudge.reason, PhotoJudge.isAvailable), arguments: ["jpeg", "png", "heic"])
  func realPhotosDamagedAreRefusedOrComeOutClean(kind: String) async throws {
    try await PhotoJudge.with(kind) { judge in
      for url in try judge.photos {
        let bytes = Array(try Data(contentsOf: url))
        for seed in 0..<60 as Range<UInt64> { try expectRefusedOrClean(bytes, "image/\(kind)", seed) }
      }
    }
  }

  private func sanitise(_ url: URL, as contentType: String) throws {
    let photo = try Sanitiser.sanitise(Array(try Data(contentsOf: url)), declared: contentType)
    #expect(try Sanitiser.sanitise(photo.bytes, declared: contentType) == photo)
    try Data(photo.bytes).write(to: url.appendingPathExtension("clean"))
  }

  private func expectRefusedOrClean(_ bytes: [UInt8], _ contentType: String, _ seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let damaged = Mutation.of(bytes, &generator)
    guard problem(damaged, contentType) == nil else { return }
    let photo = try Sanitiser.sanitise(damaged, declared: contentType)
    #expect(try Sanitiser.sanitise(photo.bytes, declared: contentType) == photo, "seed \(seed)")
  }
}
