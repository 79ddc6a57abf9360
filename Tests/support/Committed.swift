import Foundation
import Shared

/// A file that is made from the code and committed, so that every change of it is seen.
public enum Committed {
  /// What is wrong with the file, and what to do; `nil` if it holds this text. With `MAYFLY_WRITE=yes` it is written.
  ///
  /// - Parameter path: within the repository.
  public static func difference(_ path: String, _ text: String) throws -> String? {
    let url = URL(fileURLWithPath: "\(Repository.root)/\(path)")
    guard FileManager.default.contents(atPath: url.path) != Data(text.utf8) else { return nil }
    guard ProcessInfo.processInfo.environment["MAYFLY_WRITE"] == "yes" else {
      return
        "\(path) is not what the code makes of it. Run this test with MAYFLY_WRITE=yes, then look at the difference."
    }
    try text.write(to: url, atomically: true, encoding: .utf8)
    return "\(path) was written anew. Look at the difference, and commit it."
  }
}
