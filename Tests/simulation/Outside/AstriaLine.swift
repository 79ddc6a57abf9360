import Shared

@testable import Shared
@testable import astria_bridge

/// The bridge's line to Astria, with its time-outs: what is asked may be carried out and the answer lost, or be carried
/// out after nobody waits any more.
struct AstriaLine: Sendable {
  private let bridge: SimulatedProcess
  private let world: World
  private var astria: Astria { world.astria }

  private static let timeout = Duration.seconds(45)

  init(_ bridge: SimulatedProcess) {
    self.bridge = bridge
    world = bridge.world
  }

  var client: AstriaClient {
    AstriaClient(
      createTune: { tune throws(AstriaFailure) in try await createTune(tune) },
      tune: { number throws(AstriaFailure) in try await ask { $0.tunes[number]?.view(at: world.now) } },
      tunes: { title, before throws(AstriaFailure) in
        try await ask { astria in
          astria.tunes.values.filter { title.map($0.title.contains) ?? true && $0.number < before ?? .max }
            .sorted { $0.number > $1.number }.map { $0.view(at: world.now) }
        }
      },
      createPrompt: { prompt throws(AstriaFailure) in try await createPrompt(prompt) },
      prompt: { number throws(AstriaFailure) in try await ask { $0.prompts[number]?.view(at: world.now) } },
      prompts: { before throws(AstriaFailure) in
        try await ask { astria in
          astria.prompts.values.filter { $0.number < before ?? .max }.sorted { $0.number > $1.number }
            .map { $0.view(at: world.now) }
        }
      },
      inspect: { _, _ throws(AstriaFailure) in try await ask { _ in AstriaInspection(name: nil, seen: []) } },
      account: { () throws(AstriaFailure) in
        try await ask { _ in AstriaAccount(balance: AstriaAccount.trainingCost, extendsTunes: false) }
      },
      delete: { thing throws(AstriaFailure) in
        try await ask { astria in
          switch thing {
          case .tune(let number): astria.delete(tune: number)
          case .prompt(let number): astria.delete(prompt: number)
          }
        }
      })
  }

  var images: AstriaImages {
    AstriaImages(
      open: { address throws(AstriaFailure) in
        guard try await ask({ $0.shows(address.revealed) }) else {
          throw AstriaFailure(trouble: Trouble(.unreachable), description: "status 404")
        }
        return AstriaImages.Picture(contentType: "image/png", attachment: Attachment(Array(repeating: 2, count: 8)))
      },
      isReadable: { address throws(AstriaFailure) in try await ask { $0.shows(address.revealed) } })
  }

  // MARK: Making

  private func createTune(_ tune: NewTune) async throws(AstriaFailure) -> AstriaTune {
    let life = bridge.life
    for photo in tune.photos {
      do {
        let next = try await photo.open()
        while try await next() != nil {}
      } catch {
        throw AstriaFailure(trouble: Trouble(.unreachable), description: "a photo cannot be had")
      }
    }
    guard bridge.life == life else { throw AstriaFailure(trouble: Trouble(.lost), description: "the process ended") }
    return try await ask(timeout: .seconds(600)) { astria in
      let known = world.promises.handsOver(tune.title)
      if world.bug == .twoTunes { _ = astria.makeTune(tune.title, known?.copy, known?.owner) }
      return astria.makeTune(tune.title, known?.copy, known?.owner).view(at: world.now)
    }
  }

  private func createPrompt(_ prompt: NewPrompt) async throws(AstriaFailure) -> AstriaPrompt {
    let made: AstriaPrompt? = try await ask { astria in
      let copy = world.promises.asksForPrompt(prompt.text, on: prompt.tune)
      return astria.makePrompt(prompt.text, on: prompt.tune, prompt.images, copy)?.view(at: world.now)
    }
    guard let made else { throw AstriaFailure(trouble: Trouble(.rejected), description: "status 422") }
    return made
  }

  // MARK: One request

  private func ask<Answer: Sendable>(
    timeout: Duration = timeout, _ carryOut: @escaping (Astria) -> Answer
  ) async throws(AstriaFailure) -> Answer {
    let answer: Result<Result<Answer, AstriaFailure>, Refusal> = await bridge.wait { tell in
      func fail(_ kind: Trouble.Kind, after delay: Duration) {
        let failure = AstriaFailure(
          trouble: Trouble(kind, retryAfter: kind == .busy ? 20 : nil), description: "\(kind)")
        world.plan(after: delay) { tell(.success(.failure(failure))) }
      }
      let latency = Duration.milliseconds(50 + world.chance.below(400))
      switch mood() {
      case .down: world.chance.below(2) == 0 ? fail(.unreachable, after: latency) : fail(.lost, after: timeout)
      case .hindered: fail(.operatorNeeded, after: latency)
      case .busy: fail(.busy, after: latency)
      // Status 504, and done all the same, now or in a while.
      case .flaky:
        world.happened(.doneButLost)
        world.plan(after: latency * (1 + world.chance.below(100))) { _ = carryOut(astria) }
        fail(.lost, after: latency)
      case .slow:
        let takes = Duration.seconds(world.chance.below(90))
        world.plan(after: takes) {
          let answer = carryOut(astria)
          if takes < timeout { tell(.success(.success(answer))) }
        }
        if takes >= timeout { fail(.lost, after: timeout) }
      case .well: world.plan(after: latency) { tell(.success(.success(carryOut(astria)))) }
      }
    }
    switch answer {
    case .success(let result): return try result.get()
    case .failure: throw AstriaFailure(trouble: Trouble(.lost), description: "the process ended")
    }
  }

  /// Even on bad days some requests go well.
  private func mood() -> Astria.Mood {
    astria.mood == .down || world.chance.below(3) > 0 ? astria.mood : .well
  }
}
