import Shared

/// What a sanitised photo is: its file without metadata, and what was learnt on the way.
struct SanitisedPhoto: Equatable {
  let file: JoinedBytes
  let contentType: String
  /// As stored in the file: an orientation beside it may turn the picture.
  let width: Int
  let height: Int
}

/// A width and a height that may be decoded by whoever gets the photo: known before anything large is made of them.
struct PictureSize: Equatable {
  let width: Int
  let height: Int

  init(width: Int, height: Int) throws(Refusal) {
    guard width > 0, height > 0 else { throw .malformed("its picture has no size") }
    let (pixels, isHuge) = width.multipliedReportingOverflow(by: height)
    guard !isHuge, pixels <= PhotosessionLimits.photoPixelsMax else { throw .tooManyPixels }
    self.width = width
    self.height = height
  }
}
