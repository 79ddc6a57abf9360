import Shared

// Tunes and prompts as Astria shows them.
extension Sandbox {
  func view(_ tune: Tune) -> JSONValue {
    let request = tune.request
    return .object([
      "id": .integer(tune.id), "title": .string(request.title), "name": .string(request.name), "is_api": .bool(true),
      "token": .string(orNull: request.token), "branch": .string(request.branch),
      "model_type": .string(orNull: request.modelType), "base_tune_id": .integer(orNull: request.baseTuneID),
      "args": .null, "steps": .integer(orNull: request.steps), "face_crop": .bool(request.isFaceCropped),
      "training_face_correct": .bool(request.isFaceCorrected), "callback": .string(orNull: request.callback),
      "cost_mc": .integer(tune.costMC), "eta": .moment(tune.createdAt + settings.training),
      "started_training_at": .moment(tune.startedTrainingAt), "trained_at": .moment(tune.trainedAt),
      "expires_at": .moment(tune.expiresAt), "created_at": .moment(tune.createdAt),
      "updated_at": .moment(tune.updatedAt), "ckpt_url": .null, "ckpt_urls": .array([]),
      "url": .string("\(settings.publicURL)/tunes/\(tune.id).json"), "orig_images": addresses(tune.photos),
    ])
  }

  func view(_ prompt: Prompt) -> JSONValue {
    let request = prompt.request
    let own = prompt.ownTunes.compactMap { tunes[$0] }.map { summary($0.id, $0.request.title) }
    let base = BaseTune.with(id: prompt.tuneID)?.title ?? tunes[prompt.tuneID]?.request.title
    return .object(
      shared(prompt).merging(
        [
          "callback": .string(orNull: request.callback), "prompt_likes_count": .integer(0), "base_pack_id": .null,
          "input_image": .null, "mask_image": .null, "cfg_scale": .number(orNull: request.number("cfg_scale")),
          "super_resolution": .bool(request.isTrue("super_resolution")),
          "ar": .string(request.text("ar") ?? request.text("aspect_ratio") ?? "1:1"),
          "num_images": .integer(request.imageCount), "seed": .integer(orNull: request.integer("seed")),
          "controlnet_conditioning_scale": .number(orNull: request.number("controlnet_conditioning_scale")),
          "controlnet_txt2img": .bool(request.isTrue("controlnet_txt2img")),
          "denoising_strength": .number(orNull: request.number("denoising_strength")),
          "style": .string(orNull: request.text("style")), "w": .integer(orNull: request.integer("w")),
          "h": .integer(orNull: request.integer("h")), "cost_mc": .integer(prompt.costMC), "liked": .bool(false),
          "url": .string("\(settings.publicURL)/tunes/\(prompt.tuneID)/prompts/\(prompt.id).json"),
          "user_error": .string(orNull: prompt.userError),
          "tune": base.map { summary(prompt.tuneID, $0) } ?? .null, "tunes": .array(own),
        ]
      ) { _, new in new })
  }

  /// Fewer fields than the tune has: those that customers have seen in callbacks.
  func callbackBody(_ tune: Tune) -> JSONValue {
    guard case .object(let all) = view(tune) else { return .null }
    let sent = [
      "id", "title", "name", "steps", "trained_at", "started_training_at", "created_at", "updated_at", "expires_at",
    ]
    return .object(["tune": .object(all.filter { sent.contains($0.key) })])
  }

  func callbackBody(_ prompt: Prompt) -> JSONValue { .object(["prompt": .object(shared(prompt))]) }

  /// What a callback tells of a prompt, and the prompt itself as well.
  func shared(_ prompt: Prompt) -> [String: JSONValue] {
    [
      "id": .integer(prompt.id), "text": .string(prompt.text),
      "negative_prompt": .string(prompt.request.text("negative_prompt") ?? ""),
      "steps": .integer(orNull: prompt.request.integer("steps")), "tune_id": .integer(prompt.tuneID),
      "trained_at": .moment(prompt.trainedAt), "started_training_at": .moment(prompt.startedTrainingAt),
      "created_at": .moment(prompt.createdAt), "updated_at": .moment(prompt.updatedAt),
      "images": addresses(prompt.images),
    ]
  }

  private func addresses(_ names: [String]) -> JSONValue { .array(names.map { .string(address(ofFile: $0)) }) }
  private func summary(_ id: Int, _ title: String) -> JSONValue {
    .object(["id": .integer(id), "title": .string(title)])
  }

  func accountView() -> JSONValue {
    .object([
      "id": .integer(1), "name": .string("Sandbox"), "email": .string("sandbox@example.com"),
      "usd_balance_mc": .integer(account.balanceMC), "auto_extend_tunes": .bool(account.isExtendingTunes),
      "top_off_amount": .null, "payer": .object(["usd_balance_mc": .integer(account.balanceMC)]),
    ])
  }
}

extension JSONValue {
  static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }
  static func integer(orNull value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
  static func number(orNull value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
  static func string(orNull value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
  static func moment(_ value: Moment?) -> JSONValue { .string(orNull: value?.description) }
}
