/// Our named set of prompts. `ohwx` is the token that stands for the person in Astria's prompts.
public struct Style: Codable, Sendable, Hashable {
  public struct Prompt: Codable, Sendable, Hashable {
    /// `{subject}` stands for the class word.
    public let text: String
    public let images: Int
  }

  public let id: String
  public let title: String
  public let description: String
  public let prompts: [Prompt]

  public var avatars: Int { prompts.reduce(0) { $0 + $1.images } }

  public static let all: [Style] = [
    Style(
      id: "studio", title: "Studio portrait", description: "Soft light, plain backdrop: for a profile picture.",
      prompts: [
        Prompt(text: "studio portrait of ohwx {subject}, soft key light, grey backdrop, 85mm", images: 2),
        Prompt(text: "headshot of ohwx {subject}, navy jacket, white backdrop, sharp focus", images: 2),
      ]),
    Style(
      id: "outdoors", title: "Outdoors", description: "Daylight, leaves and sky: relaxed and natural.",
      prompts: [
        Prompt(text: "portrait of ohwx {subject} in a sunlit forest, golden hour, shallow depth of field", images: 2),
        Prompt(text: "portrait of ohwx {subject} by the sea, windy, overcast daylight", images: 2),
      ]),
    Style(
      id: "painted", title: "Painted", description: "Oil and watercolour, as if somebody had sat down with you.",
      prompts: [
        Prompt(text: "oil painting of ohwx {subject}, visible brush strokes, warm palette", images: 2),
        Prompt(text: "watercolour portrait of ohwx {subject}, loose washes, paper texture", images: 2),
      ]),
  ]

  /// For the rehearsals of a deployment: listed nowhere, and trained on Astria's free imitation.
  public static let rehearsal = Style(
    id: "rehearsal", title: "Rehearsal", description: "Nobody's avatars, made to see them go.",
    prompts: [Prompt(text: "abstract pattern after ohwx {subject}, coloured tiles", images: 2)])

  public static func named(_ id: String) -> Style? { (all + [rehearsal]).first { $0.id == id } }
}
