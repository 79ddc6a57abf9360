import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// One photosession through the six real processes, and what is left of it: nothing.
@Suite(.timeLimit(.minutes(5))) struct WholeFlowTests {
  @Test func aPhotosessionEndsWithAvatarsDeliveredAndEveryFaceGone() async throws {
    let deployment = try await Deployment(.init(isRecording: true))
    do {
      try await Walk(deployment).all()
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }
}

/// The walk, and what is looked at on the way.
private struct Walk {
  let deployment: Deployment

  init(_ deployment: Deployment) { self.deployment = deployment }

  func all() async throws {
    let person = try await Person.signUp(
      at: deployment, name: "Canary Nightingale", email: "canary.nightingale@example.org")
    let photos = try await TestPhoto.make(in: deployment.folder + "/photos")
    let photosession = try await person.openPhotosession()
    for photo in photos { try await person.upload(photo, to: photosession).expect(201) }
    try scanBeforeErasure(person, photos)

    try await person.train(photosession)
    try await person.wait(for: .ready, photosession)
    try await judgeWhatAstriaReceived(photos)
    let avatars = try await person.avatars(photosession)
    #expect(avatars.count == 4)
    #expect(Set(avatars).count == 4, "each is another picture")

    try await person.delivered(photosession)
    let end = try await person.wait(for: .erased, photosession)
    #expect(try end.text("outcome") == "delivered")
    #expect(try end.list("held").isEmpty)
    try await nothingIsLeft(of: photosession, person)
    try await judgeReceipts(of: photosession, person, photos: photos.count)

    try await eraseAccount(person)
    let canaries = self.canaries(person, photos)
    #expect(try Scan.find(canaries, in: "\(deployment.folder)/data").isEmpty)
    #expect(try Scan.find(canaries, in: "\(deployment.folder)/logs").isEmpty)
    try await verifyBook()
    for service in deployment.services.values { service.stop() }
    try await replayAll()
  }

  private func canaries(_ person: Person, _ photos: [TestPhoto]) -> [String: [UInt8]] {
    var canaries: [String: [UInt8]] = [
      "name": Array(person.name.utf8), "address": Array(person.email.utf8), "token": Array(person.token.utf8),
    ]
    canaries["token's bytes"] = Hex.decode(person.token)
    for photo in photos {
      for (number, piece) in photo.canaries.enumerated() { canaries["\(photo.name), piece \(number)"] = piece }
    }
    return canaries
  }

  /// Name and address are in account's database and nowhere else; the token and the faces are nowhere in the clear.
  private func scanBeforeErasure(_ person: Person, _ photos: [TestPhoto]) throws {
    let found = try Scan.find(canaries(person, photos), in: "\(deployment.folder)/data")
    #expect(Set(found.map(\.canary)) == ["name", "address"])
    #expect(found.allSatisfy { $0.file.hasPrefix("account/account.sqlite") })
    #expect(try Scan.find(canaries(person, photos), in: "\(deployment.folder)/logs").isEmpty)
  }

  /// exiftool finds no metadata in what reached Astria but how to turn it, and that is as it was.
  private func judgeWhatAstriaReceived(_ photos: [TestPhoto]) async throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: deployment.received)
      .filter { $0.hasSuffix(".jpg") || $0.hasSuffix(".png") }.map { "\(deployment.received)/\($0)" }
    #expect(files.count == photos.count)
    let judged = try await Command.run("exiftool", ["-json", "-G", "-a"] + files)
    #expect(judged.status == 0)
    for word in ["GPS", "Canary", "canary", "XMP:", "ThumbnailImage", "MakerNotes", "JFIF:Thumbnail"] {
      #expect(!judged.output.contains(word), "\(word) survived")
    }
    #expect(judged.output.components(separatedBy: "Rotate 90 CW").count == 2, "one photo lies on its side")
    let original = Set(photos.flatMap(\.canaries))
    let received = try files.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
    for piece in original {
      #expect(received.contains { Data($0).range(of: Data(piece)) != nil }, "the pixels' data is not touched")
    }
  }

  private func nothingIsLeft(of photosession: String, _ person: Person) async throws {
    let astria = try await deployment.sandboxState()
    #expect(astria.tunesCreated == 1)
    #expect(astria.tunesAlive == 0 && astria.promptsAlive == 0 && astria.filesAlive == 0)
    let objects = try FileManager.default.subpathsOfDirectory(atPath: "\(deployment.folder)/data/upload-store")
      .filter { !$0.contains("sqlite") }
      .filter { try isFile("\(deployment.folder)/data/upload-store/\($0)") }
    #expect(objects.isEmpty)
    let status = try await deployment.command(.janitor, "status", "--json")
    let counts = try JSONDecoder().decode([String: Int].self, from: Data(status.output.utf8))
    #expect(counts["keys"] == 0)
    let holdings = try await deployment.command(.janitor, "holdings", "--json")
    #expect(holdings.status == 0 && !holdings.output.contains("upload-store\""), "\(holdings.output)")
    let list = try await person.call("GET", "/v1/photosessions/\(photosession)/avatars")
    #expect(try list.status == 404 || list.list("avatars").isEmpty)
  }

  private func isFile(_ path: String) throws -> Bool {
    try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular
  }

  /// A receipt for each copy there ever was: photos, avatars, prompts and the tune.
  private func judgeReceipts(of photosession: String, _ person: Person, photos: Int) async throws {
    let answer = try await person.call("GET", "/v1/photosessions/\(photosession)/erasure-receipts")
    let receipts = try answer.list("receipts").compactMap { $0["receipt"] as? [String: Any] }
    let classes = receipts.compactMap { $0["class"] as? String }
    #expect(classes.count { $0 == "photo" } == photos)
    #expect(classes.count { $0 == "avatar" } == 4)
    #expect(classes.count { $0 == "tune" } == 1)
    #expect(classes.count { $0 == "prompt" } == 2)
    let verified = try await deployment.command(.janitor, "verify")
    #expect(verified.status == 0, "\(verified.output)")
  }

  private func eraseAccount(_ person: Person) async throws {
    let account = try await person.call("GET", "/v1/account").text("id")
    let erased = try await deployment.command(.account, "erase", account, "--yes")
    #expect(erased.status == 0, "\(erased.output)")
    #expect(try await person.call("GET", "/v1/account").status == 401)
  }

  /// The person's own receipts still verify, though nobody here knows any more whose they are.
  private func verifyBook() async throws {
    let book = "\(deployment.folder)/book.jsonl"
    let exported = try await deployment.command(.janitor, "receipts", "--export", book)
    #expect(exported.status == 0, "\(exported.output)")
    let verified = try await deployment.command(.janitor, "verify", book)
    #expect(verified.status == 0, "\(verified.output)")
    #expect(try Scan.find(["account": Array("owner".utf8)], in: book).isEmpty)
  }

  /// Every recording, fed to a fresh instance, gives the same; with one reply changed by hand, that difference shows.
  private func replayAll() async throws {
    for name in ServiceName.allCases {
      let files = try FileManager.default.contentsOfDirectory(atPath: deployment.recordings)
        .filter { $0.hasPrefix("\(name)-") && $0.dropFirst(name.rawValue.count + 1).first?.isNumber == true }.sorted()
      let file = "\(deployment.recordings)/\(try #require(files.first))"
      let same = try await deployment.command(name, "replay", file)
      #expect(same.status == 0, "\(name): \(same.output)")
      let altered = try alter(file)
      let different = try await deployment.command(name, "replay", altered)
      #expect(different.status == 1 && different.output.contains("1 with a difference"), "\(name): \(different.output)")
      let info = try await deployment.command(name, "recording", "info", file)
      #expect(info.status == 0, "\(info.output)")
    }
  }

  /// Changes a number or a word in the last reply of the recording.
  private func alter(_ file: String) throws -> String {
    var lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
    let last = try #require(lines.lastIndex { $0.contains("\"line\":\"reply\"") })
    let message = try #require(lines[last].range(of: "\"message\":{\""))
    lines[last].insert(contentsOf: "altered", at: message.upperBound)
    let altered = "\(deployment.folder)/altered-\(URL(fileURLWithPath: file).lastPathComponent)"
    try (lines.joined(separator: "\n") + "\n").write(toFile: altered, atomically: true, encoding: .utf8)
    return altered
  }
}
