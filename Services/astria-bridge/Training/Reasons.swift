/// Why a photosession ended as it did, in sentences for people. Nothing of Astria's own words is in them.
enum Reasons {
  static let photosGone = "Your photos were deleted before they could be sent. Please start again with new ones."
  static let photosRefused = "The photos were not accepted for training. Please try again with other photos."
  static let trainingFailed = "The training did not succeed. Please try again, perhaps with other photos."
  static let trainingTooLong = "The training took too long, so everything is deleted. Please try again later."
  static let noAvatars = "No avatar could be made. Please try again, perhaps with another style."
  static let notAskedFor = "Training was not begun in time, so your photos were deleted. Please start again."
  static let notTrained = "Your avatars were not finished in time, so everything was deleted. Please try again."
  static let notFetched = "The avatars were not fetched in time and are deleted, as promised."
  static let cancelled = "You cancelled it."
  static let unavailable =
    "Making avatars is temporarily unavailable. We keep trying; whatever happens, your photos are deleted in time."

  static func missing(_ count: Int) -> String {
    count == 1 ? "One avatar could not be made." : "\(count) avatars could not be made."
  }
}
