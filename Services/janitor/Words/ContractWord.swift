import ArgumentParser
import Foundation
import Shared

/// `janitor contract`
struct ContractWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract", abstract: "Show the retention contract that the running janitor keeps.",
    discussion: "Lengths of time count from what the row names; \"must be gone by\" is when erasing begins.")

  @OptionGroup var output: OutputOptions

  struct Answer: Encodable {
    var version: Int
    var revised: String
    var digest: String
    var rows: [RetentionContract.Row]
  }

  func run() async throws {
    let reply = try await Asking.service(JanitorRequest.self) { try await $0.ask(.contract) }
    guard case .contract(_, _, let text) = reply else { throw Refusal.unfitting }
    let contract = try RetentionContract(text: text)
    if output.json {
      return try Terminal.json(
        Answer(
          version: contract.version, revised: contract.revised, digest: contract.digest, rows: contract.rows))
    }
    Terminal.line("Version \(contract.version) of \(contract.revised), \(contract.digest)")
    Terminal.table(["class", "custodian", "must be gone by", "deadline", "counts from"], contract.rows.map(\.cells))
  }
}

extension RetentionContract.Row {
  fileprivate var cells: [String] {
    [copyClass.rawValue, custodian.rawValue, mustBeGoneBy.words, deadline.words, countsFrom]
  }
}

extension Lifetime {
  fileprivate var words: String {
    duration.formatted(.units(allowed: [.days, .hours, .minutes, .seconds], width: .narrow))
  }
}

extension Refusal {
  /// A reply that fits no question.
  static let unfitting = Refusal(.internal, "The answer fits no question. Are both processes of the same version?")
}
