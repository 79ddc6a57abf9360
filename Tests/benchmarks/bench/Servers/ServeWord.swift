import ArgumentParser
import Foundation
import PlainC
import Shared

/// `bench serve KIND ADDRESS`: one of the processes that are measured, as a child of the one that measures.
struct ServeWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "serve", shouldDisplay: false)

  @Argument var kind: ServerKind
  @Argument var address: String
  @Option(help: "the folder with the bus's keys") var keys: String?

  func run() async throws {
    Parent.endWithIt()
    Descriptors.allowMany()
    switch kind {
    case .plainEcho: plain_echo_serve(address, try keys.map { try BenchKeys(folder: $0).plainSecretKey() }, Parent.tell)
    case .plainCopy: plain_copy_serve(address, AttachmentRace.size, PlainCopy.pieceSize, Parent.tell)
    case .plainChunks: plain_chunks_serve(address, AttachmentRace.size, PlainChunks.window, Parent.tell)
    case .bus, .busElsewhere:
      let place = BusPlace(endpoint: address, keys: keys)
      try await BusServer(place, answersElsewhere: kind == .busElsewhere).run()
    case .grpcJSON: try await GRPCEchoServer(format: .json).run(at: address)
    case .grpcCoding: try await GRPCEchoServer(format: .coding).run(at: address)
    case .http: try await HTTPEchoServer().run()
    }
  }
}

enum ServerKind: String, ExpressibleByArgument {
  case plainEcho = "plain-echo"
  case plainCopy = "plain-copy"
  case plainChunks = "plain-chunks"
  case bus
  case busElsewhere = "bus-elsewhere"
  case grpcJSON = "grpc-json"
  case grpcCoding = "grpc-coding"
  case http
}

/// The process that started this one.
enum Parent {
  /// Ends this process as soon as that one is gone, however it went.
  static func endWithIt() {
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while read(STDIN_FILENO, &byte, 1) > 0 {}
      _exit(0)
    }
  }

  /// Says that this process is ready.
  static let tell: @convention(c) () -> Void = { say("ready") }

  static func say(_ text: String) {
    FileHandle.standardOutput.write(Data("\(text)\n".utf8))
  }
}
