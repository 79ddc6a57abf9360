import Foundation
import Shared
import TestSupport
import Testing

/// `<service> keys new` and `keys show`, as somebody types them.
@Suite(.timeLimit(.minutes(1))) final class KeysWordTests {
  private let folder = NSTemporaryDirectory() + "words-\(UInt32.random(in: 0 ... .max))"

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record("\(error)") }
  }

  private func keys(_ service: ServiceName, _ arguments: String...) async throws -> Command.Result {
    try await Command.run("\(Child.binaries)/\(service)", ["keys"] + arguments)
  }

  @Test(arguments: ServiceName.allCases) func eachProcessMakesAndShowsItsKey(_ service: ServiceName) async throws {
    let made = try await keys(service, "new", "--folder", folder)
    #expect(made.status == 0)
    let shown = try await keys(service, "show", "--folder", folder)
    #expect(shown.status == 0)
    #expect(shown.output == made.output)
    let secret = try String(contentsOfFile: "\(folder)/bus-\(service).key", encoding: .utf8)
    #expect(secret.utf8.count == 41 && !made.output.contains(secret.prefix(40)), "nobody is shown the secret")

    let again = try await keys(service, "new", "--folder", folder)
    #expect(again.status != 0)
    #expect(again.output.contains("is there already"))
  }

  @Test func whatIsNotThereIsToldWithItsRemedy() async throws {
    let shown = try await keys(.account, "show", "--folder", folder)
    #expect(shown.status != 0)
    #expect(shown.output.contains("account keys new --folder"))
    let made = try await keys(.account, "new", "--folder", "\(folder)/nowhere")
    #expect(made.status != 0)
    #expect(made.output.contains("cannot be written") && made.output.contains("--folder"))
  }
}
