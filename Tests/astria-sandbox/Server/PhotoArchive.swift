import Foundation

/// Writes copies of received photos where a test wants to examine them; nowhere unless it was asked to.
struct PhotoArchive: Sendable {
  /// With the permissions of what nobody else may read.
  func keep(_ photos: [(path: String, bytes: [UInt8])]) throws {
    for photo in photos {
      let file = URL(fileURLWithPath: photo.path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try Data(photo.bytes).write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    }
  }
}
