import Shared

// What concerns the person: signing up, reading, agreeing, signing out, erasing.

extension Reception {
  func createAccount(_ signUp: SignUp, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    // Computed, as a recording holds pseudonyms where the person's words were.
    let found = visit.draws.computed { [signUp.finding(at: visit.now).rawValue] }
    guard let finding = found.first.flatMap(SignUp.Finding.init) else { throw .fault }
    if let refusal = finding.refusal { throw refusal }
    let key = visit.idempotencyKey(
      "create-account", signUp.name.revealed, signUp.email.revealed, "\(signUp.policyVersion)")
    let reply = try await visit.asks.account(
      .create(name: signUp.name, email: signUp.email, policyVersion: signUp.policyVersion),
      .init(idempotencyKey: key))
    guard case .created(let view, let token) = reply else { throw .fault }
    return GatewayAnswer(201, SignedUpDocument(account: AccountDocument(view, contract), accessToken: token))
  }

  func showAccount(_ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let guest = try await identify(visit)
    return try answer(await visit.asks.account(.show(account: guest.account)))
  }

  func agree(to version: Int, _ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let guest = try await identify(visit)
    return try answer(await visit.asks.account(.consent(account: guest.account, policyVersion: version)))
  }

  private func answer(_ reply: AccountReply) throws(Refusal) -> GatewayAnswer {
    guard case .account(let view) = reply else { throw .fault }
    return GatewayAnswer(200, AccountDocument(view, contract))
  }

  func signOut(_ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    guard let token = visit.caller.token else { throw .signInFirst }
    guard case .signedOut = try await visit.asks.account(.signOut(token: token)) else { throw .fault }
    return GatewayAnswer(204)
  }

  func eraseAccount(_ visit: Visit) async throws(Refusal) -> GatewayAnswer {
    let guest = try await identify(visit)
    guard case .erasing(let account) = try await visit.asks.account(.erase(account: guest.account)) else {
      throw .fault
    }
    let deadline = visit.now + contract.row(.account).deadline.duration
    return GatewayAnswer(202, AccountErasureDocument(id: account, deadline: deadline))
  }
}
