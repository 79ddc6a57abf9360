import Foundation
import TestSupport
import Testing

/// Pillow, ImageMagick, libheif and exiftool make photos as phones and editors make them; Pillow, ImageMagick and
/// exiftool judge what the sanitiser made of them. The python to use is named by `MAYFLY_PYTHON`.
struct PhotoJudge {
  let folder: URL
  let kind: String

  static func isAvailable() async throws -> Bool {
    let pillow = try await Command.run(python, ["-c", "import PIL, pillow_heif"])
    let exiftool = try await Command.run("exiftool", ["-ver"])
    let libheif = try await Command.run("heif-enc", ["--list-encoders"])
    let imagemagick = try await Command.run("sh", ["-c", "command -v magick || command -v convert-im6.q16"])
    return [pillow, exiftool, libheif, imagemagick].allSatisfy { $0.status == 0 }
  }
  static let reason: Comment =
    "needs exiftool, heif-enc, ImageMagick and a python with Pillow and pillow-heif, named by MAYFLY_PYTHON"

  /// Photos of that kind, in a new folder that goes when `body` is done.
  static func with(_ kind: String, _ body: (Self) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mayfly-photos-\(kind)-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let made = try await script("make", kind, folder)
    try #require(made.status == 0, "\(made.output)")
    try await body(Self(folder: folder, kind: kind))
  }

  var photos: [URL] {
    get throws {
      try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension != "clean" }.sorted { $0.path < $1.path }
    }
  }

  /// What is wrong with the sanitised photos, line by line; empty if nothing is.
  func complaints() async throws -> String {
    let judged = try await Self.script("judge", kind, folder)
    return judged.status == 0 ? judged.output : "the judge failed: \(judged.output)"
  }

  private static let python = ProcessInfo.processInfo.environment["MAYFLY_PYTHON"] ?? "python3"

  private static func script(_ action: String, _ kind: String, _ folder: URL) async throws -> Command.Result {
    try await Command.run(python, ["-c", PhotoJudgeScript.text, action, kind, folder.path])
  }
}
