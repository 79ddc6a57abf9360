import Shared

/// What Astria sees on a photo, as far as it is a warning. It also guesses at age and ethnicity: that is not even read.
struct AstriaInspection: Decodable, Sendable {
  /// Its class word for whom it sees.
  let name: String?
  let seen: [PhotoWarning]

  private static let fields: [(String, PhotoWarning)] = [
    ("funny_face", .funnyFace), ("wearing_sunglasses", .sunglasses), ("wearing_hat", .hat), ("blurry", .blurry),
    ("includes_multiple_people", .severalPeople), ("full_body_image_or_longshot", .farAway), ("selfie", .selfie),
    ("low_resolution", .lowResolution), ("low_quality", .lowQuality),
  ]

  init(name: String?, seen: [PhotoWarning]) {
    self.name = name
    self.seen = seen
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Field.self)
    name = try container.decodeIfPresent(String.self, forKey: Field("name"))
    seen = try Self.fields.filter { try container.decodeIfPresent(Bool.self, forKey: Field($0.0)) ?? false }.map(\.1)
  }

  /// Absent, empty and `NONE` all mean that it does not know.
  func warnings(for subject: Subject) -> [PhotoWarning] {
    let isKnown = ![nil, "", "NONE"].contains(name)
    let isAnother = isKnown && subject != .person && name != subject.rawValue
    return seen + (isAnother ? [.anotherSubject] : [])
  }

  private struct Field: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }
}
