import Shared

/// What of the world is well, and was when: a promise with a bound in time is only due while those are well whom it
/// needs.
final class Health {
  enum Part: Int, CaseIterable {
    case gateway, account, uploadStore, astriaBridge, janitor
    case shelf, astria, wire, clocks
    /// One clock differs from the others: messages come too late by it.
    case skew
  }

  private struct Record {
    var troubles = 0
    var since: Moment
    var past: [Range<Moment>] = []
  }

  private var records: [Record]
  /// When the last trouble was over.
  private(set) var recoveredAt: Moment

  init(since start: Moment) {
    records = Part.allCases.map { _ in Record(since: start) }
    recoveredAt = start
  }

  func isWell(_ part: Part) -> Bool { records[part.rawValue].troubles == 0 }

  /// Whether one of those whom the janitor asks cannot be asked.
  var isAnybodyAway: Bool { ![Part.account, .uploadStore, .astriaBridge, .astria, .shelf].allSatisfy(isWell) }

  /// Trouble of one part may have several causes at a time; it is well when the last has gone.
  func began(_ part: Part, at now: Moment) {
    let record = records[part.rawValue]
    if record.troubles == 0, record.since < now { records[part.rawValue].past.append(record.since..<now) }
    records[part.rawValue].troubles += 1
  }

  func ended(_ part: Part, at now: Moment) {
    records[part.rawValue].troubles -= 1
    records[part.rawValue].since = now
    recoveredAt = now
  }

  /// For how long one of them has been unwell.
  func unwell(_ parts: [Part], at now: Moment) -> Duration {
    let troubled = parts.filter { !isWell($0) }.map { records[$0.rawValue] }
    return troubled.map { now - ($0.past.last?.upperBound ?? $0.since) }.max() ?? .zero
  }

  /// For how long all of them have been well.
  func calm(_ parts: [Part], at now: Moment) -> Duration {
    guard parts.allSatisfy(isWell) else { return .zero }
    return now - (parts.map { records[$0.rawValue].since }.max() ?? now)
  }

  /// Whether all of them were well at once for so long, some time between these moments.
  func wereWell(_ parts: [Part], for duration: Duration, from start: Moment, until end: Moment) -> Bool {
    var common = [start..<max(start, end)]
    for part in parts {
      let well = times(part, until: end)
      common = common.flatMap { range in well.map { $0.clamped(to: range) }.filter { !$0.isEmpty } }
    }
    return common.contains { $0.upperBound - $0.lowerBound >= duration }
  }

  private func times(_ part: Part, until end: Moment) -> [Range<Moment>] {
    let record = records[part.rawValue]
    return record.past + (record.troubles == 0 && record.since < end ? [record.since..<end] : [])
  }
}

extension ServiceName {
  var part: Health.Part {
    switch self {
    case .gateway: .gateway
    case .account: .account
    case .uploadStore: .uploadStore
    case .astriaBridge: .astriaBridge
    case .janitor: .janitor
    }
  }
}
