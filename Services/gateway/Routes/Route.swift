import Hummingbird
import Shared

/// One thing that can be asked over HTTP.
struct Route: Sendable {
  /// Who may ask.
  enum Access: String, Sendable {
    case anyone
    /// Whoever shows a good token.
    case account
    /// Whose photosession it is; for all others there is none.
    case photosession
  }

  /// What is done about it. `Reading` turns the HTTP request into the call that it means.
  enum Answering: Sendable {
    case call(Reading)
    /// As `call`, with a photo as body.
    case photo(Reading)
    /// As `call`, about a photo in pieces: how far it has come, or more of it.
    case upload(Reading)
    /// As `call`, again and again, as long as somebody listens.
    case events(Reading)
    /// From what this process knows by itself.
    case site(@Sendable (Site, Incoming) throws -> Response)
    /// From what the janitor told everybody; `nil` if it never answered.
    case notice(@Sendable (Site, Notice?, Incoming) throws -> Response)
  }

  typealias Reading = @Sendable (Incoming) async throws(Refusal) -> GatewayCall

  let method: HTTPRequest.Method
  /// With `{names}` for what varies; safe in any log.
  let path: String
  let access: Access
  /// One line for people.
  let summary: String
  let answering: Answering

  init(
    _ method: HTTPRequest.Method, _ path: String, _ access: Access, _ summary: String, _ answering: Answering
  ) {
    self.method = method
    self.path = path
    self.access = access
    self.summary = summary
    self.answering = answering
  }
}
