/// The switches: where Astria's behaviour depends on the account, is undocumented, or takes too long for a test.
struct SandboxSettings: Sendable, Equatable {
  /// What becomes of the images that a LoRA or faceid tune made, when the tune is deleted. Astria's own documentation
  /// contradicts itself here.
  enum PromptFate: String, Sendable, CaseIterable { case kept, removed }

  /// From a tune's creation to its training being done.
  var training = Duration.seconds(2)
  /// From a prompt's start (its tunes being trained) to its images.
  var prompt = Duration.seconds(1)
  /// The account's own idempotency switch; off at Astria unless the customer turns it on.
  var isIdempotent = false
  /// 200 with a message, or 204 without a body: both are reported of the real service.
  var deleteAnswer = 204
  var promptsOnTuneDeletion = PromptFate.kept
  /// How long a deleted file is still served, as by a cache in front of it.
  var cdnLag = Duration.zero
  /// Where in answers the addresses begin; known once the server listens.
  var publicURL = ""
  /// Where copies of all training photos ever received are kept; absent, none are.
  var receivedFolder: String?
}
