import Testing

@testable import Shared

/// What must hold of a crowd's requests and of what the server did, whatever happened between them.
struct ExactlyOnce {
  let crowd: Crowd
  let deeds: [TallyServer.Deed]

  static func name(_ number: Int) -> String { "request \(number)" }

  /// - Parameter problems: the errors in which a request may have ended.
  func expect(answered least: Int, otherwise problems: Set<Problem>) {
    let outcome = crowd.outcome
    #expect(outcome.count == crowd.count, "every request ended")
    let rows = Dictionary(grouping: deeds, by: \.name)
    var answered = 0
    var wrong: [String] = []
    for number in 0..<crowd.count {
      let done = rows[Self.name(number)] ?? []
      switch outcome[number] {
      case .success(let row):
        answered += 1
        if done.map(\.row) != [row] { wrong.append("\(number): answered as row \(row), done \(done.map(\.row))") }
      case .failure(let refusal):
        if done.count > 1 { wrong.append("\(number): \(refusal.problem), done \(done.map(\.row))") }
        if !problems.contains(refusal.problem) { wrong.append("\(number): \(refusal)") }
      case nil: wrong.append("\(number): no end")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) wrong: \(wrong.prefix(5))")
    #expect(answered >= least, "of \(crowd.count) requests")
    let asked = Set((0..<crowd.count).map(Self.name))
    #expect(deeds.allSatisfy { asked.contains($0.name) }, "nothing is done that nobody asked for")
  }
}
