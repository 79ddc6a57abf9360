import Shared

extension Errand {
  /// Some copies on their way from the ledger to their receipts.
  struct Batch: Codable, Hashable {
    private(set) var copies: [Copy]
    /// Where the ledger goes on after these; `nil` if nothing comes after them.
    private(set) var next: HoldingsQuery?
    /// Those that were read although they had been deleted.
    private(set) var readable: [Copy] = []
    /// How often erasing them was asked for.
    private(set) var erasures = 1
    /// Those that the custodian had erased by itself when their time was over. What it was asked to erase, and its
    /// answer got lost, counts among them.
    let byOwnClock: [Copy.ID]

    init(copies: [Copy]) {
      self.copies = copies
      byOwnClock = copies.filter { $0.state == .erased && $0.reason == .expired }.map(\.id)
    }

    /// Those not deleted yet.
    var present: [Copy] { copies.filter { $0.state != .erased } }

    /// This batch without those that could not be deleted.
    var erased: Batch { changed { $0.copies.removeAll { $0.state != .erased } } }

    /// A batch of those that were still readable.
    var again: Batch {
      changed {
        $0.copies = readable
        $0.readable = []
        $0.erasures += 1
      }
    }

    func followed(by next: HoldingsQuery?) -> Batch { changed { $0.next = next } }

    /// A reason that the custodian gave first stays.
    func noting(_ results: [ErasureResult], _ reason: ErasureReason) -> Batch {
      let times = Dictionary(results.map { ($0.copy, $0.erasedAt) }) { first, _ in first }
      return changed { batch in
        for (place, copy) in batch.copies.enumerated() where copy.state != .erased {
          guard let time = times[copy.id], let time else { continue }
          batch.copies[place].state = .erased
          batch.copies[place].erasedAt = time
          batch.copies[place].reason = copy.reason ?? reason
        }
      }
    }

    func having(gone: [Copy], readable: [Copy]) -> Batch {
      changed {
        $0.copies = gone
        $0.readable = readable.map { copy in
          var copy = copy
          copy.state = .erasing
          return copy
        }
      }
    }

    private func changed(_ change: (inout Batch) -> Void) -> Batch {
      var batch = self
      change(&batch)
      return batch
    }
  }

  /// What came of one way through the ledger so far.
  struct Pass: Codable, Hashable {
    var found = 0
    var settled = 0
    /// Something could not be erased, read back or asked.
    var isTroubled = false
    /// It ended before its end: nothing is known of the rest.
    var isCutShort = false
    /// The earliest must-be-gone-by that has passed of those.
    private(set) var oldestLeft: Moment?
    /// How many could still be read after the last try.
    private(set) var readableLeft = 0

    /// These stay as they are for now.
    mutating func leave(_ copies: [Copy], at now: Moment) {
      guard !copies.isEmpty else { return }
      isTroubled = true
      let due = copies.map(\.mustBeGoneBy).filter { $0 <= now }
      oldestLeft = ([oldestLeft].compactMap { $0 } + due).min()
    }

    mutating func leaveReadable(_ copies: [Copy], at now: Moment) {
      leave(copies, at: now)
      readableLeft += copies.count
    }
  }
}
