import Shared

/// A photo that comes in pieces: how far it came, and how long it is to be.
///
/// Decides only what fits. Where its bytes lie stands in the ledger: each piece is a copy like any other, with a row
/// before its first byte and a receipt after its last.
struct Upload: Equatable {
  /// Pieces of one photo, at most: each is an object of its own.
  static let piecesMax = 512

  let photo: Copy.ID
  let owner: Photosession.ID
  let contentType: String
  /// Until when it can be gone on with.
  let endsAt: Moment
  /// In bytes, of the whole photo, once somebody said so.
  private(set) var length: Int?
  /// So many bytes are safe.
  private(set) var offset: Int
  /// Why it was not taken, once that is certain.
  private(set) var refusal: Refusal?

  init(photo: Copy.ID, owner: Photosession.ID, contentType: String, length: Int?, endsAt: Moment) throws(Refusal) {
    self.init(
      photo: photo, owner: owner, contentType: contentType, endsAt: endsAt, length: nil, offset: 0, refusal: nil)
    try agree(on: length)
  }

  /// As it was saved.
  init(
    photo: Copy.ID, owner: Photosession.ID, contentType: String, endsAt: Moment, length: Int?, offset: Int,
    refusal: Refusal?
  ) {
    self.photo = photo
    self.owner = owner
    self.contentType = contentType
    self.endsAt = endsAt
    self.length = length
    self.offset = offset
    self.refusal = refusal
  }

  /// So many bytes may still come.
  var bytesLeft: Int { (length ?? PhotosessionLimits.photoBytesMax) - offset }

  /// What it is called if more come.
  var overrun: Refusal { length == nil ? .tooLarge(.photo) : .inconsistentLength }

  /// Whether a piece begins where the last one ended.
  func follows(_ piece: UploadPiece) throws(Refusal) {
    guard piece.offset == offset else { throw .mismatchingOffset(offset) }
  }

  /// Whether a piece fits what is known of the length. If not, this is another photo than the one announced, and no
  /// more of it is taken.
  /// - Parameter announced: its bytes, if known.
  mutating func agree(on piece: UploadPiece, announced: Int?) throws(Refusal) {
    try agree(on: piece.length)
    guard let announced else { return }
    guard announced <= bytesLeft else { throw overrun }
    if piece.isLast { try agree(on: offset + announced) }
  }

  /// Everybody who says how long it is must say the same.
  private mutating func agree(on told: Int?) throws(Refusal) {
    guard let told else { return }
    guard told <= PhotosessionLimits.photoBytesMax else { throw .tooLarge(.photo) }
    guard told >= offset, length == nil || length == told else { throw .inconsistentLength }
    length = told
  }

  mutating func grow(by count: Int) { offset += count }

  /// All of it has come.
  mutating func complete() { length = offset }

  mutating func end(_ refusal: Refusal) { self.refusal = refusal }
}

extension Refusal {
  static let inconsistentLength = Refusal(
    .inconsistentUploadLength, "The photo is not as long as was announced. Begin anew, under another id.")
}
