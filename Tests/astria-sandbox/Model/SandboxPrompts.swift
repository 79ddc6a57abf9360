import Shared

// What customers do with prompts.
extension Sandbox {
  /// What a prompt cost when Astria last published a price.
  private static let promptCostMC = 10_000

  /// - Parameter target: the customer's own tune, or a base tune whose prompt names own tunes in its text.
  /// - Returns: the prompt, and whether it was made now; an idempotent account gets the one that is the same already.
  @discardableResult
  mutating func createPrompt(
    _ request: PromptRequest, on target: Int
  ) throws(Rejection) -> (prompt: Prompt, isNew: Bool) {
    let (tuneID, text) = try drawing(request, on: target)
    let ownTunes = TuneTags.tunes(in: text) + (BaseTune.with(id: tuneID) == nil ? [tuneID] : [])
    let tunes = ownTunes.compactMap { self.tunes[$0] }
    guard tunes.count == ownTunes.count else {
      throw .unprocessable(["base": ["Prompt names a tune that does not exist"]])
    }
    if settings.isIdempotent, let known = prompt(like: request, tuneID, text) { return (known, false) }
    let cost = !tunes.isEmpty && tunes.allSatisfy(\.request.isFree) ? 0 : Self.promptCostMC
    try charge(cost)
    var prompt = Prompt(
      id: nextPromptID(), tuneID: tuneID, ownTunes: ownTunes, text: text, request: request, createdAt: now,
      costMC: cost, updatedAt: now, imageCount: request.imageCount)
    strike(&prompt)
    prompts[prompt.id] = prompt
    if prompt.callbackFault == .early { finishPrompt(prompt.id) }
    return (prompts[prompt.id] ?? prompt, true)
  }

  /// Flux has rules of its own for prompts.
  func isFlux(_ target: Int) -> Bool {
    let flux = BaseTune.of(branch: "flux1").id
    return target == flux || tunes[target]?.request.branch == "flux1" || tunes[target]?.request.baseTuneID == flux
  }

  func prompt(_ id: Int, in tune: Int? = nil) throws(Rejection) -> Prompt {
    guard let prompt = prompts[id] else { throw .notFound }
    if let tune {
      try requireTarget(tune)
      guard prompt.involves(tune) else { throw .notFound }
    }
    return prompt
  }

  /// Prompts are posted to and listed by own tunes and base tunes.
  func requireTarget(_ id: Int) throws(Rejection) {
    guard tunes[id] != nil || BaseTune.with(id: id) != nil else { throw .notFound }
  }

  mutating func remove(_ prompt: Prompt) {
    prompts[prompt.id] = nil
    delete(files: prompt.images)
  }

  var newestPrompts: [Prompt] { prompts.values.sorted { $0.id > $1.id } }

  /// A prompt on a LoRA or faceid tune becomes one on its base, with the tune named in its text.
  private func drawing(_ request: PromptRequest, on target: Int) throws(Rejection) -> (tune: Int, text: String) {
    try requireTarget(target)
    guard let tune = tunes[target], tune.isAdapter else { return (target, request.text) }
    let base = tune.request.baseTuneID ?? BaseTune.of(branch: tune.request.branch).id
    if request.text.contains(tune.tag) { return (base, request.text) }
    return (base, "\(tune.tag)\(request.text("lora_scale") ?? "1.0")> \(request.text)")
  }

  private func prompt(like request: PromptRequest, _ tune: Int, _ text: String) -> Prompt? {
    newestPrompts.first {
      $0.tuneID == tune && $0.text == text && $0.request.distinction == request.distinction
    }
  }
}

// What time does to prompts.
extension Sandbox {
  mutating func startPrompt(_ id: Int) {
    prompts[id]?.startedTrainingAt = now
    prompts[id]?.updatedAt = now
  }

  /// Nothing tells that Astria calls back about a failure: it does not here.
  mutating func finishPrompt(_ id: Int) {
    guard var prompt = prompts[id], !prompt.isStuck else { return }
    prompt.startedTrainingAt = prompt.startedTrainingAt ?? now
    prompt.trainedAt = now
    prompt.updatedAt = now
    if prompt.ownTunes.contains(where: { tunes[$0] == nil }) {
      prompt.userError = "The tune of this prompt was deleted."
    } else if prompt.ownTunes.contains(where: { tunes[$0]?.failedAt != nil }) {
      prompt.userError = "The tune of this prompt could not be trained."
    } else if prompt.text.contains(PromptRequest.failingWord) {
      prompt.userError = "This prompt was asked to fail."
    } else {
      let tune = prompt.ownTunes.first ?? prompt.tuneID
      prompt.images = (0..<prompt.imageCount).map {
        store(.avatar(Avatar(tune: tune, prompt: id, image: $0 + 1)))
      }
    }
    prompts[id] = prompt
    if prompt.userError == nil {
      call(prompt.request.callback, about: .prompt, id, body: callbackBody(prompt), fault: prompt.callbackFault)
    }
    announceOrders()
  }
}

/// The tags by which a prompt's text names tunes: `<lora:2900001:1.0>`, `<faceid:2900001:1>`.
enum TuneTags {
  static func tunes(in text: String) -> [Int] {
    text.matches(of: /<(?:lora|faceid):([0-9]+)[:>]/).compactMap { Int($0.output.1) }
  }
}
