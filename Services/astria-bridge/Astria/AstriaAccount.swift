import Shared

/// The account at Astria, as far as it decides whether a training may begin.
struct AstriaAccount: Decodable, Sendable {
  /// What a training costs at least, in milli-cents: Flux with the fewest steps (from answers of Astria's that its
  /// customers published, 2024 and 2025).
  static let trainingCost: Int64 = 150_000

  /// Of who pays, in milli-cents: 100,000 are one US dollar. Absent if Astria does not say.
  let balance: Int64?
  /// Whether Astria, for money, keeps every tune beyond its usual 30 days.
  let extendsTunes: Bool

  /// Why no training may begin; `nil` if one may.
  func objection(isFree: Bool) -> String? {
    if extendsTunes {
      return "auto_extend_tunes is on, so Astria would keep faces longer than promised: switch it off in its settings"
    }
    guard !isFree, let balance, balance < Self.trainingCost else { return nil }
    return "the balance of \(balance) milli-cents does not pay for a training (\(Self.trainingCost)): add to it"
  }

  init(balance: Int64?, extendsTunes: Bool) {
    self.balance = balance
    self.extendsTunes = extendsTunes
  }

  private struct Payer: Decodable {
    let balance: Int64?

    enum CodingKeys: String, CodingKey { case balance = "usd_balance_mc" }
  }

  private enum CodingKeys: String, CodingKey {
    case payer
    case balance = "usd_balance_mc"
    case extendsTunes = "auto_extend_tunes"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let payer = try fields.decodeIfPresent(Payer.self, forKey: .payer)
    balance = try payer?.balance ?? fields.decodeIfPresent(Int64.self, forKey: .balance)
    extendsTunes = try fields.decodeIfPresent(Bool.self, forKey: .extendsTunes) ?? false
  }
}
