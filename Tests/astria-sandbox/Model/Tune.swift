import Shared

/// Astria's model of one person, as far as a customer can see it.
struct Tune: Sendable, Identifiable {
  let id: Int
  let request: TuneRequest
  let createdAt: Moment
  let costMC: Int
  var updatedAt: Moment
  var startedTrainingAt: Moment?
  var trainedAt: Moment?
  var expiresAt: Moment?
  /// The names of its training photos among the stored files.
  var photos: [String] = []
  /// Set: its training came to nothing.
  var failedAt: Moment?
  var fault: TuneFault?
  var callbackFault: CallbackFault?

  var isAdapter: Bool { request.isAdapter }
  /// How a prompt's text names it: `<lora:ID:1.0>`. A checkpoint is not named, it is prompted itself.
  var tag: String { "<\(request.modelType == "faceid" ? "faceid" : "lora"):\(id):" }
}

/// The public tunes that others are made upon.
struct BaseTune: Sendable {
  let id: Int
  let title: String
  let branch: String

  static let all = [
    BaseTune(id: 1_504_944, title: "Flux1.dev", branch: "flux1"),
    BaseTune(id: 690_204, title: "Realistic Vision V5.1", branch: "sd15"),
    BaseTune(id: 666_678, title: "SDXL 1.0", branch: "sdxl1"),
  ]

  static func with(id: Int) -> BaseTune? { all.first { $0.id == id } }
  static func of(branch: String) -> BaseTune { all.first { $0.branch == branch } ?? all[0] }
}
