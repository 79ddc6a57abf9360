/// One way to ask another process and hear its answer.
protocol Contender: Sendable {
  var name: ContenderName { get }
  /// Does what must go on while it is measured, until cancelled.
  func run() async throws
  func measure(_ load: Load) async throws -> Timings
  func end() async throws
}

extension Contender {
  func run() async throws {}
  func end() async throws {}
}
