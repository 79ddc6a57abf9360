import Shared

/// One wish for images. Settled when `trainedAt` is set: then it has images, or a `userError`.
struct Prompt: Sendable, Identifiable {
  let id: Int
  /// The tune that draws: the base where `ownTunes` are LoRA or faceid tunes upon it.
  let tuneID: Int
  /// The customer's own tunes that take part.
  let ownTunes: [Int]
  let text: String
  let request: PromptRequest
  let createdAt: Moment
  let costMC: Int
  var updatedAt: Moment
  var startedTrainingAt: Moment?
  var trainedAt: Moment?
  var userError: String?
  /// The names of its images among the stored files.
  var images: [String] = []
  /// It is never settled.
  var isStuck = false
  /// As many as were asked for, unless a fault makes them fewer.
  var imageCount: Int
  var callbackFault: CallbackFault?

  func involves(_ tune: Int) -> Bool { tuneID == tune || ownTunes.contains(tune) }
}
