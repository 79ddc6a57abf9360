import Shared

/// How the gateway asks another process, in that one's words.
struct Ask<Request: ServiceRequest>: Sendable {
  /// What goes with a request besides its words.
  struct Extras: Sendable {
    /// The bytes that go with it. They come from somebody's phone and can be read once only.
    var attachment: Attachment?
    var idempotencyKey: String?
    var timeout = Duration.seconds(8)
  }

  let perform: @Sendable (Request, Extras) async throws(Refusal) -> (Request.Reply, Attachment?)

  func callAsFunction(_ request: Request, _ extras: Extras = Extras()) async throws(Refusal) -> Request.Reply {
    try await withAttachment(request, extras).0
  }

  func withAttachment(
    _ request: Request, _ extras: Extras = Extras()
  ) async throws(Refusal) -> (Request.Reply, Attachment?) {
    try await perform(request, extras)
  }
}

/// The four processes that the gateway asks.
struct Asks: Sendable {
  var account: Ask<AccountRequest>
  var janitor: Ask<JanitorRequest>
  var uploadStore: Ask<UploadStoreRequest>
  var astriaBridge: Ask<AstriaBridgeRequest>
}

extension Ask {
  /// Over the bus.
  init(_ client: Client<Request>) {
    self.init { (request, extras) async throws(Refusal) in
      try await OneOpening.lend(extras.attachment) { opening throws(Refusal) in
        try await client.askWithAttachment(
          request, attachment: opening, idempotencyKey: extras.idempotencyKey, timeout: extras.timeout)
      }
    }
  }

  func noted(by notes: CallNotes) -> Ask {
    Ask { (request, extras) async throws(Refusal) in
      try await notes.exchange(request) { () async throws(Refusal) in try await perform(request, extras) }
    }
  }
}

extension Asks {
  init(_ peers: Peers) {
    self.init(
      account: Ask(peers.client()), janitor: Ask(peers.client()), uploadStore: Ask(peers.client()),
      astriaBridge: Ask(peers.client()))
  }

  func noted(by notes: CallNotes) -> Asks {
    Asks(
      account: account.noted(by: notes), janitor: janitor.noted(by: notes), uploadStore: uploadStore.noted(by: notes),
      astriaBridge: astriaBridge.noted(by: notes))
  }
}
