/// A person who signed up.
public enum Account { public typealias ID = Identifier<Account> }
/// One order: photos in, one tune, avatars out.
public enum Photosession { public typealias ID = Identifier<Photosession> }
/// A picture of a face given by a person.
public enum Photo { public typealias ID = Identifier<Photo> }
/// A picture made by Astria.
public enum Avatar { public typealias ID = Identifier<Avatar> }
/// Whoever a copy belongs to: a photosession for faces, an account for names and addresses.
public enum Owner {
  public typealias ID = Identifier<Owner>
  /// So many may be asked about at a time.
  public static let pageMax = 500
}

/// 256 bits that encrypt the photos or the avatars of one photosession. As text, 64 hexadecimal digits.
public struct DataKey: LosslessStringConvertible, Hashable, Sendable {
  public let bytes: [UInt8]

  public init?(_ text: String) {
    guard let bytes = Hex.decode(text), bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a data key has 32 bytes")
    self.bytes = bytes
  }

  public var description: String { Hex.encode(bytes) }
}

/// What a signed-in device shows: 256 random bits as 64 hexadecimal digits. Stored only as its SHA-256.
public typealias AccessToken = Personal<String>

/// The limits of one photosession.
public enum PhotosessionLimits {
  public static let photos = 4...20
  public static let photoBytesMax = 20_000_000
  public static let photoPixelsMax = 60_000_000
}
