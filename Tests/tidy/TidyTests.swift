import Foundation
import Testing

/// The repository keeps the rules of its own style. Each finding says where, and what to do.
@Suite(.timeLimit(.minutes(2))) struct TidyTests {
  static let repository = Result { try Repository.load() }
  static let rules: [any Rule] = [
    BannedWords(), Imports(), Layers(), RetentionNumbers(), RoundTrips(), Sizes(), TimeLimits(), Tree(),
    UncheckedSendable(),
  ]

  @Test(arguments: rules.map { "\(type(of: $0))" }) func theRepositoryKeepsTheRule(_ name: String) throws {
    let repository = try Self.repository.get()
    let findings = Self.rules.filter { "\(type(of: $0))" == name }.flatMap { $0.findings(in: repository) }
    guard !findings.isEmpty else { return }
    Issue.record("\(findings.count) findings\n\(findings.map(\.description).joined(separator: "\n"))")
  }

  @Test func theRepositoryIsFound() throws {
    let repository = try Self.repository.get()
    #expect(repository.files.contains { $0.path == "Tests/tidy/TidyTests.swift" })
    #expect(repository.files.count > 50)
  }

  @Test func theSourcesAreFormatted() throws {
    let format = Process()
    format.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    format.arguments = [
      "swift", "format", "lint", "--strict", "--recursive", "Package.swift", "Services", "Shared", "Tests",
    ]
    format.currentDirectoryURL = Repository.root
    let output = Pipe()
    format.standardError = output
    try format.run()
    let complaints = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    format.waitUntilExit()
    guard format.terminationStatus != 0 else { return }
    Issue.record("run `swift format --in-place --recursive Package.swift Services Shared Tests`\n\(complaints)")
  }

  @Test func everyExceptionIsStillNeeded() throws {
    let numbers = RetentionNumbers(exceptions: [:]).findings(in: try Self.repository.get()).map(\.path)
    for (path, reason) in RetentionNumbers.usual {
      #expect(numbers.contains(path), "drop the exception of \(path) (\(reason))")
    }
    let findings = BannedWords(exceptions: []).findings(in: try Self.repository.get())
    for exception in BannedWords.usual {
      let isNeeded = findings.contains { $0.path == exception.path && $0.advice.contains("'\(exception.word)'") }
      #expect(isNeeded, "drop the exception of \(exception.path) (\(exception.reason))")
    }
  }
}
