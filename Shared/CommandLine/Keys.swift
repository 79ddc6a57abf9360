import ArgumentParser
import Foundation

/// `<service> keys`
struct Keys<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "keys", abstract: "This process's keys: the pair for tcp:// (CURVE), and others that it has.",
      subcommands: [KeysNew<P>.self, KeysShow<P>.self] + P.keyWords)
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
    CommandConfiguration(commandName: "show", abstract: "The public keys.")
  }

  @OptionGroup var place: KeyFolder

  func run() async throws {
    let others = try P.publicKeys(Settings(P.name))
    do { Terminal.line("\(P.name) \(try BusKeys.publicKey(of: P.name, in: place.folder))") } catch {
      // On one machine there need be none.
      guard !others.isEmpty else { throw error }
    }
    for key in others { Terminal.line(key) }
  }
}
