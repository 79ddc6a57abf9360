public enum UploadStoreRequest: ServiceRequest, Hashable {
  /// With the photo's bytes as attachment.
  case storePhoto(photosession: Photosession.ID, photo: Photo.ID, contentType: String)
  case removePhoto(photosession: Photosession.ID, photo: Photo.ID)
  case photos(photosession: Photosession.ID)
  /// From here on no further photo is taken. Refused with `too-few-photos` while there are fewer than the least number.
  case closeIntake(photosession: Photosession.ID)
  /// Answered with the decrypted photo as attachment.
  case readPhoto(photosession: Photosession.ID, photo: Photo.ID)
  /// With the avatar's bytes as attachment.
  case storeAvatar(photosession: Photosession.ID, avatar: Avatar.ID, prompt: Int, index: Int, contentType: String)
  case avatars(photosession: Photosession.ID)
  /// Answered with the decrypted avatar as attachment.
  case readAvatar(photosession: Photosession.ID, avatar: Avatar.ID)
  case custodian(CustodianRequest)

  public typealias Reply = UploadStoreReply
  public static var schema: Int { 2 }
  public static let receiver = ServiceName.uploadStore

  public var callers: Set<ServiceName> {
    switch self {
    case .storePhoto, .removePhoto, .avatars, .readAvatar: [.gateway]
    case .photos: [.gateway, .astriaBridge]
    case .closeIntake, .readPhoto, .storeAvatar: [.astriaBridge]
    case .custodian: [.janitor]
    }
  }

  public var isRead: Bool {
    switch self {
    case .photos, .readPhoto, .avatars, .readAvatar: true
    case .storePhoto, .removePhoto, .closeIntake, .storeAvatar: false
    case .custodian(let request): request.isRead
    }
  }

  public var hasAttachment: Bool {
    switch self {
    case .storePhoto, .storeAvatar: true
    case .removePhoto, .photos, .closeIntake, .readPhoto, .avatars, .readAvatar, .custodian: false
    }
  }
}

public enum UploadStoreReply: Message, Hashable {
  public static var schema: Int { 2 }

  case photoStored(PhotoView)
  case removed
  case photos([PhotoView], held: [Held])
  case intakeClosed([PhotoView])
  case photo(PhotoView)
  case avatarStored(AvatarView)
  case avatars([AvatarView])
  case avatar(AvatarView)
  case custodian(CustodianReply)

  public var hasAttachment: Bool {
    switch self {
    case .photo, .avatar: true
    case .photoStored, .removed, .photos, .intakeClosed, .avatarStored, .avatars, .custodian: false
    }
  }
}
