import Foundation

/// A file being written that nobody but this user may read. What is said to be done here survives a power cut.
public struct DurableFile: ~Copyable {
  private let descriptor: Int32

  public init(creating path: String) throws(Refusal) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.refusal(errno) }
  }

  deinit { close(descriptor) }

  public func write(_ bytes: [UInt8]) throws(Refusal) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.refusal(errno) }
      written += count
    }
  }

  public func synchronise() throws(Refusal) {
    guard fsync(descriptor) == 0 else { throw Self.refusal(errno) }
  }

  public static func move(_ path: String, to other: String) throws(Refusal) {
    guard rename(path, other) == 0 else { throw refusal(errno) }
    try synchroniseDirectory(of: other)
  }

  /// Fine if nothing is there.
  public static func remove(_ path: String) throws(Refusal) {
    guard unlink(path) == 0 else {
      if isAbsence(errno) { return }
      throw refusal(errno)
    }
    try synchroniseDirectory(of: path)
  }

  public static func isThere(_ path: String) throws(Refusal) -> Bool { try writtenAt(path) != nil }

  /// `nil` if nothing is there.
  public static func writtenAt(_ path: String) throws(Refusal) -> Moment? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if isAbsence(errno) { return nil }
      throw refusal(errno)
    }
    let time = status.st_mtim
    return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Fewer bytes than `count` only at the end of the file.
  public static func read(_ path: String, from position: Int, count: Int) throws(Refusal) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw refusal(errno) }
    defer { close(descriptor) }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(position + filled))
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = errno }
        guard got > 0 else { return }
        filled += got
      }
    }
    guard failure == 0 else { throw refusal(failure) }
    return bytes
  }

  /// Fine if it is there already.
  public static func makeDirectory(_ path: String) throws(Refusal) {
    if mkdir(path, 0o700) == 0 { return try synchroniseDirectory(of: path) }
    guard errno == EEXIST else { throw refusal(errno) }
  }

  public static func isDirectory(_ path: String) throws(Refusal) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if isAbsence(errno) { return false }
      throw refusal(errno)
    }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  /// Fine if it is not empty, or not there.
  public static func removeDirectoryIfEmpty(_ path: String) throws(Refusal) {
    guard rmdir(path) != 0, ![ENOTEMPTY, EEXIST].contains(errno), !isAbsence(errno) else { return }
    throw refusal(errno)
  }

  /// Sorted. None where there is no directory.
  public static func names(in directory: String) throws(Refusal) -> [String] {
    guard try isDirectory(directory) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    } catch {
      throw refusal(EIO)
    }
  }

  private static func synchroniseDirectory(of path: String) throws(Refusal) {
    let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    let descriptor = open(parent.isEmpty ? "." : String(parent), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw refusal(errno) }
  }

  private static func isAbsence(_ code: Int32) -> Bool { code == ENOENT || code == ENOTDIR }

  /// In words for the operator too, without the path: it says nothing that helps, and this may end in a log.
  static func refusal(_ code: Int32) -> Refusal {
    switch code {
    case ENOSPC, EDQUOT:
      Refusal(.insufficientStorage, "The server's disk is full. Once its operator has freed some space, try again.")
    case ENOENT: Refusal(.notFound, "The file is gone.")
    default:
      Refusal(
        .unavailable, "The folder cannot be used: \(String(cString: strerror(code))). Make it usable and try again.")
    }
  }
}
