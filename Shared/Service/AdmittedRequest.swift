import Logging

extension Delivery {
  /// What was asked, if whoever asks may ask that.
  ///
  /// - Parameter receiver: this process; what the envelope says of it was written by the sender.
  func request<Request: RequestMessage>(
    _ type: Request.Type, at receiver: ServiceName, log: Logger
  ) throws(Refusal) -> Request {
    let request = try Coding.decodeMessage(Request.self, payload, schema: envelope.schema)
    guard sender == receiver || request.callers.contains(sender) else {
      log.warning("refused a message", metadata: ["sender": "\(sender)", "kind": "\(request.kind)"])
      let callers = request.callers.union([receiver]).map(\.rawValue).sorted().joined(separator: ", ")
      throw Refusal(.forbidden, "\(sender) may not send \(request.kind) to \(receiver). Who may: \(callers).")
    }
    guard attachment == nil || request.hasAttachment else {
      throw Refusal(.malformedRequest, "No bytes go with \(request.kind). Send it without.")
    }
    return request
  }
}
