import Shared

/// Astria, as far as we need it.
struct AstriaClient: Sendable {
  /// Whether everything is trained on Astria's imitation, which costs nothing.
  var isFree = false
  /// Trains a tune with these photos; the answer comes at once, the training takes minutes.
  var createTune: @Sendable (NewTune) async throws(AstriaFailure) -> AstriaTune
  /// `nil`: it is not there.
  var tune: @Sendable (Int64) async throws(AstriaFailure) -> AstriaTune?
  /// Newest first, a page at a time; none: that was all. Without a title, all there are.
  var tunes: @Sendable (_ title: String?, _ before: Int64?) async throws(AstriaFailure) -> [AstriaTune]
  var createPrompt: @Sendable (NewPrompt) async throws(AstriaFailure) -> AstriaPrompt
  var prompt: @Sendable (Int64) async throws(AstriaFailure) -> AstriaPrompt?
  var prompts: @Sendable (_ before: Int64?) async throws(AstriaFailure) -> [AstriaPrompt]
  /// What it sees on a photo.
  var inspect: @Sendable (NewTune.Photo, Subject) async throws(AstriaFailure) -> AstriaInspection
  /// What it says of our account.
  var account: @Sendable () async throws(AstriaFailure) -> AstriaAccount
  /// What is not there is deleted.
  var delete: @Sendable (AstriaThing) async throws(AstriaFailure) -> Void
}

enum AstriaThing: Sendable {
  case tune(Int64)
  case prompt(Int64)
}

/// A tune to be trained.
struct NewTune: Sendable {
  struct Photo: Sendable {
    let contentType: String
    /// In bytes.
    let length: Int
    let open: Multipart.Opening
  }

  let title: String
  let subject: Subject
  var model = Style.Model.lora
  /// Trained on the free imitation, whatever branch is set.
  var isRehearsal = false
  let callback: String?
  let photos: [Photo]
}

/// A prompt on a tune.
struct NewPrompt: Sendable {
  let tune: Int64
  var model = Style.Model.lora
  let text: String
  let images: Int
  /// In place of the text.
  var pack: Training.PackPrompt?
  let callback: String?
}

/// A tune as Astria tells it. There is no status: it is trained once there is a time of that.
struct AstriaTune: Decodable, Sendable {
  let id: Int64
  let title: String?
  let createdAt: String?
  let trainedAt: String?
  let userError: String?
  let origImages: [String]?

  enum CodingKeys: String, CodingKey {
    case id, title
    case createdAt = "created_at"
    case trainedAt = "trained_at"
    case userError = "user_error"
    case origImages = "orig_images"
  }

  var seen: Training.TuneSeen {
    if userError != nil { return .failed }
    return trainedAt == nil ? .pending : .trained
  }
}

/// A prompt as Astria tells it. It has failed if there is an error, or if it has run and there are no images.
struct AstriaPrompt: Decodable, Sendable {
  let id: Int64
  let text: String?
  let createdAt: String?
  let trainedAt: String?
  let userError: String?
  let images: [String]?

  enum CodingKeys: String, CodingKey {
    case id, text, images
    case createdAt = "created_at"
    case trainedAt = "trained_at"
    case userError = "user_error"
  }

  /// Astria names the tune before the text, with its weight written in a way of its own.
  func isOn(_ tune: Int64) -> Bool {
    Style.Model.allCases.contains { text?.hasPrefix("<\($0.rawValue):\(tune):") ?? false }
  }

  func isOn(_ tune: Int64, _ text: String) -> Bool { isOn(tune) && self.text?.hasSuffix(text) ?? false }

  var seen: AvatarPrompt.Seen {
    if userError != nil { return .failed }
    if let images, !images.isEmpty { return .images(images.map { Personal($0) }) }
    return trainedAt == nil ? .pending : .failed
  }
}

/// Why Astria did not do it: a code, and a text for the operator's log.
struct AstriaFailure: Error, CustomStringConvertible {
  let trouble: Trouble
  let description: String
}
