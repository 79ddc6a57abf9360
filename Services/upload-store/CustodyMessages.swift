import Shared

/// One copy and the object that holds its bytes: all that a runner needs to find, open or remove it.
struct StoredCopy: Codable, Sendable, Hashable {
  var copy: Copy.ID
  var owner: Photosession.ID
  var copyClass: CopyClass
  var object: StoredObject.Name

  var key: KeyName { KeyName(photosession: owner, copyClass: copyClass) }
}

/// Which of the janitor's keys a copy is sealed with.
struct KeyName: Sendable, Hashable {
  var photosession: Photosession.ID
  var copyClass: CopyClass
}

/// What is known of a picture once it was looked at. Numbers, never bytes.
struct Appearance: Codable, Sendable, Hashable {
  var contentType: String
  var bytes: Int
  /// Absent where nobody needs them: a WebP avatar.
  var width: Int?
  var height: Int?
}

/// Bytes that somebody waits to have stored.
struct Arrival: Codable, Sendable, Hashable {
  /// What else is to be known of a piece. Its own bytes go where `stored` says, unless the photo is whole with them.
  struct Piece: Codable, Sendable, Hashable {
    var photo: Copy.ID
    /// What came before, in order.
    var earlier: [Opening]
    /// Where it begins, in bytes.
    var offset: Int
    /// Of the whole photo in bytes, if known.
    var length: Int?
    /// Where the photo goes, if this is its last piece.
    var whole: StoredCopy?
  }

  var request: Envelope.ID
  var stored: StoredCopy
  var contentType: String
  /// Absent where a picture comes whole.
  var piece: Piece?

  /// The rows that stand ready for it.
  var rows: [StoredCopy] { [stored] + (piece?.whole.map { [$0] } ?? []) }
}

/// A picture to be shown, with the bytes it will have.
struct Opening: Codable, Sendable, Hashable {
  var stored: StoredCopy
  var bytes: Int
}

extension Custody {
  enum Effect: Codable, Sendable, Hashable {
    /// Ask for the key, read the bytes, look into them, seal them, store them.
    case takeIn(Arrival)
    /// What came of this piece is to do: who sends it may be gone, and somebody else wants to go on.
    case stopReceiving(Copy.ID)
    case remove([StoredCopy], RemovalPurpose)
    case readBack([StoredCopy], ReadBackPurpose)
    /// List the objects after this one, some at a time.
    case list(after: StoredObject.Name?)
    /// Objects that no row owns.
    case removeOrphans([StoredObject.Name])
    /// What is no object, and older than that.
    case removeLeftovers(before: Moment)
  }

  enum Outcome: Codable, Sendable, Hashable {
    case takenIn(Arrival, Appearance, mustBeGoneBy: Moment, deadline: Moment)
    case pieceTakenIn(Arrival, Arrival.Piece, TakenPiece)
    /// `isClean`: surely nothing of it lies in the store.
    case notTakenIn(Arrival, Refusal, isClean: Bool)
    case removed(done: [Copy.ID], failed: [Copy.ID], RemovalPurpose)
    case readBack([ReadBackResult], ReadBackPurpose)
    /// In the order of their names; `isLast` if none follow.
    case listed([ListedObject], after: StoredObject.Name?, isLast: Bool)
    /// So many.
    case removedOrphans(Int)
    case removedLeftovers(Int)
  }

  /// Who is told once the objects are removed.
  enum RemovalPurpose: Codable, Sendable, Hashable {
    /// Nobody: the time had come, or a failed try is repeated.
    case ownClock
    /// The janitor, about all copies that it named.
    case erasure(Envelope.ID, asked: [Copy.ID])
    /// Whoever removed a photo.
    case removedPhoto(Envelope.ID)
    /// Whoever sent bytes that were not taken.
    case refusal(Envelope.ID, Refusal)
  }

  enum ReadBackPurpose: Codable, Sendable, Hashable {
    /// The janitor's; what is known without looking is in `known`.
    case janitor(Envelope.ID, known: [ReadBackResult])
    /// A listing did not show them.
    case missing
    /// They were never acknowledged, and the store says that they are deleted.
    case discarded
  }
}
