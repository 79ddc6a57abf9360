import Foundation

/// The styles that can be ordered, as a file lists them: `styles.json` of this build, or the one in `MAYFLY_STYLES`.
public struct Styles: Codable, Sendable, Hashable {
  public let all: [Style]

  enum CodingKeys: String, CodingKey { case all = "styles" }

  /// Those of this build.
  public static let shipped: Styles = {
    do {
      return try Styles(text: String(decoding: PackageResources.styles_json, as: UTF8.self))
    } catch {
      preconditionFailure("The styles of this build: \(error)")
    }
  }()

  /// - Throws: `StylesError` with every flaw, each with its line.
  public init(text: String) throws(StylesError) {
    let read: Styles
    do {
      read = try JSONDecoder().decode(Styles.self, from: Data(text.utf8))
    } catch {
      let names = [
        "model": Style.Model.allCases.map(\.rawValue), "subjects": Subject.allCases.map(\.rawValue),
      ]
      throw StylesError([FileFlaw(reading: error, text, names: names)])
    }
    let flaws = StylesCheck(read, text: text).flaws
    guard flaws.isEmpty else { throw StylesError(flaws) }
    self = read
  }

  /// Those of this build, or the ones at `path`.
  public static func load(path: String?) throws(StylesError) -> Styles {
    guard let path else { return shipped }
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw StylesError("The file of styles \(path) cannot be read. Check MAYFLY_STYLES.")
    }
    return try Styles(text: text)
  }

  /// One that is listed, or the rehearsal's.
  public func named(_ id: String) -> Style? { (all + [.rehearsal]).first { $0.id == id } }
}
