import Shared

/// The last things that happened, worded only if somebody wants to read them.
struct EventLog {
  static let kept = 50

  private var events: [(at: Moment, sentence: () -> String)] = []
  private var next = 0
  private(set) var count = 0
  /// Follows from all that happened: two runs of one seed have the same.
  private(set) var fingerprint: UInt64 = 14_695_981_039_346_656_037

  mutating func note(at moment: Moment, _ sentence: @escaping () -> String) {
    count += 1
    if events.count < Self.kept {
      events.append((moment, sentence))
    } else {
      events[next] = (moment, sentence)
    }
    next = (next + 1) % Self.kept
    fingerprint = (fingerprint ^ UInt64(bitPattern: moment.milliseconds)) &* 1_099_511_628_211
  }

  /// Oldest first.
  var last: [String] {
    let start = events.count < Self.kept ? 0 : next
    return (0..<events.count).map { place in
      let event = events[(start + place) % events.count]
      return "\(event.at)  " + String(event.sentence().prefix(400))
    }
  }
}
