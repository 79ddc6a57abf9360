import Shared

/// All that one run measured.
struct BusReport: Codable {
  var machine = Machine.this
  var pace: RacePace
  var echo: [EchoHeat] = []
  var attachments: [AttachmentLine] = []
  var memory: MemoryUse?

  /// The same with what follows from it, for other programs.
  struct WithGoals: Encodable {
    let report: BusReport
    let goals: [Goal]
  }

  var withGoals: WithGoals { WithGoals(report: self, goals: goals) }
}
