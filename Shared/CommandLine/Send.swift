import ArgumentParser
import Foundation

/// `<service> send`: any request of the process's conversation, by hand.
struct Send<P: Program>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "send", abstract: "Send one request, given as JSON, and print the reply.",
      discussion: """
        The JSON is the request as a recording shows it, for instance {"contract":{}} for the janitor. Replies can \
        hold personal data: they are printed as they are.
        """)
  }

  @Argument(help: "The request as JSON, or - to read it from standard input.") var request: String
  @Option(help: "A file whose bytes go with the request.") var attachment: String?
  @Option(help: "Where to write the bytes that come with the reply.") var output: String?
  @Option(help: "How many seconds to wait.") var timeout = 10

  func run() async throws {
    let text =
      request == "-" ? String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) : request
    let request = try Self.decode(text)
    try await Asking.service(P.S.Request.self) { client in
      let (reply, bytes) = try await client.askWithAttachment(
        request, attachment: opening, timeout: .seconds(timeout))
      try Terminal.json(reply)
      if let bytes { try await save(bytes) }
    }
  }

  private static func decode(_ text: String) throws -> P.S.Request {
    do {
      return try JSONDecoder().decode(P.S.Request.self, from: Data(text.utf8))
    } catch {
      throw ValidationError(
        "This is no request to \(P.name): \(error) Write it as `recording show` does, for instance {\"contract\":{}}.")
    }
  }

  private var opening: (@Sendable () async throws(Refusal) -> Attachment)? {
    guard let path = attachment else { return nil }
    return { () throws(Refusal) in try Attachment(contentsOf: path) }
  }

  private func save(_ bytes: Attachment) async throws {
    guard let output else {
      bytes.cancel()
      return Terminal.aside("Bytes came with the reply; --output FILE would have saved them.")
    }
    guard FileManager.default.createFile(atPath: output, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw ValidationError("\(output) cannot be written.")
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    while let chunk = try await bytes.next() { try file.write(contentsOf: chunk.bytes) }
    try file.close()
  }
}

extension Attachment {
  /// The bytes of a file, for commands. It is read at once: what a person sends by hand is small.
  init(contentsOf path: String) throws(Refusal) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Refusal(.malformedRequest, "The file \(path) cannot be read.")
    }
    self.init([UInt8](data))
  }
}
