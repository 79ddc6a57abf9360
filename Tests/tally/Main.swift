import ArgumentParser
import Shared

@main
struct Main {
  static func main() async { await Root<TallyProgram>.main() }
}

/// A process for tests of the bus, made of the same parts as the five. It stands in for the upload store.
struct TallyProgram: Program {
  static let abstract = "Keeps a tally of what it was asked to do, so that nothing can happen twice unseen."

  let service = Tally()

  init(_ settings: Settings) throws {}

  func runner(_ peers: Peers) -> TallyRunner { TallyRunner() }
}
