/// Where a photosession stands. Every one ends `erased`.
public enum PhotosessionState: String, Codable, Sendable, CaseIterable {
  /// Photos are coming in. Can become: submitted, erasing.
  case collecting
  /// Training was asked for; photos are on their way to Astria. Can become: training, erasing.
  case submitted
  /// Astria has the photos and trains. Can become: generating, erasing.
  case training
  /// The tune is trained; avatars are being made and copied. Can become: ready, erasing.
  case generating
  /// All avatars are with us, waiting for the device. Can become: erasing.
  case ready
  /// The outcome is known; faces are being erased and read back. Can become: erased.
  case erasing
  /// Nothing is left but receipts.
  case erased
}

public enum PhotosessionOutcome: String, Codable, Sendable, CaseIterable {
  case delivered, failed, cancelled, expired
}

/// Whom the photos show: Astria's class word.
public enum Subject: String, Codable, Sendable, CaseIterable {
  case woman, man, person
}

/// A photosession as `astria-bridge` tells it.
public struct PhotosessionView: Codable, Sendable, Hashable {
  public var id: Photosession.ID
  public var account: Account.ID
  public var subject: Subject
  public var style: String
  public var state: PhotosessionState
  public var outcome: PhotosessionOutcome?
  /// For people: why it ended as it did.
  public var reason: String?
  public var createdAt: Moment
  public var avatarsReady: Int
  public var avatarsExpected: Int
  /// What Astria holds of it.
  public var held: [Held]

  public init(
    id: Photosession.ID, account: Account.ID, subject: Subject, style: String, state: PhotosessionState,
    outcome: PhotosessionOutcome?, reason: String?, createdAt: Moment, avatarsReady: Int, avatarsExpected: Int,
    held: [Held]
  ) {
    self.id = id
    self.account = account
    self.subject = subject
    self.style = style
    self.state = state
    self.outcome = outcome
    self.reason = reason
    self.createdAt = createdAt
    self.avatarsReady = avatarsReady
    self.avatarsExpected = avatarsExpected
    self.held = held
  }
}

/// A photo as `upload-store` tells it: numbers, never bytes.
public struct PhotoView: Codable, Sendable, Hashable {
  public var id: Photo.ID
  public var contentType: String
  /// Of the sanitised photo.
  public var bytes: Int
  public var width: Int
  public var height: Int
  public var receivedAt: Moment
  public var mustBeGoneBy: Moment

  public init(
    id: Photo.ID, contentType: String, bytes: Int, width: Int, height: Int, receivedAt: Moment, mustBeGoneBy: Moment
  ) {
    self.id = id
    self.contentType = contentType
    self.bytes = bytes
    self.width = width
    self.height = height
    self.receivedAt = receivedAt
    self.mustBeGoneBy = mustBeGoneBy
  }
}

/// An avatar as `upload-store` tells it.
public struct AvatarView: Codable, Sendable, Hashable {
  public var id: Avatar.ID
  /// Which of the style's prompts, from 0.
  public var prompt: Int
  /// Which picture of that prompt, from 0.
  public var index: Int
  public var contentType: String
  public var bytes: Int
  public var madeAt: Moment
  public var mustBeGoneBy: Moment

  public init(
    id: Avatar.ID, prompt: Int, index: Int, contentType: String, bytes: Int, madeAt: Moment, mustBeGoneBy: Moment
  ) {
    self.id = id
    self.prompt = prompt
    self.index = index
    self.contentType = contentType
    self.bytes = bytes
    self.madeAt = madeAt
    self.mustBeGoneBy = mustBeGoneBy
  }
}
