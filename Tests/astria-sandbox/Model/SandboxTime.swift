import Shared

// What happens by itself: one step after the other, each at its own moment, however far the clock has jumped.
extension Sandbox {
  enum Step: Equatable {
    case startTraining(Int)
    case finishTraining(Int)
    case startPrompt(Int)
    case finishPrompt(Int)
    case expireTune(Int)
    case expirePrompt(Int)
  }

  /// What is queued gets its turn no later than this.
  private static let longestStart = Duration.milliseconds(200)

  mutating func advance(to moment: Moment) {
    while let (due, step) = nextStep, due <= moment {
      now = max(now, due)
      perform(step)
    }
    now = max(now, moment)
    forgetDeletedFiles()
  }

  private var nextStep: (due: Moment, step: Step)? {
    let steps = newestTunes.reversed().compactMap(step(of:)) + newestPrompts.reversed().compactMap(step(of:))
    return steps.min { $0.due < $1.due }
  }

  private mutating func perform(_ step: Step) {
    switch step {
    case .startTraining(let id): startTraining(id)
    case .finishTraining(let id): finishTraining(id)
    case .startPrompt(let id): startPrompt(id)
    case .finishPrompt(let id): finishPrompt(id)
    case .expireTune(let id): expire(id)
    case .expirePrompt(let id): if let prompt = prompts[id] { remove(prompt) }
    }
  }

  private func step(of tune: Tune) -> (due: Moment, step: Step)? {
    if let expiry = tune.expiresAt { return (expiry, .expireTune(tune.id)) }
    guard tune.startedTrainingAt != nil else {
      return (tune.createdAt + min(settings.training, Self.longestStart), .startTraining(tune.id))
    }
    guard tune.fault != .never, tune.failedAt == nil else { return nil }
    return (tune.createdAt + settings.training, .finishTraining(tune.id))
  }

  private func step(of prompt: Prompt) -> (due: Moment, step: Step)? {
    if let settled = prompt.trainedAt { return expiry(of: prompt, settled: settled) }
    if prompt.isStuck, prompt.startedTrainingAt != nil { return nil }
    var ready = prompt.createdAt
    for id in prompt.ownTunes {
      guard let tune = tunes[id] else { return (ready, .finishPrompt(prompt.id)) }
      if let failed = tune.failedAt { return (max(ready, failed), .finishPrompt(prompt.id)) }
      guard let trained = tune.trainedAt else { return nil }
      ready = max(ready, trained)
    }
    guard prompt.startedTrainingAt != nil else {
      return (ready + min(settings.prompt, Self.longestStart), .startPrompt(prompt.id))
    }
    return (ready + settings.prompt, .finishPrompt(prompt.id))
  }

  /// Images go with their tunes; those whose tunes are gone already have a life of their own.
  private func expiry(of prompt: Prompt, settled: Moment) -> (due: Moment, step: Step)? {
    guard prompt.ownTunes.allSatisfy({ tunes[$0] == nil }) else { return nil }
    return (settled + Self.life, .expirePrompt(prompt.id))
  }
}
