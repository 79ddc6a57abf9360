import ArgumentParser

/// How fast the parts of the product are, beside what one could have used instead.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures parts of the product side by side with others, in one run.",
    subcommands: [BusWord.self, ServeWord.self, SendersWord.self])
}
