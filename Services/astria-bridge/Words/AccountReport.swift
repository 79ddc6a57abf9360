import ArgumentParser
import Shared

/// What `astria-bridge check` tells of Astria, beside whether the process could run.
struct AccountReport {
  let check: AstriaCheck
  let orphans: Int
  let foreign: Int

  /// Long lists of tunes take their time.
  private static let patience = Duration.seconds(300)

  static func ask() async throws -> AccountReport {
    do {
      return try await Asking.service(AstriaBridgeRequest.self) { client in
        guard case .checked(let check) = try await client.ask(.check, timeout: patience) else {
          throw Refusal.unexpectedReply
        }
        guard check.trouble == nil else { return AccountReport(check: check, orphans: 0, foreign: 0) }
        guard
          case .orphans(_, let orphans, let foreign) = try await client.ask(.orphans(erase: false), timeout: patience)
        else { throw Refusal.unexpectedReply }
        return AccountReport(check: check, orphans: orphans, foreign: foreign)
      }
    } catch let refusal as Refusal {
      Terminal.aside("Nothing is known of Astria, for the running astria-bridge does not tell. \(refusal)")
      throw ExitCode.failure
    }
  }

  /// Ends with exit status 1 if no training could begin.
  func show() throws {
    if let trouble = check.trouble {
      Terminal.line("Astria cannot be used: \(trouble).")
      Terminal.aside(
        "If it is busy or cannot be reached, try again later; otherwise check MAYFLY_ASTRIA_URL and MAYFLY_ASTRIA_KEY. "
          + "The bridge's log has Astria's own words.")
      throw ExitCode.failure
    }
    for sentence in sentences { Terminal.line(sentence) }
    guard let objection = check.objection else { return }
    Terminal.aside("No training begins: \(objection).")
    throw ExitCode.failure
  }

  private var sentences: [String] {
    [
      "Astria takes the key.",
      check.balance.map { "Balance: \(Self.dollars($0))." } ?? "Balance: Astria does not say.",
      "Tunes are kept beyond 30 days (auto_extend_tunes): \(Self.word(check.extendsTunes)).",
      "A POST that comes twice makes one tune (idempotency): \(Self.word(check.isIdempotent)).",
      "Tunes of ours that stand in no ledger: \(orphans)\(orphans == 0 ? "" : ", see `astria-bridge orphans`").",
      "Tunes of others, never touched: \(foreign).",
    ]
  }

  private static func word(_ truth: Bool?) -> String { truth.map { $0 ? "yes" : "no" } ?? "could not be found out" }

  /// Cents are enough.
  private static func dollars(_ milliCents: Int64) -> String {
    let cents = milliCents / 1000
    return "$\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
  }
}
