import Shared

// What customers do with tunes.
extension Sandbox {
  /// - Returns: the tune, and whether it was made now; an idempotent account gets the one that has this title already.
  mutating func createTune(_ request: TuneRequest) throws(Rejection) -> (tune: Tune, isNew: Bool) {
    if settings.isIdempotent, let known = newestTunes.first(where: { $0.request.title == request.title }) {
      return (known, false)
    }
    try charge(request.costMC)
    let id = nextTuneID()
    var tune = Tune(id: id, request: request, createdAt: now, costMC: request.costMC, updatedAt: now)
    tune.photos = request.photos.map { store(.photo($0)) }
    for (index, photo) in request.photos.enumerated() {
      received.append(
        ReceivedPhoto(photo, name: tune.photos[index], tune: id, index: index, folder: settings.receivedFolder))
    }
    strike(&tune)
    tunes[id] = tune
    for prompt in request.prompts { try createPrompt(prompt, on: id) }
    if request.modelType == "faceid" || tune.callbackFault == .early { finishTraining(id) }
    return (tunes[id] ?? tune, true)
  }

  func tune(_ id: Int) throws(Rejection) -> Tune {
    guard let tune = tunes[id] else { throw .notFound }
    return tune
  }

  /// With all its photos; with its images as well where they are a checkpoint's own, or the account is set so.
  mutating func deleteTune(_ id: Int) throws(Rejection) {
    let tune = try tune(id)
    remove(tune, withPrompts: !tune.isAdapter || settings.promptsOnTuneDeletion == .removed)
  }

  mutating func remove(_ tune: Tune, withPrompts: Bool) {
    if withPrompts {
      for prompt in newestPrompts where prompt.involves(tune.id) { remove(prompt) }
    }
    tunes[tune.id] = nil
    delete(files: tune.photos)
  }

  var newestTunes: [Tune] { tunes.values.sorted { $0.id > $1.id } }
}

// What time does to tunes.
extension Sandbox {
  /// Astria keeps everything so long after the end of a training.
  static let life = Duration.seconds(30 * 24 * 3600)
  private static let priceOfExtensionMC = 50_000

  mutating func startTraining(_ id: Int) {
    tunes[id]?.startedTrainingAt = now
    tunes[id]?.updatedAt = now
  }

  mutating func finishTraining(_ id: Int) {
    guard var tune = tunes[id], tune.fault != .never else { return }
    tune.startedTrainingAt = tune.startedTrainingAt ?? now
    tune.updatedAt = now
    defer { tunes[id] = tune }
    if tune.fault == .fails {
      tune.failedAt = now
      return
    }
    tune.trainedAt = now
    tune.expiresAt = now + Self.life
    call(tune.request.callback, about: .tune, id, body: callbackBody(tune), fault: tune.callbackFault)
  }

  mutating func expire(_ id: Int) {
    guard let tune = tunes[id] else { return }
    if account.isExtendingTunes || tune.request.isAutoExtended {
      tunes[id]?.expiresAt = now + Self.life
      account.balanceMC -= Self.priceOfExtensionMC
    } else {
      remove(tune, withPrompts: true)
    }
  }
}
