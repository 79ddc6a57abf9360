/// Our named set of prompts, and how the face gets into them.
public struct Style: Codable, Sendable, Hashable {
  /// What is made of the photos at Astria. Source: https://docs.astria.ai/docs/api/tune/create, `model_type`.
  public enum Model: String, Codable, Sendable, CaseIterable {
    /// Trained for minutes; the likeness is best.
    case lora
    /// Not trained: ready at once, and less like the person.
    case faceid
  }

  public struct Prompt: Codable, Sendable, Hashable {
    /// `{subject}` stands for whoever is in the photos. Absent in a pack, which has texts of its own.
    public let text: String?
    /// In a pack: which of its prompts, by Astria's number.
    public let packPrompt: Int64?
    public let images: Int
    /// Those for whom it is; for all of them if absent.
    public let subjects: [Subject]?

    public init(text: String? = nil, packPrompt: Int64? = nil, images: Int, subjects: [Subject]? = nil) {
      self.text = text
      self.packPrompt = packPrompt
      self.images = images
      self.subjects = subjects
    }
  }

  /// The word that Astria learns for the person whose photos a tune is trained on.
  public static let token = "ohwx"

  public let id: String
  public let title: String
  public let description: String
  public let model: Model
  /// Astria's pack that the prompts belong to, by its number. Source: https://docs.astria.ai/docs/api/pack/pack.
  public let pack: Int64?
  public let prompts: [Prompt]

  public init(
    id: String, title: String, description: String, model: Model = .lora, pack: Int64? = nil, prompts: [Prompt]
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.model = model
    self.pack = pack
    self.prompts = prompts
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    title = try fields.decode(String.self, forKey: .title)
    description = try fields.decode(String.self, forKey: .description)
    model = try fields.decodeIfPresent(Model.self, forKey: .model) ?? .lora
    pack = try fields.decodeIfPresent(Int64.self, forKey: .pack)
    prompts = try fields.decode([Prompt].self, forKey: .prompts)
  }

  enum CodingKeys: String, CodingKey { case id, title, description, model, pack, prompts }

  /// Those whom it is for.
  public var subjects: [Subject] { Subject.allCases.filter { avatars(of: $0) > 0 } }

  /// How many avatars come of it, the same for all whom it is for.
  public var avatars: Int { subjects.first.map(avatars) ?? 0 }

  public func prompts(for subject: Subject) -> [Prompt] {
    prompts.filter { $0.subjects?.contains(subject) ?? true }
  }

  /// What Astria is asked for; of a pack's prompt, what we call it.
  public func text(_ prompt: Prompt, for subject: Subject) -> String {
    guard let text = prompt.text else { return "prompt \(prompt.packPrompt ?? 0) of pack \(pack ?? 0)" }
    return text.replacing("{subject}", with: model == .lora ? "\(Self.token) \(subject.rawValue)" : subject.rawValue)
  }

  func avatars(of subject: Subject) -> Int { prompts(for: subject).reduce(0) { $0 + $1.images } }

  /// For the rehearsals of a deployment: listed nowhere, and trained on Astria's free imitation.
  public static let rehearsal = Style(
    id: "rehearsal", title: "Rehearsal", description: "Nobody's avatars, made to see them go.",
    prompts: [Prompt(text: "abstract pattern after {subject}, coloured tiles", images: 2)])
}
