/// What a customer asks for with `POST /tunes/:id/prompts`, checked.
struct PromptRequest: Sendable, Equatable {
  /// A prompt whose text holds this fails with a `user_error`, so that a customer can see what it makes of one.
  static let failingWord = "sandbox:user_error"

  /// By these an idempotent account tells one prompt from another, besides its text and tune.
  private static let distinguishing = [
    "cfg_scale", "steps", "seed", "callback", "negative_prompt", "super_resolution", "face_correct", "ar", "num_images",
    "controlnet", "denoising_strength", "use_lpw", "controlnet_conditioning_scale", "w", "h", "hires_fix", "scheduler",
    "controlnet_txt2img", "inpaint_faces",
  ]
  private static let imageCounts = 1...8
  private static let usualImageCount = 4

  let text: String
  let imageCount: Int
  let callback: String?
  /// All fields that are plain values, as they came.
  private let fields: [String: String]

  /// - Parameter prefix: begins the names of fields in complaints, where the prompt is part of a tune's request.
  init(_ form: FormTree, isFlux: Bool, prefix: String = "") throws(Rejection) {
    guard case .fields(let given) = form else { throw .badRequest("Bad Request") }
    fields = given.compactMapValues(\.text)
    text = fields["text"] ?? ""
    imageCount = fields["num_images"].map { Int($0) ?? 0 } ?? Self.usualImageCount
    callback = fields["callback"]
    try check(isFlux: isFlux, prefix)
  }

  /// What an idempotent account compares.
  var distinction: [String?] { Self.distinguishing.map { fields[$0] } }

  func text(_ name: String) -> String? { fields[name] }
  func integer(_ name: String) -> Int? { fields[name].flatMap { Int($0) } }
  func number(_ name: String) -> Double? { fields[name].flatMap { Double($0) } }
  func isTrue(_ name: String) -> Bool { FormTree.text(fields[name] ?? "").isTrue }

  private func check(isFlux: Bool, _ prefix: String) throws(Rejection) {
    var complaints = Complaints()
    complaints.require(!text.isEmpty, prefix + "text", "can't be blank")
    complaints.require(Self.imageCounts.contains(imageCount), prefix + "num_images", "must be in 1..8")
    complaints.require(callback.map(CallbackAddress.isValid) ?? true, prefix + "callback", "is invalid")
    for side in ["w", "h"] {
      guard let value = fields[side] else { continue }
      let isFitting = Int(value).map { $0 > 0 && $0 % 8 == 0 } ?? false
      complaints.require(isFitting, prefix + side, "must be a multiple of 8")
    }
    if isFlux {
      complaints.require(fields["negative_prompt"] == nil, prefix + "negative_prompt", "not supported on Flux")
      let scale = fields["cfg_scale"].map { Double($0) ?? .infinity } ?? 0
      complaints.require(scale < 5, prefix + "cfg_scale", "must be less than 5")
    }
    try complaints.check()
  }
}
