import Shared

@testable import astria_bridge

/// Astria: what it has of whom, what it makes of it in time, and its faults. `nil` as an answer: not there.
final class Astria: PartOfWorld {
  unowned var world: World!

  struct Tune {
    let number: Int64
    let title: String
    let createdAt: Moment
    let trainedAt: Moment
    let fails: Bool
    let copy: Copy.ID?
    let owner: Photosession.ID?
  }

  struct Prompt {
    let number: Int64
    let tune: Int64
    let text: String
    let images: Int
    let createdAt: Moment
    let doneAt: Moment
    let fails: Bool
    let copy: Copy.ID?
    let owner: Photosession.ID?
  }

  /// How it answers now.
  enum Mood: Equatable { case well, down, slow, flaky, hindered, busy }

  private(set) var tunes: [Int64: Tune] = [:]
  private(set) var prompts: [Int64: Prompt] = [:]
  /// Pictures that a cache still shows, until then.
  private var cached: [String: Moment] = [:]
  private(set) var tunesMade: [String: Int] = [:]
  var mood = Mood.well
  /// In thousandths.
  var failures = 0
  var lies = 0
  var cacheLag = Duration.zero
  private var numbers: Int64 = 2_900_000

  var isEmpty: Bool { tunes.isEmpty && prompts.isEmpty }

  func makeTune(_ title: String, _ copy: Copy.ID?, _ owner: Photosession.ID?) -> Tune {
    numbers += 1
    let training = Duration.seconds(300 + world.chance.below(5000))
    let tune = Tune(
      number: numbers, title: title, createdAt: world.now, trainedAt: world.now + training, fails: chance(failures),
      copy: copy, owner: owner)
    tunes[tune.number] = tune
    tunesMade[title, default: 0] += 1
    world.promises.trains(tune)
    world.note("Astria makes the tune \(tune.number), \(title)")
    return tune
  }

  func makePrompt(_ text: String, on tune: Int64, _ images: Int, _ copy: Copy.ID?) -> Prompt? {
    guard let owner = tunes[tune] else { return nil }
    numbers += 1
    let prompt = Prompt(
      number: numbers, tune: tune, text: text, images: images, createdAt: world.now,
      doneAt: world.now + .seconds(20 + world.chance.below(120)), fails: chance(failures), copy: copy,
      owner: owner.owner)
    prompts[prompt.number] = prompt
    return prompt
  }

  func delete(tune number: Int64) {
    guard let tune = tunes[number] else { return }
    world.promises.deletes(tune)
    guard !chance(lies) else { return world.happened(.deletionClaimed) }
    tunes[number] = nil
    show("tune-\(number)", fromCacheUntil: world.now + cacheLag)
  }

  func delete(prompt number: Int64) {
    guard let prompt = prompts[number] else { return }
    world.promises.deletes(prompt)
    guard !chance(lies) else { return world.happened(.deletionClaimed) }
    prompts[number] = nil
    show("prompt-\(number)-0", fromCacheUntil: world.now + cacheLag)
  }

  /// Whether anybody who has the address gets a picture.
  func shows(_ address: String) -> Bool {
    if let until = cached[address], until > world.now { return true }
    let parts = address.split(separator: "-")
    guard parts.count >= 2, let number = Int64(parts[1]) else { return false }
    return parts[0] == "tune" ? tunes[number] != nil : prompts[number] != nil
  }

  private func show(_ address: String, fromCacheUntil end: Moment) {
    guard cacheLag > .zero else { return }
    cached = cached.filter { $0.value > world.now }
    cached[address] = end
  }

  private func chance(_ thousandths: Int) -> Bool { thousandths > 0 && world.chance.below(1000) < thousandths }
}

// As customers see it.
extension Astria.Tune {
  func view(at now: Moment) -> AstriaTune {
    let isOver = trainedAt <= now
    return AstriaTune(
      id: number, title: title, createdAt: createdAt.description, trainedAt: isOver && !fails ? "then" : nil,
      userError: isOver && fails ? "No face was found." : nil, origImages: ["tune-\(number)"])
  }
}

extension Astria.Prompt {
  func view(at now: Moment) -> AstriaPrompt {
    let isOver = doneAt <= now
    let addresses = (0..<images).map { "prompt-\(number)-\($0)" }
    return AstriaPrompt(
      id: number, text: "<lora:\(tune):1> \(text)", createdAt: createdAt.description, trainedAt: isOver ? "then" : nil,
      userError: isOver && fails ? "It did not work." : nil, images: isOver && !fails ? addresses : [])
  }
}
