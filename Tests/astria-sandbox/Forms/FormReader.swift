import Foundation
import Shared

/// Reads a request's body by what its content type says.
enum FormReader {
  /// - Throws: `Rejection.badRequest` where the body is not what its type says.
  static func read(_ body: [UInt8], contentType: String) throws(Rejection) -> FormTree {
    let type = contentType.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    switch type {
    case "multipart/form-data": return try MultipartForm.read(body, contentType: contentType)
    case "application/json": return try json(body)
    case "application/x-www-form-urlencoded", "": return urlEncoded(String(decoding: body, as: UTF8.self))
    default: return .null
    }
  }

  /// Also the form of a query.
  static func urlEncoded(_ text: String) -> FormTree {
    var tree = FormTree.fields([:])
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = halves.first.map(decoded), !name.isEmpty else { continue }
      tree.insert(.text(halves.count == 2 ? decoded(halves[1]) : ""), as: FormName(name))
    }
    return tree
  }

  private static func decoded(_ text: Substring) -> String {
    let spaced = text.replacingOccurrences(of: "+", with: " ")
    return spaced.removingPercentEncoding ?? spaced
  }

  private static func json(_ body: [UInt8]) throws(Rejection) -> FormTree {
    do {
      return FormTree(try JSONDecoder().decode(JSONValue.self, from: Data(body)))
    } catch {
      throw .badRequest("Error occurred while parsing request parameters")
    }
  }
}

extension FormTree {
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .text(value ? "true" : "false")
    case .integer(let value): self = .text(String(value))
    case .number(let value): self = .text(String(value))
    case .string(let value): self = .text(value)
    case .array(let values): self = .list(values.map { FormTree($0) })
    case .object(let values): self = .fields(values.mapValues { FormTree($0) })
    }
  }
}
