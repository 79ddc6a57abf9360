import Foundation
import TestSupport
import Testing

@testable import Shared

/// The file of styles: what comes with this build, and what is said of one that would fail when somebody orders.
@Suite(.timeLimit(.minutes(1))) struct StylesTests {
  @Test func thoseOfThisBuildAreThere() throws {
    let styles = Styles.shipped
    #expect(styles.all.map(\.id) == ["studio", "outdoors", "painted", "quick"])
    #expect(styles.all.allSatisfy { $0.avatars == 4 })
    #expect(styles.named("rehearsal") == .rehearsal && styles.named("nobody's") == nil)
  }

  @Test func aPromptSaysWhoIsInIt() throws {
    let studio = try #require(Styles.shipped.named("studio"))
    #expect(studio.text(studio.prompts[0], for: .man).hasPrefix("studio portrait of ohwx man, "))
    let quick = try #require(Styles.shipped.named("quick"))
    let texts = quick.prompts(for: .woman).map { quick.text($0, for: .woman) }
    #expect(texts == ["portrait of woman, window light, plain wall", "woman in a linen dress, garden, evening sun"])
  }

  @Test func aStyleMayBeForSomeOnly() throws {
    let prompt = #"{"text": "{subject}", "images": 2, "subjects": ["man"]}"#
    let style = try #require(try Styles(text: Self.file(prompt: prompt)).all.first)
    #expect(style.subjects == [.man] && style.avatars == 2)
  }

  @Test func anotherFileTakesTheirPlace() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/styles.json"
    try Data(Self.file().utf8).write(to: URL(filePath: path))
    #expect(try settings(path).styles.all.map(\.id) == ["ours"])
    #expect(throws: StylesError("The file of styles \(path)x cannot be read. Check MAYFLY_STYLES.")) {
      try settings(path + "x").styles
    }
  }

  @Test(arguments: [
    (
      file(id: "Ours!"),
      "Line 3 of the file of styles: 'Ours!' cannot be a style's id. Give 1 to 40 of a to z, 0 to 9 and -."
    ),
    (file(title: ""), "Line 4 of the file of styles: The title is empty. Say what people will see."),
    (
      file(prompt: #"{"text": "a portrait", "images": 2}"#),
      "Line 7 of the file of styles: The prompt does not say where the person is. Write {subject} there."
    ),
    (
      file(prompt: #"{"text": "{subject}", "images": 9}"#),
      "Line 7 of the file of styles: A prompt makes 1 to 8 images, not 9."
    ),
    (
      file(prompt: #"{"text": "{subject}", "images": 2, "subject": ["man"]}"#),
      "Line 7 of the file of styles: There is no field 'subject'. Check its spelling, or remove it."
    ),
    (
      file(prompt: #"{"text": "{subject}", "images": 2}, {"text": "{subject}", "images": 2, "subjects": ["man"]}"#),
      "Line 2 of the file of styles: All whom a style is for must get the same number of avatars; here it is "
        + "woman 2, man 4, person 2."
    ),
    (
      file(pack: 260),
      "Line 7 of the file of styles: A pack has texts of its own. "
        + "Name one of its prompts by its number, as packPrompt, and give no text."
    ),
    (
      file(prompt: #"{"packPrompt": 26101, "images": 4}"#),
      "Line 7 of the file of styles: This style names no pack. Add the pack, or give a text."
    ),
    (#"{"styles": []}"#, "Line 1 of the file of styles: There is no style. Give one."),
  ])
  func aFlawIsNamedWithItsLine(_ text: String, _ sentence: String) {
    #expect(throws: StylesError(sentence)) { try Styles(text: text) }
  }

  @Test(arguments: [
    ("{", "This is no JSON."), (#"{"style": []}"#, "'styles' is missing"),
    (file(model: "dreambooth"), "Give one of lora, faceid."),
  ])
  func whatCannotBeReadIsSaidToo(_ text: String, _ words: String) {
    #expect { try Styles(text: text) } throws: { "\($0)".contains(words) }
  }

  private func settings(_ path: String) throws -> Settings {
    try Settings(.gateway, environment: ["MAYFLY_STYLES": path])
  }

  private static func file(
    id: String = "ours", title: String = "Ours", model: String = "lora", pack: Int? = nil,
    prompt: String = #"{"text": "{subject} at work", "images": 2}"#
  ) -> String {
    """
    {"styles": [
      {
        "id": "\(id)",
        "title": "\(title)", "description": "As we like it.",
        "model": "\(model)", "pack": \(pack.map(String.init) ?? "null"),
        "prompts": [
          \(prompt)
        ]
      }
    ]}
    """
  }
}
