import Foundation
import TestSupport

/// A photo to send, with what must never be seen again after it was stripped or stored.
struct TestPhoto: Sendable {
  let name: String
  let contentType: String
  let bytes: [UInt8]

  /// Two real portraits with GPS, camera, comment and thumbnail, one of them lying on its side, and synthetic ones:
  /// made by `photos.py` from pictures that may be used (NASA, US Navy).
  static func make(in folder: String) async throws -> [TestPhoto] {
    let python = ProcessInfo.processInfo.environment["MAYFLY_PYTHON"] ?? "python3"
    let script = "\(Repository.root)/Tests/end-to-end/photos.py"
    let made = try await Command.run(python, [script, folder])
    guard made.status == 0 else {
      throw InVain("photos.py: \(made.output) Run ./compose/test, which sets up its needs.")
    }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
      let type = name.hasSuffix(".png") ? "image/png" : "image/jpeg"
      return TestPhoto(name: name, contentType: type, bytes: [UInt8](data))
    }
  }

  /// Pieces from the middle of the picture's data: found anywhere, they are the face.
  var canaries: [[UInt8]] {
    [bytes.count / 3, bytes.count / 2, bytes.count * 2 / 3].map { Array(bytes[$0..<$0 + 24]) }
  }
}
