import ArgumentParser
import Hummingbird
import Logging
import NIOFileSystem

/// What a Hummingbird server does at least: a body goes to a file as it comes.
struct PlainServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "serve-plain", shouldDisplay: false)

  @Option var port: Int
  @Option var folder: String

  func run() async throws {
    let router = Router()
    router.put("/{name}") { [folder] request, context in
      let name = try context.parameters.require("name")
      let count = try await FileSystem.shared.withFileHandle(
        forWritingAt: FilePath("\(folder)/\(name)"), options: .newFile(replaceExisting: true)
      ) { file in
        var writer = file.bufferedWriter(capacity: .mebibytes(1))
        for try await part in request.body { try await writer.write(contentsOf: part) }
        try await writer.flush()
        return Int64(0)
      }
      return count == 0 ? HTTPResponse.Status.created : .internalServerError
    }
    var quiet = Logger(label: "plain")
    quiet.logLevel = .error
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: quiet)
    try await application.run()
  }
}
