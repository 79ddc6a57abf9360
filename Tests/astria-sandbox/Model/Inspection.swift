import Shared

/// What `POST /images/inspect` finds in each photo: always the same, except where a test has said otherwise. The photo
/// is neither looked at nor kept.
struct Inspection: Sendable {
  private static let strings: Set = [
    "name", "body_type", "ethnicity", "age", "glasses", "eye_color", "hair_color", "hair_length", "hair_style",
    "facial_hair", "is_bald", "headcover",
  ]
  private static let booleans: Set = [
    "funny_face", "wearing_sunglasses", "wearing_hat", "blurry", "includes_multiple_people",
    "full_body_image_or_longshot", "selfie", "low_resolution", "low_quality",
  ]
  /// What is absent is told in all three ways: `NONE`, an empty text, and not at all (`headcover`).
  private static let usual: [String: JSONValue] = [
    "body_type": .string("average"), "ethnicity": .string("NONE"), "age": .string("adult"),
    "glasses": .string("NONE"), "eye_color": .string("brown"), "hair_color": .string("brunette"),
    "hair_length": .string("long"), "hair_style": .string("straight"), "facial_hair": .string(""),
    "is_bald": .string(""),
  ]

  /// What a test has said.
  private(set) var script: [String: JSONValue] = [:]

  init() {}

  /// - Parameter form: what to find instead; a name that is missing is found as usual.
  init(script form: FormTree) throws(Rejection) {
    guard case .fields(let fields) = form else { throw .badRequest("The body must be a JSON object of attributes.") }
    var complaints = Complaints()
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      guard case .text(let text) = value else {
        complaints.add(name, "must be a text, or true or false")
        continue
      }
      if Self.booleans.contains(name) {
        complaints.require(["true", "false"].contains(text), name, "must be true or false")
        script[name] = .bool(text == "true")
      } else {
        complaints.require(Self.strings.contains(name), name, "is no attribute of a photo")
        script[name] = .string(text)
      }
    }
    try complaints.check()
  }

  /// - Parameter name: the class that the customer takes the person for. The usual photo agrees.
  func answer(name: String) -> JSONValue {
    let found = Self.usual.merging(Self.booleans.map { ($0, .bool(false)) }) { usual, _ in usual }
    return .object(found.merging(["name": .string(name)]) { $1 }.merging(script) { $1 })
  }
}
