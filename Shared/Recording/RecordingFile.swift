import Foundation

/// One file of a folder of recordings: `<service>-<milliseconds since 1970 at its start>.jsonl`.
struct RecordingFile {
  let path: String
  let beganAt: Moment
  private let handle: FileHandle

  /// Makes the folder, if need be, and the file; both can be entered and read by this user only.
  init(directory: String, service: ServiceName, beganAt: Moment) throws(RecordingError) {
    self.beganAt = beganAt
    path = "\(directory)/\(service)-\(beganAt.milliseconds).jsonl"
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .unwritable(path)
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func append(_ line: Data) throws { try handle.write(contentsOf: line) }

  /// When the recording with this name began; `nil` if it is none.
  static func beginning(of name: String) -> Moment? {
    guard name.hasSuffix(".jsonl") else { return nil }
    return name.dropLast(6).split(separator: "-").last.flatMap { Int64($0) }.map(Moment.init(milliseconds:))
  }

  static func deleteAll(in directory: String, before end: Moment) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
      guard let began = beginning(of: name), began <= end else { continue }
      try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
    }
  }
}
