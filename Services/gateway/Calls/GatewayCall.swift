import Shared

/// What somebody asks of us, as the HTTP layer understood it: one case per route that other processes have a say in.
enum GatewayCall: Codable, Sendable, Hashable {
  case createAccount(SignUp)
  case account
  case eraseAccount
  case consent(policyVersion: Int)
  case signOut
  case openPhotosession(subject: Subject, style: String)
  case photosessions(before: Photosession.ID?)
  case photosession(Photosession.ID)
  case cancel(Photosession.ID)
  /// With the photo's bytes beside it.
  case storePhoto(Photosession.ID, contentType: String)
  /// A photo that may come in pieces.
  case beginUpload(Photosession.ID, contentType: String, length: Int?)
  /// How far it has come.
  case upload(Photosession.ID, Photo.ID)
  /// With its next bytes beside it.
  case continueUpload(Photosession.ID, Photo.ID, UploadPiece)
  case removePhoto(Photosession.ID, Photo.ID)
  /// What speaks against it.
  case checkPhoto(Photosession.ID, Photo.ID)
  case train(Photosession.ID)
  case avatars(Photosession.ID)
  /// Answered with the avatar's bytes beside it.
  case avatar(Photosession.ID, Avatar.ID)
  case delivered(Photosession.ID)
  case erasureReceipts(Photosession.ID)
  case hint(token: Personal<String>)
  /// What is held and erased of everybody together.
  case transparency

  /// The name of the case, without its values: safe in any log.
  var kind: String { Mirror(reflecting: self).children.first?.label ?? "\(self)" }
}

/// Who asks, by what they showed.
struct Caller: Codable, Sendable, Hashable {
  var token: AccessToken?
  /// Of their own choosing, the same for each repeat of one request. Whoever knows it could have an answer opened.
  var idempotencyKey: Personal<String>?
}
