import Shared

/// A photosession as its person sees it: what the bridge knows of it, and what upload-store holds.
struct PhotosessionDocument: Encodable, Sendable {
  struct Progress: Encodable, Sendable {
    var photos: Int?
    var avatarsReady: Int
    var avatarsExpected: Int
  }

  var id: Photosession.ID
  var subject: Subject
  var style: String
  var state: PhotosessionState
  var outcome: PhotosessionOutcome?
  var reason: String?
  var createdAt: Moment
  /// Absent, like `held`, where upload-store could not be asked.
  var photos: [PhotoView]?
  var progress: Progress
  var held: [Held]?

  init(_ view: PhotosessionView, _ stored: Stored?) {
    id = view.id
    subject = view.subject
    style = view.style
    state = view.state
    outcome = view.outcome
    reason = view.reason
    createdAt = view.createdAt
    photos = stored?.photos
    progress = Progress(
      photos: stored?.photos.count, avatarsReady: view.avatarsReady, avatarsExpected: view.avatarsExpected)
    held = stored.map { $0.held + view.held }
  }
}

/// What upload-store holds of one photosession.
struct Stored: Sendable {
  var photos: [PhotoView] = []
  var held: [Held] = []
}

struct PhotosessionsDocument: Encodable, Sendable {
  var photosessions: [PhotosessionDocument]
  /// Where the next page begins; absent on the last.
  var cursor: Photosession.ID?
}

struct PhotoStoredDocument: Encodable, Sendable {
  var photo: PhotoView
  var mustBeGoneBy: Moment

  init(photo: PhotoView) {
    self.photo = photo
    mustBeGoneBy = photo.mustBeGoneBy
  }
}

struct AvatarsDocument: Encodable, Sendable {
  var avatars: [AvatarView]
}

struct ErasureReceiptsDocument: Encodable, Sendable {
  var receipts: [OwnedReceipt]
  var checkpoint: Checkpoint
}
