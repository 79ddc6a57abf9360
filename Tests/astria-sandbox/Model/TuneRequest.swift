import Foundation

/// What a customer asks for with `POST /tunes`, checked.
struct TuneRequest: Sendable, Equatable {
  private static let branches: Set = ["flux1", "sd15", "sdxl1", "fast"]
  private static let modelTypes: Set = ["lora", "pti", "faceid"]
  private static let presets: Set = ["flux-lora-focus", "flux-lora-portrait", "flux-lora-fast"]
  /// Astria's presets train so many steps per photo, and so many at least.
  private static let stepsPerPhoto = 27
  private static let fewestSteps = 300
  private static let milliCentsPerStep = 500

  let title: String
  let name: String
  let branch: String
  let modelType: String?
  let baseTuneID: Int?
  let token: String?
  let steps: Int?
  let callback: String?
  let isFaceCropped: Bool
  let isFaceCorrected: Bool
  let isAutoExtended: Bool
  let photos: [UploadedFile]
  let prompts: [PromptRequest]

  /// - Parameter downloaded: the photos behind `tune[image_urls]`, which Astria fetches itself.
  init(_ form: FormTree, downloaded: [UploadedFile] = []) throws(Rejection) {
    guard let tune = form["tune"], case .fields = tune else { throw .badRequest("Bad Request") }
    let base = tune["base_tune_id"]?.text.map { ($0, Int($0).flatMap { BaseTune.with(id: $0) }) }
    title = tune["title"]?.text ?? ""
    name = tune["name"]?.text ?? ""
    branch = tune["branch"]?.text ?? base?.1?.branch ?? "sd15"
    modelType = branch == "sdxl1" ? "pti" : tune["model_type"]?.text
    baseTuneID = base?.1?.id
    token = tune["token"]?.text ?? Self.token(branch: branch, modelType: modelType)
    steps = tune["steps"]?.text.flatMap { Int($0) }
    callback = tune["callback"]?.text
    isFaceCropped = tune["face_crop"]?.isTrue ?? true
    isFaceCorrected = tune["training_face_correct"]?.isTrue ?? false
    isAutoExtended = tune["auto_extend"]?.isTrue ?? false
    photos = (tune["images"]?.items ?? []).compactMap(\.file) + downloaded
    let isFlux = branch == "flux1" || baseTuneID == BaseTune.of(branch: "flux1").id
    prompts = try (tune["prompts_attributes"]?.items ?? []).map { (item) throws(Rejection) in
      try PromptRequest(item, isFlux: isFlux, prefix: "prompts.")
    }
    try check(preset: tune["preset"]?.text, isBaseKnown: base == nil || base?.1 != nil)
  }

  /// The addresses in `tune[image_urls]`, to be fetched before the request is complete.
  static func addresses(in form: FormTree) -> [String] {
    (form["tune"]?["image_urls"]?.items ?? []).compactMap(\.text)
  }

  /// Whether it changes a base tune's output rather than being prompted itself.
  var isAdapter: Bool { modelType == "lora" || modelType == "faceid" }
  var isFree: Bool { branch == "fast" }

  /// In milli-cents; 100,000 of them are a dollar. No training, no price.
  var costMC: Int {
    if isFree || modelType == "faceid" { return 0 }
    return max(steps ?? Self.stepsPerPhoto * photos.count, Self.fewestSteps) * Self.milliCentsPerStep
  }

  private func check(preset: String?, isBaseKnown: Bool) throws(Rejection) {
    let unlisted = "is not included in the list"
    var complaints = Complaints()
    complaints.require(!title.isEmpty, "title", "can't be blank")
    complaints.require(!name.isEmpty, "name", "can't be blank")
    complaints.require(!photos.isEmpty, "images", "must contain at least one image")
    complaints.require(Self.branches.contains(branch), "branch", unlisted)
    complaints.require(modelType.map { Self.modelTypes.contains($0) } ?? true, "model_type", unlisted)
    complaints.require(preset.map { Self.presets.contains($0) } ?? true, "preset", unlisted)
    complaints.require(isBaseKnown, "base_tune", "must exist")
    complaints.require(callback.map(CallbackAddress.isValid) ?? true, "callback", "is invalid")
    try complaints.check()
  }

  private static func token(branch: String, modelType: String?) -> String? {
    if modelType == "faceid" { return nil }
    return branch == "sd15" ? "sks" : "ohwx"
  }
}

/// What may stand in a `callback` field.
enum CallbackAddress {
  static func isValid(_ text: String) -> Bool {
    guard !text.contains("{"), !text.contains("}"), let parts = URLComponents(string: text) else { return false }
    return ["http", "https"].contains(parts.scheme?.lowercased()) && parts.host?.isEmpty == false
  }
}
