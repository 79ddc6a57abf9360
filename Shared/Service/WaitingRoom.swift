/// The requests that have no answer yet, and who waits for each: the first delivery and any repeats of it.
struct WaitingRoom {
  private var deliveries: [String: [Delivery]] = [:]
  private var keys: [Envelope.ID: String] = [:]

  var count: Int { deliveries.count }

  /// - Parameter key: what the request and its repeats have in common.
  /// - Returns: whether it is the first of its kind, so that it has to be carried out.
  mutating func admit(_ delivery: Delivery, key: String) -> Bool {
    let isFirst = deliveries[key] == nil
    deliveries[key, default: []].append(delivery)
    keys[delivery.envelope.id] = key
    return isFirst
  }

  /// All who wait for this answer, who then wait no more.
  mutating func settle(_ request: Envelope.ID) -> [Delivery] {
    guard let key = keys[request], let waiting = deliveries.removeValue(forKey: key) else { return [] }
    for delivery in waiting { keys[delivery.envelope.id] = nil }
    return waiting
  }

  /// Lets those go whose senders gave up long ago: nobody would hear the answer.
  mutating func forget(before moment: Moment) {
    let lost = deliveries.values.filter { $0.allSatisfy { $0.envelope.deadline < moment } }
    for waiting in lost { _ = settle(waiting[0].envelope.id) }
  }

  func key(of request: Envelope.ID) -> String? { keys[request] }

  /// The bytes that came with requests still unanswered.
  var attachments: [Envelope.ID: Attachment] {
    var attachments: [Envelope.ID: Attachment] = [:]
    for delivery in deliveries.values.joined() { attachments[delivery.envelope.id] = delivery.attachment }
    return attachments
  }
}
