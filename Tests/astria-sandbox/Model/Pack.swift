import Shared

/// A set of prompts that somebody has put together, for each class of person.
struct Pack: Sendable {
  struct Prompt: Sendable {
    let id: Int
    let text: String
    let imageCount: Int
  }

  struct Offer: Sendable {
    let costCents: Int
    let prompts: [Prompt]
    var imageCount: Int { prompts.reduce(0) { $0 + $1.imageCount } }
    /// 100,000 milli-cents are a dollar.
    var costMC: Int { costCents * 1000 }
  }

  let id: Int
  let slug: String
  let title: String
  /// Of the customer's account, and for nobody else; or in the gallery.
  let isOwn: Bool
  let offers: [String: Offer]

  static let token = "ohwx"
  static let baseTune = BaseTune.of(branch: "flux1").id
  static let modelType = "lora"

  /// The one public pack whose numbers Astria's documentation tells, and one of the account's own.
  static let all = [
    Pack(
      id: 260, slug: "corporate-headshots", title: "Corporate Headshots", isOwn: false,
      offers: [
        "woman": Offer(costCents: 360, prompts: prompts(from: 26_001, "woman", count: 7, images: 5)),
        "man": Offer(costCents: 331, prompts: prompts(from: 26_101, "man", count: 7, images: 4)),
      ]),
    Pack(
      id: 4001, slug: "sandbox-pack", title: "Sandbox Pack", isOwn: true,
      offers: ["woman": Offer(costCents: 170, prompts: prompts(from: 400_101, "woman", count: 2, images: 1))]),
  ]

  /// By its number or its slug.
  static func named(_ name: String) throws(Rejection) -> Pack {
    guard let pack = all.first(where: { $0.slug == name || String($0.id) == name }) else { throw .notFound }
    return pack
  }

  private static func prompts(from first: Int, _ name: String, count: Int, images: Int) -> [Prompt] {
    (0..<count).map {
      Prompt(id: first + $0, text: "portrait of \(token) \(name), suit number \($0 + 1)", imageCount: images)
    }
  }
}

// Packs as Astria shows them.
extension Pack {
  private static let madeAt = JSONValue.string("2025-01-01T00:00:00.000Z")

  /// In a list.
  var summary: JSONValue {
    .object(
      common.merging([
        "base_tune_id": .integer(Self.baseTune), "user_id": .integer(isOwn ? 1 : 2), "token": .string(Self.token),
        "multiplier": .integer(1), "model_type": .string(Self.modelType),
        "cost_mc_hash": .object(offers.mapValues { .integer($0.costMC) }),
      ]) { $1 })
  }

  var view: JSONValue {
    .object(
      common.merging([
        "cover_url": .null, "logo": .null, "unlisted_at": .null,
        "costs": .object(
          offers.mapValues {
            .object([
              "cost": .integer($0.costCents), "num_images": .integer($0.imageCount), "cost_mc": .integer($0.costMC),
            ])
          }),
        "prompts_per_class": .object(
          offers.mapValues { offer in
            .array(offer.prompts.map { .object(["id": .integer($0.id), "images": .array([])]) })
          }),
      ]) { $1 })
  }

  private var common: [String: JSONValue] {
    [
      "id": .integer(id), "slug": .string(slug), "title": .string(title), "created_at": Self.madeAt,
      "updated_at": Self.madeAt, "public_at": isOwn ? .null : Self.madeAt,
    ]
  }
}
