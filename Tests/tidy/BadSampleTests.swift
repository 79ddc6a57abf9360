import Testing

/// Each rule is shown something bad, to prove that it can fail, and something good.
@Suite(.timeLimit(.minutes(1))) struct BadSampleTests {
  private func findings(_ rule: some Rule, _ text: String, path: String = "Services/account/Sample.swift") -> [Finding]
  {
    var repository = Repository()
    repository.files = [SourceFile(path: path, text: text)]
    return rule.findings(in: repository)
  }

  @Test(arguments: [
    "let now = Date()", "let now = Date.now", "let id = UUID()", "Task { await work() }", "Task<Void, Never> { }",
    "Task(priority: .high) { }", "Task.detached { }", "try await Task.sleep(for: .seconds(1))", "let x = try? read()",
    "do { try write() } catch { }", "print(secret)", "fatalError(\"no\")", "// TODO: later",
    "let text = \"at \\(Date())\"",
    "let n = Int.random(in: 0..<6)",
  ]) func aBannedWordIsFound(_ line: String) {
    #expect(findings(BannedWords(), "struct Sample {\n  \(line)\n}").map(\.line) == [2])
  }

  @Test(arguments: [
    "let date = Date(timeIntervalSince1970: 0)", "let text = \"Date()\"", "// a Date() here would not be replayed",
    "group.addTask { await work() }", "try! fixed()", "blueprint(house)", "self.print(x)", "/* print(x) */",
    "let pattern = #\"print(\"#", "} catch {\n  log(error)\n}",
  ]) func whatOnlyLooksLikeOneIsNot(_ line: String) {
    #expect(findings(BannedWords(), line) == [])
  }

  @Test func testsMayUseThem() {
    #expect(findings(BannedWords(), "let id = UUID()", path: "Tests/account/Sample.swift") == [])
  }

  @Test func aServiceThatImportsAnotherIsFound() {
    #expect(findings(Imports(), "import Shared\nimport upload_store").map(\.line) == [2])
    #expect(findings(Imports(), "@testable import janitor").map(\.line) == [1])
    #expect(findings(Imports(), "import Foundation") == [])
  }

  @Test func aLongFileALongLineAndALongFunctionAreFound() {
    let statements = String(repeating: "    work()\n", count: 69)
    let tooLong = "struct S {\n  func long() {\n\(statements)  }\n}\n"
    #expect(findings(Sizes(), tooLong).map(\.line) == [2])
    #expect(findings(Sizes(), tooLong.replacing("    work()\n  }", with: "  }")) == [])
    #expect(findings(Sizes(), String(repeating: "// x\n", count: 301)).map(\.line) == [nil])
    #expect(findings(Sizes(), String(repeating: "// x\n", count: 300)) == [])
    #expect(findings(Sizes(), "// " + String(repeating: "x", count: 118)).map(\.line) == [1])
  }

  @Test func functionsAreMeasuredWithTheirDeclaration() {
    let text = """
      protocol P {
        func none() throws
        init?(_ text: String)
      }
      func one() { work("}") }
      @Test(arguments: [
        1
      ]) func another() {}
      func three(
        _ closure: () -> Void = {}
      ) async throws -> [Int]
      where A: B {
        if x { y() }
      }
      """
    let found = FunctionFinder.functions(in: SourceFile(path: "", text: text))
    #expect(
      found == [
        .init(line: 2, lines: 1), .init(line: 3, lines: 1), .init(line: 5, lines: 1), .init(line: 8, lines: 1),
        .init(line: 9, lines: 6),
      ])
  }

  @Test func anUncheckedSendableWithoutReasonIsFound() {
    #expect(findings(UncheckedSendable(), "final class Box: @unchecked Sendable {}").map(\.line) == [1])
    #expect(findings(UncheckedSendable(), "/// A box.\nfinal class Box: @unchecked Sendable {}").map(\.line) == [2])
    let reason = "/// A box.\n/// `@unchecked Sendable`: never changed.\nfinal class Box: @unchecked Sendable {}"
    #expect(findings(UncheckedSendable(), reason) == [])
  }

  @Test(arguments: ["let day = 86_400", "let most = Duration.seconds(24 * 60 * 60)", "text(\"X\", default: \"12h\")"])
  func aRetentionNumberIsFound(_ line: String) {
    #expect(findings(RetentionNumbers(), line).map(\.line) == [1])
    #expect(findings(RetentionNumbers(), line, path: "Shared/Contract/RetentionContract.swift") == [])
  }

  @Test func aLowerLayerThatNamesAHigherOneIsFound() {
    var repository = Repository()
    repository.files = [
      SourceFile(path: "Shared/Bus/Bus.swift", text: "public actor Bus {}\nprivate struct Entry {}"),
      SourceFile(
        path: "Shared/Domain/Low.swift", text: "struct Low {\n  let bus: Bus\n  let entry: Entry, s: State\n}"),
      SourceFile(path: "Shared/Service/High.swift", text: "struct State {}\nlet bus: Bus // of a lower layer"),
      SourceFile(
        path: "Shared/Domain/Own.swift", text: "struct Own { enum State {}\n let state: State, other: Own.Bus }"),
      SourceFile(path: "Shared/Attic/Old.swift", text: ""),
    ]
    let found = Layers().findings(in: repository)
    #expect(
      found.map { "\($0.path):\($0.line ?? 0)" } == [
        "Shared/Domain/Low.swift:2", "Shared/Domain/Low.swift:3", "Shared/Attic/Old.swift:0",
      ])
  }

  @Test func aMessageWithoutRoundTripIsFound() {
    var repository = Repository()
    let messages = "public enum DoorRequest: Message {\n  case open(Int)\n  case close\n}\nenum Other {\n  case none\n}"
    repository.files = [
      SourceFile(path: "Shared/Messages/DoorMessages.swift", text: messages),
      SourceFile(
        path: "Tests/shared/Messages/Samples.swift",
        text: "static let all: [DoorRequest] = [\n    .open(1)\n  ]\nwindow.close()"),
    ]
    #expect(RoundTrips().findings(in: repository).map(\.line) == [3])
  }

  @Test func aSuiteWithoutTimeLimitIsFound() {
    let path = "Tests/account/SampleTests.swift"
    #expect(findings(TimeLimits(), "@Test func a() {}", path: path).count == 1)
    #expect(findings(TimeLimits(), "@Suite(.timeLimit(.minutes(1))) struct S { @Test func a() {} }", path: path) == [])
  }

  @Test func aSeventhEntryASixthServiceAndAFolderOfLeftoversAreFound() {
    var repository = Repository()
    repository.topLevel = Tree.topLevel.sorted() + ["scripts"]
    repository.files = Tree.services.sorted().map { SourceFile(path: "Services/\($0)/Main.swift", text: "") }
    #expect(Tree().findings(in: repository).map(\.path) == ["scripts"])

    let bad = [
      "Services/mailer/Main.swift", "Shared/Utils/Text.swift", "Shared/Bus/BusManager.swift", "Shared/Bus/A+B.swift",
    ]
    repository.topLevel = Tree.topLevel.subtracting(["README.md"]).sorted()
    repository.files += bad.map { SourceFile(path: $0, text: "") }
    #expect(Tree().findings(in: repository).map(\.path) == ["README.md", "Services/mailer"] + bad.dropFirst())

    repository.topLevel = Tree.topLevel.sorted()
    repository.files = [SourceFile(path: "Services/account/Start.swift", text: "")]
    #expect(Tree().findings(in: repository).contains { $0.advice.contains("Main.swift") })
  }

  @Test func theScannerKeepsCodeAndItsPlace() {
    let text =
      "a /* b /* c */ d */ e // f\n\"\\(g + \"h\\(i)\") j\" k\n#\"l\\(m) \\#(n)\"# \"\"\"\no \"q\" \\\" p\n\"\"\" q"
    let lines = CodeScanner.blank(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.map(\.count) == text.split(separator: "\n").map(\.count))
    let words = lines.map { $0.split { !$0.isLetter }.joined() }
    #expect(words == ["ae", "gik", "n", "", "q"])
  }
}
