import Foundation

/// One half of a key pair, on a line of its own in a file.
struct KeyFile {
  private static let length = 40

  let path: String
  private let service: ServiceName

  init(_ path: String, of service: ServiceName) {
    self.path = path
    self.service = service
  }

  func checkAbsent() throws(BusError) {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw .configuration("\(path) is there already. Move it away if you really want another.")
    }
  }

  /// - Parameter mode: the file has it from its first moment; nobody can have opened it before.
  func write(_ key: String, mode: mode_t) throws(BusError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw unwritable(String(cString: strerror(errno))) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do { try file.write(contentsOf: Data("\(key)\n".utf8)) } catch { throw unwritable("\(error)") }
  }

  func read() throws(BusError) -> String {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw .configuration("The key file \(path) cannot be read. Make it with `\(service) keys new --folder FOLDER`.")
    }
    guard text.utf8.count == Self.length else { throw noKey }
    return text
  }

  /// A secret that others can read is none.
  func readSecret() throws(BusError) -> CurveKeyPair {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
      throw .configuration("Others can read the secret key \(path). Close it (chmod 600 \(path)), or make a new pair.")
    }
    guard let pair = CurveKeyPair(secretKey: try read()) else { throw noKey }
    return pair
  }

  private var noKey: BusError { .configuration("\(path) holds no CURVE key of \(Self.length) characters.") }

  private func unwritable(_ why: String) -> BusError {
    .configuration("\(path) cannot be written: \(why). Choose another folder with --folder.")
  }
}
