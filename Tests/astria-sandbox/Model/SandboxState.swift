import Shared

// What the control routes show: enough for a test to assert that nothing of a person is left.
extension Sandbox {
  func stateView() -> JSONValue {
    let alive = files.filter { $0.value.deletedAt == nil }
    return .object([
      "now": .moment(now),
      "tunes": count(created: tunesCreated, alive: tunes.keys.sorted()),
      "prompts": count(created: promptsCreated, alive: prompts.keys.sorted()),
      "files": .object(["alive": .integer(alive.count), "lingering": .integer(files.count - alive.count)]),
      "account": accountView(),
      "callbacks": .array(deliveries.map(view)),
      "photos": .array(received.filter { alive[$0.name] != nil }.map(view)),
      "settings": settingsView(),
    ])
  }

  func receivedView() -> JSONValue { .array(received.map(view)) }

  func settingsView() -> JSONValue {
    .object([
      "idempotent": .bool(settings.isIdempotent), "delete_answer": .integer(settings.deleteAnswer),
      "prompts_on_tune_deletion": .string(settings.promptsOnTuneDeletion.rawValue),
      "auto_extend_tunes": .bool(account.isExtendingTunes), "balance_mc": .integer(account.balanceMC),
      "training": .seconds(settings.training), "prompt": .seconds(settings.prompt),
      "cdn_lag": .seconds(settings.cdnLag),
    ])
  }

  /// The bytes of a new tune's photos, with the paths of the copies that shall outlive them.
  func photosToKeep(of tune: Int) -> [(path: String, bytes: [UInt8])] {
    received.filter { $0.tune == tune }.compactMap { photo in
      guard let path = photo.path, case .photo(let file)? = files[photo.name]?.content else { return nil }
      return (path, file.bytes)
    }
  }

  private func count(created: Int, alive: [Int]) -> JSONValue {
    .object([
      "created": .integer(created), "alive": .integer(alive.count), "ids": .array(alive.map { .integer($0) }),
    ])
  }

  private func view(_ photo: ReceivedPhoto) -> JSONValue {
    let isAlive = files[photo.name].map { $0.deletedAt == nil } ?? false
    return .object([
      "tune_id": .integer(photo.tune), "file_name": .string(photo.fileName),
      "content_type": .string(photo.contentType), "size": .integer(photo.size),
      "url": .string(orNull: isAlive ? address(ofFile: photo.name) : nil), "path": .string(orNull: photo.path),
    ])
  }

  private func view(_ delivery: Delivery) -> JSONValue {
    var (status, error) = (JSONValue.null, JSONValue.null)
    switch delivery.state {
    case .underWay: break
    case .answered(let number): status = .integer(number)
    case .failed(let why): error = .string(why)
    }
    return .object([
      "subject": .string(delivery.subject.rawValue), "id": .integer(delivery.id), "url": .string(delivery.address),
      "at": .moment(delivery.at), "status": status, "error": error,
      "fault": .string(orNull: delivery.fault?.rawValue),
    ])
  }
}

extension JSONValue {
  static func seconds(_ duration: Duration) -> JSONValue { .number(Double(duration.milliseconds) / 1000) }
}
