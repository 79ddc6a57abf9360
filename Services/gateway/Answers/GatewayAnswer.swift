import Shared

/// What a call is answered with: a status, and a document that lists its fields. Bytes go beside it.
struct GatewayAnswer: Encodable, Sendable {
  var status: Int
  var document: (any Encodable & Sendable)?
  /// Describes the avatar whose bytes follow.
  var avatar: AvatarView?
  /// How far a photo in pieces has come.
  var upload: UploadView?
  /// Where the new thing can be found.
  var location: String?

  init(_ status: Int, _ document: (any Encodable & Sendable)? = nil, location: String? = nil) {
    self.status = status
    self.document = document
    self.location = location
  }

  init(avatar: AvatarView) {
    status = 200
    self.avatar = avatar
  }

  init(upload: UploadView) {
    status = 200
    self.upload = upload
  }

  private enum CodingKeys: CodingKey { case status, document, avatar, upload, location }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(status, forKey: .status)
    if let document { try container.encode(document, forKey: .document) }
    try container.encodeIfPresent(avatar, forKey: .avatar)
    try container.encodeIfPresent(upload, forKey: .upload)
    try container.encodeIfPresent(location, forKey: .location)
  }
}
