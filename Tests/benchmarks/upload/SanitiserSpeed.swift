import Figures
import House
import PlainC

@testable import measured_upload_store

/// How fast a photo is freed of its metadata, on one thread: all but reading, sealing and writing it.
enum SanitiserSpeed {
  private static let photosInARun = 20

  /// - Returns: the median of the runs, in bytes per second.
  static func measure(_ photo: [UInt8], runs: Int) throws -> Double {
    Statistics.median(
      try (0..<runs).map { _ in
        let begin = plain_now()
        for _ in 0..<photosInARun {
          let clean = try Sanitiser.sanitise(photo, declared: "image/jpeg")
          guard clean.file.count < photo.count else { throw BenchFailure("The photo kept its metadata.") }
        }
        return Double(photosInARun * photo.count) / (Double(plain_now() - begin) / 1e9)
      })
  }
}
