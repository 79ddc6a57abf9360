/// Why a photo may make poor avatars, as Astria sees it. Nothing else of what it says of a face is taken over.
/// Source: https://docs.astria.ai/docs/api/images/inspect.
public enum PhotoWarning: String, Codable, Sendable, CaseIterable {
  case funnyFace = "funny-face"
  case sunglasses
  case hat
  case blurry
  case severalPeople = "several-people"
  /// The whole body, or a face that is far away.
  case farAway = "far-away"
  case selfie
  case lowResolution = "low-resolution"
  case lowQuality = "low-quality"
  /// It does not seem to show whom the photosession is for.
  case anotherSubject = "another-subject"
}
