import Shared

/// What can be ordered, and within which limits.
struct StylesDocument: Encodable, Sendable {
  struct Entry: Encodable, Sendable {
    var id: String
    var title: String
    var description: String
    /// How many are made.
    var avatars: Int
    /// Those whom it is for.
    var subjects: [Subject]
  }

  struct Limits: Encodable, Sendable {
    var photosMin = PhotosessionLimits.photos.lowerBound
    var photosMax = PhotosessionLimits.photos.upperBound
    var photoBytesMax = PhotosessionLimits.photoBytesMax
    var photoPixelsMax = PhotosessionLimits.photoPixelsMax
  }

  var styles: [Entry]
  var subjects = Subject.allCases
  var limits = Limits()

  init(_ styles: Styles) {
    self.styles = styles.all.map {
      Entry(id: $0.id, title: $0.title, description: $0.description, avatars: $0.avatars, subjects: $0.subjects)
    }
  }
}
