import Figures
import Foundation
import PlainSQLite
import Shared

@testable import measured_janitor
@testable import measured_upload_store

/// The same rows deleted from two copies of one database file, in transactions of the same size: by upload-store once
/// their receipts are written, and by SQLite's own interface for C. After each transaction the log is truncated.
struct DeletionRace {
  struct Result: Encodable {
    var ledgerSeconds: [Double] = []
    var plainSeconds: [Double] = []

    /// The median of the rounds' own ratios.
    var ratio: Double { Statistics.median(zip(ledgerSeconds, plainSeconds).map { $0 / $1 }) }
  }

  let rows: Int
  let rounds: Int

  func run(in folder: URL, holding held: Int) throws -> Result {
    let contract = try RetentionContract.load(path: nil)
    let (ledger, plain) = (folder.appending(path: "ledger.sqlite"), folder.appending(path: "plain.sqlite"))
    let now = WallClock.system.now()
    try LedgerFile(path: ledger.path()).add(held, .held, at: now, contract)
    let copies = try LedgerFile(path: ledger.path()).add(rows * (rounds + 1), .erased, at: now, contract)
    try FileManager.default.copyItem(at: ledger, to: plain)
    let custody = try ServiceScript(Custody(contract), at: now, path: ledger.path())
    let database = try PlainDatabase(path: plain.path())
    var result = Result()
    for round in 0...rounds {
      Terminal.progress("deletions: round \(round) of \(rounds)")
      let batches = batches(of: copies[(round * rows)..<((round + 1) * rows)])
      for isPlain in round.isMultiple(of: 2) ? [false, true] : [true, false] {
        let seconds = try time { isPlain ? try database.delete(batches) : try receipt(batches, custody) }
        // The first round warms up.
        guard round > 0 else { continue }
        if isPlain { result.plainSeconds.append(seconds) } else { result.ledgerSeconds.append(seconds) }
      }
    }
    Terminal.endOfProgress()
    let left = try custody.read { try $0.count("SELECT COUNT(*) FROM copy") }
    precondition(left == held, "all that was receipted is deleted, and nothing else")
    return result
  }

  private func receipt(_ batches: [[Copy.ID]], _ custody: ServiceScript<Custody>) throws {
    for batch in batches { try custody.ask(.custodian(.receipted(copies: batch)), from: .janitor) }
  }

  /// Of the size in which the janitor names them.
  private func batches(of copies: ArraySlice<Copy.ID>) -> [[Copy.ID]] {
    stride(from: copies.startIndex, to: copies.endIndex, by: Errand.batchMax).map {
      Array(copies[$0..<min($0 + Errand.batchMax, copies.endIndex)])
    }
  }

  private func time(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try work()
    return (clock.now - start) / .seconds(1)
  }
}
