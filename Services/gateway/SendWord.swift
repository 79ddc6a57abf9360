import ArgumentParser
import Foundation
import Shared

/// `gateway send`: one call of the HTTP interface of the running gateway, by hand.
struct SendWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Make one HTTP call to the running gateway and print its answer.",
    discussion: """
      For instance: gateway send GET /v1/styles, or gateway send POST /v1/photosessions --token-file FILE \
      --json '{"subject":"woman","style":"studio"}'. Exit status 1 if the answer is a problem.
      """)

  @Argument(help: "GET, POST, PUT or DELETE.") var method: String
  @Argument(help: "The path, such as /v1/styles; `gateway routes` lists all.") var path: String
  @Option(help: "The body, as JSON.") var json: String?
  @Option(help: "A file whose bytes are the body: a photo.") var file: String?
  @Option(help: "What the file is.") var type = "image/jpeg"
  @Option(help: "A file with the access token: on the command line others could read it.") var tokenFile: String?
  @Option(help: "Where to write the answer's bytes instead of printing them.") var output: String?

  func validate() throws {
    guard path.hasPrefix("/") else { throw ValidationError("The path begins with a slash, such as /v1/styles.") }
    guard json == nil || file == nil else { throw ValidationError("Give --json or --file, not both.") }
  }

  func run() async throws {
    let settings = try Settings(.gateway)
    let configuration = try Configuration(settings)
    let client = HTTPClient(
      userAgent: "mayfly-gateway/1", policy: HTTPPolicy(hosts: [configuration.host], plainHosts: [configuration.host]))
    let address = "http://\(configuration.host):\(configuration.port)\(path)"
    let response = try await client.send(
      HTTPRequest(method.uppercased(), address, headers: try headers(), body: try body()))
    await client.shutdown()
    try show(response)
    if response.status >= 400 { throw ExitCode.failure }
  }

  private func headers() throws -> HTTPHeaders {
    var headers = HTTPHeaders()
    if let tokenFile {
      let token = try contents(of: tokenFile)
      let text = String(decoding: token, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      headers.add("Authorization", "Bearer \(text)")
    }
    if json != nil { headers.add("Content-Type", "application/json") }
    if file != nil { headers.add("Content-Type", type) }
    return headers
  }

  private func body() throws -> HTTPRequest.Body {
    if let json { return .bytes(Array(json.utf8)) }
    if let file { return .bytes(try contents(of: file)) }
    return .none
  }

  private func contents(of path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ValidationError("The file \(path) cannot be read.")
    }
    return [UInt8](data)
  }

  private func show(_ response: HTTPResponse) throws {
    Terminal.aside("\(response.status)")
    if let output {
      try Data(response.body).write(to: URL(fileURLWithPath: output))
    } else if !response.body.isEmpty {
      Terminal.line(String(decoding: response.body, as: UTF8.self))
    }
  }
}
