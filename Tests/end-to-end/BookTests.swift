import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// The receipt book of the real processes: others check it with what they have, and backups do not bring back what it
/// says is gone.
@Suite(.timeLimit(.minutes(5))) struct BookTests {
  @Test func aDownloadACheckpointAndTheBookAreCheckedWhereNobodyAnswers() async throws {
    try await Library.with { library in
      try await library.comeAndGo()
      let receipts = try await library.downloaded()
      #expect(try await library.verify("--receipt", receipts, "--public-key", library.key).status == 0)
      let text = try String(contentsOfFile: receipts, encoding: .utf8)
      let altered = library.path("altered.json")
      try text.replacing("\"cancelled\"", with: "\"delivered\"").write(
        toFile: altered, atomically: true, encoding: .utf8)
      let found = try await library.verify("--receipt", altered, "--public-key", library.key)
      #expect(found.status == 1 && found.output.contains("Receipt 1 was changed"), "\(found.output)")

      let old = try await library.checkpoint()
      #expect(try await library.isSignedByOtherMeans(old))
      try await library.comeAndGo()
      let continued = try await library.janitor("verify", "--checkpoint", old, "--public-key", library.key)
      #expect(continued.status == 0 && continued.output.contains("continues"), "\(continued.output)")
      let book = library.path("book.jsonl")
      #expect(try await library.janitor("receipts", "--export", book).status == 0)
      let sound = try await library.verify(book, "--checkpoint", old, "--public-key", library.key)
      #expect(sound.status == 0 && sound.output.contains("8 receipts"), "\(sound.output)")
      let untrusted = try await library.verify(book)
      #expect(untrusted.status == 0 && untrusted.output.contains("The key came with what was checked"))
    }
  }

  @Test func aJanitorWhoseDatabaseWasPutBackErasesEveryFaceAndSaysSo() async throws {
    try await Library.with { library in
      try await library.comeAndGo()
      try await library.backUp(.janitor, only: "janitor.sqlite")
      try await library.comeAndGo()
      let kept = try await library.checkpoint()
      try await library.come()
      #expect(try await library.counts()["keys"] == 2)

      try await library.putBack(.janitor)
      try await Eventually.holds("all faces are erased") { try await library.held().isEmpty }
      #expect(try await library.counts()["keys"] == 0)
      let log = try String(contentsOfFile: "\(library.deployment.folder)/logs/janitor.log", encoding: .utf8)
      #expect(log.contains("was restored from a backup"))
      let verified = try await library.janitor("verify", "--checkpoint", kept)
      #expect(verified.status == 1, "\(verified.output)")
      let now = try await library.checkpoint()
      let newest = try String(contentsOfFile: now, encoding: .utf8)
      #expect(newest.contains("\nrestored "))
      // And then it goes on.
      try await Eventually.holds("photos are taken in again") {
        do { try await library.comeAndGo() } catch { return false }
        return true
      }
      #expect(try await library.janitor("verify").status == 0)
    }
  }

  @Test func photosThatABackupBroughtBackAreErasedWhenTheJanitorStarts() async throws {
    try await Library.with { library in
      let photosession = try await library.come()
      try await library.backUp(.uploadStore)
      try await library.go(photosession)
      library.deployment.services[.janitor]?.stop()
      try await library.putBack(.uploadStore)
      #expect(try library.objects() == 4, "they are there again")
      try library.deployment.services[.janitor]?.start()
      try await Eventually.holds("they are gone again") {
        try await library.held().isEmpty && library.objects() == 0
      }
      #expect(try await library.counts()["revived"] == 4)
      #expect(try await library.counts()["receipts"] == 4, "they had theirs")
    }
  }

  @Test func whoIsErasedStaysErasedWhenTheAccountsArePutBack() async throws {
    try await Library.with { library in
      try await library.backUp(.account)
      try await library.person.call("DELETE", "/v1/account").expect(202)
      try await Eventually.holds("the account is gone") { try await library.people() == 0 }
      try await library.putBack(.account)
      try await Eventually.holds("who came back is found") { try await library.counts(of: .account)["revived"] == 1 }
      try await Eventually.holds("and gone again") { try await library.people() == 0 }
      #expect(try await library.person.call("GET", "/v1/account").status == 401)
    }
  }
}

/// A deployment with somebody who gives photos and thinks better of it.
private struct Library {
  let deployment: Deployment
  let person: Person
  let photos: [TestPhoto]
  /// As `janitor keys show` prints it.
  let key: String

