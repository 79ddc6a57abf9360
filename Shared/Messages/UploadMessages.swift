/// Some bytes of a photo that comes in pieces, in order and without gaps.
public struct UploadPiece: Codable, Sendable, Hashable {
  /// Where they begin, in bytes: where the piece before ended.
  public var offset: Int
  /// Whether the photo ends with them. Said, not counted: a photo can have all its bytes and not be complete.
  public var isLast: Bool
  /// Of the whole photo in bytes, if the sender says so.
  public var length: Int?

  public init(offset: Int, isLast: Bool, length: Int? = nil) {
    self.offset = offset
    self.isLast = isLast
    self.length = length
  }
}

/// How a photo that comes in pieces stands, as `upload-store` tells it.
public struct UploadView: Codable, Sendable, Hashable {
  public enum End: Codable, Sendable, Hashable {
    case stored(PhotoView)
    /// It is no photo that we take, or not the one that was announced.
    case refused(Refusal)
  }

  public var photo: Photo.ID
  /// So many bytes are safe. Never decreases.
  public var offset: Int
  /// Of the whole photo in bytes, once known.
  public var length: Int?
  /// Until when it can be gone on with.
  public var endsAt: Moment
  /// What became of it, once it is complete.
  public var end: End?

  public init(photo: Photo.ID, offset: Int, length: Int? = nil, endsAt: Moment, end: End? = nil) {
    self.photo = photo
    self.offset = offset
    self.length = length
    self.endsAt = endsAt
    self.end = end
  }
}

extension Refusal {
  /// A piece begins elsewhere than where the last one ended.
  public static func mismatchingOffset(_ offset: Int) -> Refusal {
    Refusal(.mismatchingUploadOffset, "\(offset) bytes have come. Go on from there.")
  }
}
