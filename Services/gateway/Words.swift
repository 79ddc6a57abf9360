import ArgumentParser
import Shared

/// `gateway routes`
struct RoutesWord: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes", abstract: "All that can be asked over HTTP, and by whom.")

  struct Line: Encodable {
    var method: String
    var path: String
    var access: String
    var summary: String
  }

  @OptionGroup var output: OutputOptions

  func run() throws {
    let lines = Route.all.map {
      Line(method: $0.method.rawValue, path: $0.path, access: $0.access.rawValue, summary: $0.summary)
    }
    if output.json { return try Terminal.json(lines) }
    Terminal.table(
      ["method", "path", "who", "what"], lines.map { [$0.method, $0.path, $0.access, $0.summary] })
  }
}

/// `gateway openapi`
struct OpenAPIWord: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openapi", abstract: "The HTTP interface as an OpenAPI 3.1 description.")

  func run() { Terminal.line(String(decoding: PackageResources.openapi_json, as: UTF8.self)) }
}