  static func with(_ body: (Library) async throws -> Void) async throws {
    let deployment = try await Deployment()
    do {
      let person = try await Person.signUp(at: deployment, name: "Kim", email: "kim@example.org")
      let photos = try await TestPhoto.make(in: deployment.folder + "/photos")
      let shown = try await deployment.command(.janitor, "keys", "show")
      let key = shown.output.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
      try await body(Library(deployment: deployment, person: person, photos: Array(photos.prefix(4)), key: key))
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }

  func path(_ name: String) -> String { "\(deployment.folder)/\(name)" }

  // MARK: Coming and going

  @discardableResult
  func come() async throws -> String {
    let photosession = try await person.openPhotosession()
    for photo in photos { try await person.upload(photo, to: photosession).expect(201) }
    return photosession
  }

  func go(_ photosession: String) async throws {
    try await person.call("DELETE", "/v1/photosessions/\(photosession)").expect(202)
    try await person.wait(for: .erased, photosession)
  }

  func comeAndGo() async throws { try await go(come()) }

  /// The receipts of the newest photosession.
  func downloaded() async throws -> String {
    let list = try await person.call("GET", "/v1/photosessions").list("photosessions")
    let id = list.first?["id"] as? String ?? ""
    let answer = try await person.call("GET", "/v1/photosessions/\(id)/erasure-receipts")
    try Data(answer.bytes).write(to: URL(fileURLWithPath: path("receipts.json")))
    return path("receipts.json")
  }

  // MARK: Checking

  func janitor(_ arguments: String...) async throws -> Command.Result {
    try await Command.run("\(Child.binaries)/janitor", arguments, environment: deployment.environment)
  }

  /// Where there is no bus, no secret and no database.
  func verify(_ arguments: String...) async throws -> Command.Result {
    try await Command.run("\(Child.binaries)/janitor", ["verify"] + arguments, environment: [:])
  }

  func checkpoint() async throws -> String {
    let file = path("checkpoint-\(UInt32.random(in: 0 ... .max))")
    let made = try await janitor("checkpoint", "--export", file)
    guard made.status == 0 else { throw InVain(made.output) }
    return file
  }

  /// As the README says.
  func isSignedByOtherMeans(_ checkpoint: String) async throws -> Bool {
    let script = #"""
      cd "$(mktemp -d)"
      key() { echo "${KEY#*+*+}" | base64 -d | tail -c 32; }
      (printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; key) > key.der
      sed '/^$/,$d' "$FILE" > text; sed -n 's/^— .* //p' "$FILE" | base64 -d | tail -c 64 > signature
      openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile signature
      """#
    var environment = ProcessInfo.processInfo.environment
    (environment["KEY"], environment["FILE"]) = (key, checkpoint)
    return try await Command.run("/bin/bash", ["-c", script], environment: environment).status == 0
  }

  func counts(of service: ServiceName = .janitor) async throws -> [String: Int] {
    let status = try await deployment.command(service, "status", "--json")
    return try JSONDecoder().decode([String: Int].self, from: Data(status.output.utf8))
  }

  /// How many accounts there are, also those whose erasure is under way.
  func people() async throws -> Int {
    let counts = try await counts(of: .account)
    return (counts["accounts"] ?? 0) + (counts["erasing"] ?? 0)
  }

  /// The ids of what the ledgers show of faces.
  func held() async throws -> [String] {
    struct Holdings: Decodable { let copies: [Copy] }
    let answer = try await janitor("holdings", "--json")
    guard answer.status == 0 else { throw InVain(answer.output) }
    return try JSONDecoder().decode(Holdings.self, from: Data(answer.output.utf8)).copies
      .filter { $0.copyClass.isFaceData && $0.state != .erased }.map(\.id.text)
  }

  /// How many files of pictures there are.
  func objects() throws -> Int {
    let folder = "\(deployment.folder)/data/upload-store/store/objects"
    return try FileManager.default.subpathsOfDirectory(atPath: folder).count { $0.split(separator: "/").count == 2 }
  }

  // MARK: Backups

  /// - Parameter only: this file of its database; else all that it keeps.
  func backUp(_ service: ServiceName, only: String = "") async throws {
    deployment.services[service]?.stop()
    try FileManager.default.createDirectory(atPath: path("backup"), withIntermediateDirectories: true)
    let home = "\(deployment.folder)/data/\(service)"
    let copied = try await Command.run("cp", ["-a", only.isEmpty ? home : "\(home)/\(only)", path("backup/")])
    guard copied.status == 0 else { throw InVain(copied.output) }
    try deployment.services[service]?.start()
    try await deployment.ready()
  }

  func putBack(_ service: ServiceName) async throws {
    deployment.services[service]?.stop()
    let home = "\(deployment.folder)/data/\(service)"
    let script =
      service == .janitor
      ? "rm -f '\(home)'/janitor.sqlite*; cp -a '\(path("backup"))'/janitor.sqlite '\(home)/'"
      : "rm -rf '\(home)'; cp -a '\(path("backup"))/\(service)' '\(home)'"
    let restored = try await Command.run("/bin/bash", ["-ec", script])
    guard restored.status == 0 else { throw InVain(restored.output) }
    try deployment.services[service]?.start()
  }
}
