import Shared

@testable import upload_store

/// Which problem the sanitiser has with a file; nil if none.
func problem(_ bytes: [UInt8], _ contentType: String) -> Problem? {
  do throws(Refusal) {
    _ = try Sanitiser.sanitise(bytes, declared: contentType)
    return nil
  } catch {
    return error.problem
  }
}

extension [UInt8] {
  func holds(_ wanted: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: wanted) }
  }

  func holds(_ wanted: String) -> Bool { holds(Array(wanted.utf8)) }
}
