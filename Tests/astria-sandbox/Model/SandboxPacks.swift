import Shared

/// The prompts of one call of a pack, of which the customer hears when all are done.
struct PackOrder: Sendable {
  let id: Int
  let tunes: [Int]
  let prompts: [Int]
  let callback: String?
  let callbackFault: CallbackFault?
  var isAnnounced = false
}

// What customers do with packs.
extension Sandbox {
  private static let firstOrder = 700_001

  /// Runs the prompts on tunes that are there. The answer is neither a tune nor a prompt.
  mutating func run(_ request: PackRequest) throws(Rejection) -> JSONValue {
    var made: [Int] = []
    for id in request.tunes {
      guard let tune = tunes[id] else { throw .unprocessable(["tune_ids": ["must exist"]]) }
      for form in try request.prompts(for: tune.request.name) {
        made.append(try createPrompt(PromptRequest(form, isFlux: isFlux(id)), on: id).prompt.id)
      }
    }
    let order = order(prompts: made, of: request.tunes, callback: request.promptsCallback)
    return .object([
      "status": .integer(201), "prompt_ids": .array(made.map { .integer($0) }),
      "order": .object(["id": .integer(order.id), "tune_ids": .array(order.tunes.map { .integer($0) })]),
    ])
  }

  /// The prompts that came with a new tune.
  mutating func order(of tune: Int, callback: String?) {
    let made = newestPrompts.filter { $0.involves(tune) }.map(\.id)
    _ = order(prompts: made.reversed(), of: [tune], callback: callback)
  }

  private mutating func order(prompts: [Int], of tunes: [Int], callback: String?) -> PackOrder {
    let order = PackOrder(
      id: Self.firstOrder + orders.count, tunes: tunes, prompts: prompts, callback: callback,
      callbackFault: strikeCallback(callback))
    orders.append(order)
    announceOrders()
    return order
  }

  /// Once all of an order's prompts are settled or gone. How Astria wraps them is unknown: here they are not.
  mutating func announceOrders() {
    for index in orders.indices where !orders[index].isAnnounced {
      let order = orders[index]
      guard order.prompts.allSatisfy({ prompts[$0]?.trainedAt != nil || prompts[$0] == nil }) else { continue }
      orders[index].isAnnounced = true
      let body = order.prompts.compactMap { prompts[$0] }.map { JSONValue.object(shared($0)) }
      call(order.callback, about: .prompts, order.id, body: .array(body), fault: order.callbackFault)
    }
  }
}
