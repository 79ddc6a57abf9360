import Shared

// How customers are told that something is done, and what may go wrong with that.
extension Sandbox {
  mutating func call(
    _ address: String?, about subject: Delivery.Subject, _ id: Int, body: JSONValue, fault: CallbackFault?
  ) {
    guard let address else { return }
    let number = deliveries.count
    deliveries.append(Delivery(subject: subject, id: id, address: address, at: now, fault: fault))
    let callback = Callback(number: number, address: address, body: body)
    switch fault {
    case nil, .early: outbox.append(callback)
    case .lost: settle(delivery: number, .failed("lost by a fault"))
    case .twice: outbox += [callback, callback]
    case .outOfOrder where held == nil: held = callback
    case .outOfOrder: outbox.append(callback)
    case .forged: outbox += [Forgery.of(callback), callback]
    case .flat: outbox.append(Callback(number: number, address: address, body: body.unwrapped))
    }
  }

  /// What was held back goes as soon as a later one has arrived.
  mutating func settle(delivery number: Int, _ state: Delivery.State) {
    deliveries[number].state = state
    guard let late = held, late.number < number else { return }
    outbox.append(late)
    held = nil
  }

  /// Whether somebody shall hear of what he asked for before he is answered.
  var isCallingEarly: Bool { deliveries.contains { $0.fault == .early && $0.state == .underWay } }
}

/// What anybody could send who knows the address.
enum Forgery {
  private static let foreignID: Int64 = 2_000_000_001
  private static let foreignImage = "https://forged.invalid/1.jpg"

  static func of(_ callback: Callback) -> Callback {
    let body: JSONValue =
      switch callback.body {
      case .object(let wrapper): .object(wrapper.mapValues(forged))
      case .array(let entities): .array(entities.map(forged))
      case let other: other
      }
    return Callback(number: callback.number, address: callback.address, body: body)
  }

  private static func forged(_ entity: JSONValue) -> JSONValue {
    guard case .object(var fields) = entity else { return entity }
    for name in ["id", "tune_id"] where fields[name] != nil { fields[name] = .integer(foreignID) }
    if fields["images"] != nil { fields["images"] = .array([.string(foreignImage)]) }
    return .object(fields)
  }
}

extension JSONValue {
  /// The entity without the name around it.
  fileprivate var unwrapped: JSONValue {
    guard case .object(let wrapper) = self, wrapper.count == 1 else { return self }
    return wrapper.values.first ?? self
  }
}
