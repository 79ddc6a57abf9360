import ArgumentParser
import Foundation

/// `<service> keys`
struct Keys<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "keys", abstract: "This process's key pair for tcp:// (CURVE).",
      subcommands: [KeysNew<P>.self, KeysShow<P>.self])
  }
}

struct KeyFolder: ParsableArguments {
  @Option(help: "The folder of the key files.") var folder = "."
}

/// `<service> keys new`
struct KeysNew<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "new",
      abstract: "Make a pair: bus-\(P.name).key, which only \(P.name) may see, and bus-\(P.name).pub.")
  }

  @OptionGroup var place: KeyFolder

  func run() async throws {
    let pair = try BusKeys.make(for: P.name, in: place.folder)
    Terminal.line("\(P.name) \(pair.publicKey)")
  }
}

/// `<service> keys show`
struct KeysShow<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: "The public key.")
  }

  @OptionGroup var place: KeyFolder

  func run() async throws { Terminal.line("\(P.name) \(try BusKeys.publicKey(of: P.name, in: place.folder))") }
}
