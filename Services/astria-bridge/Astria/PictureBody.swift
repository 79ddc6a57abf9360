import Shared

/// The bytes of a picture on their way from Astria: what was read to look at its beginning comes again first.
actor PictureBody {
  private var waiting: ArraySlice<UInt8>
  private var count = 0
  private let response: HTTPStreamedResponse

  init(_ start: [UInt8], _ response: HTTPStreamedResponse) {
    waiting = start[...]
    self.response = response
  }

  /// One task at a time.
  func next() async throws -> Chunk? {
    if waiting.isEmpty {
      do throws(HTTPFailure) {
        guard let more = try await response.next() else { return nil }
        waiting = more[...]
      } catch {
        throw Refusal(.unavailable, "The picture stopped coming before its end.")
      }
    }
    let piece = Array(waiting.prefix(Chunk.sizeMax))
    waiting = waiting.dropFirst(piece.count)
    count += piece.count
    guard count <= AstriaImages.bytesMax else {
      response.cancel()
      throw Refusal(.photoTooLarge, "The picture is larger than \(AstriaImages.bytesMax) bytes.")
    }
    return Chunk(piece)
  }
}

/// What a picture is, by its first bytes: addresses have no ending, and servers say anything.
enum PictureKind {
  static let bytesNeeded = 8
  private static let jpeg: [UInt8] = [0xff, 0xd8, 0xff]
  private static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// `nil` for all that is no avatar.
  static func contentType(_ start: [UInt8]) -> String? {
    if start.starts(with: jpeg) { return "image/jpeg" }
    return start.starts(with: png) ? "image/png" : nil
  }
}

extension AstriaFailure {
  /// The address answered, but not with a picture; it may come later.
  static func picture(_ status: Int) -> AstriaFailure {
    AstriaFailure(trouble: Trouble(.unreachable), description: "the picture's address answered \(status)")
  }

  static let noPicture = AstriaFailure(
    trouble: Trouble(.rejected), description: "what lies at the picture's address is no JPEG or PNG that we take")

  /// An address that may not be asked will never give a picture.
  init(picture failure: HTTPFailure) {
    self.init(failure)
    if case .refusedAddress = failure { self = Self.noPicture }
    if case .malformedRequest = failure { self = Self.noPicture }
  }
}
