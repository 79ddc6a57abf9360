@testable import upload_store

extension SanitisedPhoto {
  init(bytes: [UInt8], contentType: String, width: Int, height: Int) {
    self.init(file: JoinedBytes(bytes), contentType: contentType, width: width, height: height)
  }

  var bytes: [UInt8] { file.bytes }
}
