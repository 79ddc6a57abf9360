public enum UploadStoreRequest: ServiceRequest, Hashable {
  /// With the photo's bytes as attachment.
  case storePhoto(photosession: Photosession.ID, photo: Photo.ID, contentType: String)
  /// Makes room for a photo that may come in pieces. Asked again, nothing changes. Answered with `photoStored` if a
  /// photo of this id is there already that came in one.
  case beginUpload(photosession: Photosession.ID, photo: Photo.ID, contentType: String, length: Int?)
  /// How far it came. Whoever still sends is cut off first, so that the answer stays true until the next piece.
  case upload(photosession: Photosession.ID, photo: Photo.ID)
  /// With the next bytes as attachment. If they are cut, those that came are kept.
  case continueUpload(photosession: Photosession.ID, photo: Photo.ID, piece: UploadPiece)
  /// Also calls off an upload.
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
    case .storePhoto, .beginUpload, .upload, .continueUpload, .removePhoto, .avatars, .readAvatar: [.gateway]
    case .photos: [.gateway, .astriaBridge]
    case .closeIntake, .readPhoto, .storeAvatar: [.astriaBridge]
    case .custodian: [.janitor]
    }
  }

  public var isRead: Bool {
    switch self {
    case .photos, .readPhoto, .avatars, .readAvatar, .upload: true
    case .storePhoto, .beginUpload, .continueUpload, .removePhoto, .closeIntake, .storeAvatar: false
    case .custodian(let request): request.isRead
    }
  }

  public var hasAttachment: Bool {
    switch self {
    case .storePhoto, .continueUpload, .storeAvatar: true
    case .beginUpload, .upload, .removePhoto, .photos, .closeIntake, .readPhoto, .avatars, .readAvatar, .custodian:
      false
    }
  }
}

public enum UploadStoreReply: Message, Hashable {
  public static var schema: Int { 2 }

  case photoStored(PhotoView)
  case upload(UploadView)
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
    case .photoStored, .upload, .removed, .photos, .intakeClosed, .avatarStored, .avatars, .custodian: false
    }
  }
}
