import Shared

/// Carries out what a rehearsal wants done: at the gateway's door as anybody would, and at the custodians as the
/// janitor.
struct RehearsalCalls: Sendable {
  typealias Answer = Rehearsal.Answer

  /// The gateway waits longer for a process that is not there than anybody would want to here.
  static let patience = Duration.seconds(10)

  let door: GatewayDoor
  let custodians: [ServiceName: JanitorRunner.Ask]

  func perform(_ action: Rehearsal.Action) async -> Answer {
    do throws(Rehearsal.Obstacle) {
      return try await answer(action)
    } catch {
      return .obstacle(error)
    }
  }

  private func answer(_ action: Rehearsal.Action) async throws(Rehearsal.Obstacle) -> Answer {
    switch action.call {
    case .signUp(let version): try await signUp(version, action)
    case .open: try await open(action)
    case .give(let id, _): try await give(id, action)
    case .train(let id): try await accepted("POST", "\(Self.path(id))/training", action)
    case .look(let id): .looked(try await look(id, action))
    case .listAvatars(let id): try await listAvatars(id, action)
    case .download(let id, let avatar):
      .downloaded(bytes: try await send("GET", "\(Self.path(id))/avatars/\(avatar)", action).body.count)
    case .sayDelivered(let id): try await accepted("POST", "\(Self.path(id))/delivered", action)
    case .readReceipts(let id): try await readReceipts(id, action)
    case .probe(let id, let avatar): try await probe("\(Self.path(id))/avatars/\(avatar)", action)
    case .eraseAccount: try await accepted("DELETE", "/v1/account", action)
    case .probeAccount(let owners): try await probeAccount(owners, action)
    case .findSilent: .silent(await ledgers(of: nil).silent)
    }
  }

  // MARK: As the subject

  private func signUp(_ version: Int, _ action: Rehearsal.Action) async throws(Rehearsal.Obstacle) -> Answer {
    let body = SignUpDocument(consent: .init(policyVersion: version))
    let signedUp = try Self.read(SignedUp.self, try await post("/v1/accounts", body, action))
    return .signedUp(signedUp.accessToken, signedUp.account.id)
  }

  private func open(_ action: Rehearsal.Action) async throws(Rehearsal.Obstacle) -> Answer {
    let opened = try Self.read(Sight.self, try await post("/v1/photosessions", OrderDocument(), action))
    return .opened(opened.id)
  }

  private func give(_ id: Photosession.ID, _ action: Rehearsal.Action) async throws(Rehearsal.Obstacle) -> Answer {
    let photo = RehearsalPhoto(action.key).png
    let response = try await send(
      "POST", "\(Self.path(id))/photos", action, body: .bytes(photo), contentType: "image/png")
    return .given(try Self.read(Stored.self, response).photo.id)
  }

  private func look(_ id: Photosession.ID, _ action: Rehearsal.Action) async throws(Rehearsal.Obstacle)
    -> Rehearsal.Sight
  {
    let seen = try Self.read(Sight.self, try await send("GET", Self.path(id), action))
    let (copies, silent) = await ledgers(of: Owner.ID(id))
    return Rehearsal.Sight(
      state: seen.state, outcome: seen.outcome, reason: seen.reason, copies: copies.map(\.id), silent: silent)
  }

  private func listAvatars(_ id: Photosession.ID, _ action: Rehearsal.Action) async throws(Rehearsal.Obstacle) -> Answer
  {
    let list = try Self.read(Avatars.self, try await send("GET", "\(Self.path(id))/avatars", action))
    return .avatars(list.avatars.map(\.id))
  }

  private func readReceipts(
    _ id: Photosession.ID, _ action: Rehearsal.Action
  ) async throws(Rehearsal.Obstacle) -> Answer {
    .receipts(
      try Self.read(Receipts.self, try await send("GET", "\(Self.path(id))/erasure-receipts", action)).receipts)
  }

  private func accepted(
    _ method: String, _ path: String, _ action: Rehearsal.Action
  ) async throws(Rehearsal.Obstacle) -> Answer {
    _ = try await send(method, path, action)
    return .accepted
  }

  /// What can still be had is as if it had been downloaded.
  private func probe(_ path: String, _ action: Rehearsal.Action) async throws(Rehearsal.Obstacle) -> Answer {
    let response = try await exchange("GET", path, action)
    switch response.status {
    case 404: return .gone
    case 200..<300: return .downloaded(bytes: response.body.count)
    default: throw Rehearsal.Obstacle(response)
    }
  }

  private func probeAccount(
    _ owners: [Owner.ID], _ action: Rehearsal.Action
  ) async throws(Rehearsal.Obstacle) -> Answer {
    let response = try await exchange("GET", "/v1/account", action)
    guard [401, 404].contains(response.status) else {
      if response.isSuccess { return .remains("the account still answers") }
      throw Rehearsal.Obstacle(response)
    }
    for owner in owners {
      let (copies, silent) = await ledgers(of: owner)
      guard silent.isEmpty else { return .remains("\(Rehearsal.list(silent)) did not answer") }
      guard copies.isEmpty else { return .remains("\(copies.count) copies are still in ledgers") }
    }
    return .gone
  }

  // MARK: As the janitor

  /// - Parameter owner: `nil` only to see who answers.
  private func ledgers(of owner: Owner.ID?) async -> (copies: [Copy], silent: [ServiceName]) {
    var (copies, silent): ([Copy], [ServiceName]) = ([], [])
    for custodian in Custodians.all {
      do throws(Refusal) {
        guard let ask = custodians[custodian] else { throw .unfitting }
        let query = owner.map { HoldingsQuery.owned(by: $0, after: nil) } ?? .all(after: nil)
        guard case .holdings(let page, _) = try await ask(.holdings(query), JanitorRunner.patienceForLooks) else {
          throw .unfitting
        }
        copies += page
      } catch {
        silent.append(custodian)
      }
    }
    return (copies, silent)
  }

  private static func path(_ id: Photosession.ID) -> String { "/v1/photosessions/\(id)" }
}
