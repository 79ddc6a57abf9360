import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// Photos in pieces through all processes: in each version of the protocol, cut at random bytes, with processes that
/// are killed meanwhile. What Astria receives in the end is, byte by byte, what it receives of the photo sent whole.
@Suite(.timeLimit(.minutes(15))) struct ResumableUploadTests {
  private func deploy(
    _ options: Deployment.Options = .init(), _ body: (Deployment, Person, TestPhoto) async throws -> Void
  ) async throws {
    let deployment = try await Deployment(options)
    do {
      let photos = try await TestPhoto.make(in: deployment.folder + "/photos")
      let person = try await Person.signUp(at: deployment, name: "Robin", email: "robin@example.org")
      try await body(deployment, person, photos[0])
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }

  @Test func aPhotoCutAnywhereArrivesAsItIsWhateverIsKilled() async throws {
    var chance = Seeded.announced()
    try await deploy { deployment, person, photo in
      let photosession = try await person.openPhotosession()
      try await person.upload(photo, to: photosession).expect(201)
      for version in UploadPhone.Version.allCases {
        let phone = UploadPhone(port: deployment.port, token: person.token, version: version)
        let endings = Self.endings(Scale.pick(8, all: 200), photo.bytes.count, &chance)
        var exchanges = 0
        let answer = try await phone.upload(
          photo.bytes, to: "/v1/photosessions/\(photosession)/photos", key: "\(version.rawValue)", endings: endings
        ) {
          exchanges += 1
          if exchanges == 3 { try deployment.restart(.uploadStore) }
          if exchanges == 5 { try deployment.restart(.gateway) }
        }
        #expect(answer.status == 201 && answer.isComplete(version) == true, "\(version): \(answer.text)")
        #expect(exchanges > endings.count, "\(version)")
      }
      let photos = try await person.look(photosession).object()["progress"] as? [String: Any]
      #expect(photos?["photos"] as? Int == 5)
      try await Self.expectTheSamePhoto(5, of: person, photosession, deployment)
      let end = try await Self.finish(person, photosession)
      // Each piece has a receipt of its own, and so has each photo.
      #expect(end > 5 + 4)
      #expect(try Self.objects(deployment).isEmpty)
    }
  }

  /// Small enough that a few hundred of them fit into one photo, so that each cuts something.
  private static func endings(_ count: Int, _ bytes: Int, _ chance: inout Seeded) -> [UploadPhone.Ending] {
    (0..<count).map { number in
      let after = Int.random(in: 0...(2 * bytes / (count + 1)), using: &chance)
      return number % 4 == 3 ? .hanging(after: after) : .cut(after: after)
    }
  }

  @Test func ofTwoDevicesThatSendTheSamePhotoOneStoresIt() async throws {
    try await deploy { deployment, person, photo in
      let photosession = try await person.openPhotosession()
      for version in UploadPhone.Version.allCases {
        let phone = UploadPhone(port: deployment.port, token: person.token, version: version)
        let half = photo.bytes.count / 2
        async let one = phone.upload(
          photo.bytes, to: "/v1/photosessions/\(photosession)/photos", key: "\(version.rawValue)",
          endings: [.cut(after: half)])
        async let other = phone.upload(
          photo.bytes, to: "/v1/photosessions/\(photosession)/photos", key: "\(version.rawValue)",
          endings: [.cut(after: 9)])
        let answers = try await [one, other]
        #expect(answers.contains { $0.status == 201 }, "\(version)")
        // Who wants to go on with it when the other has just brought the rest hears that it is complete.
        for answer in answers where answer.status != 201 {
          #expect(answer.status == 400 && answer.text.contains("completed-upload"), "\(version)")
        }
      }
      try await Self.expectTheSamePhoto(4, of: person, photosession, deployment)
    }
  }

  @Test func whoCallsAnUploadOffHasNothingLeftOfIt() async throws {
    try await deploy { deployment, person, photo in
      let photosession = try await person.openPhotosession()
      for version in UploadPhone.Version.allCases {
        let phone = UploadPhone(port: deployment.port, token: person.token, version: version)
        let half = Array(photo.bytes[..<(photo.bytes.count / 2)])
        let heard = try await phone.create(
          at: "/v1/photosessions/\(photosession)/photos", half, isComplete: false)
        let location = try #require(heard.location)
        _ = try await phone.goOn(location, from: half.count, Array(photo.bytes[half.count...]), .hanging(after: 10))
        #expect(try !Self.objects(deployment).isEmpty)
        #expect(try await phone.cancel(location)?.status == 204)
        #expect(try Self.objects(deployment).isEmpty)
        #expect(try await phone.ask(location)?.status == 404)
        #expect(try await phone.goOn(location, from: 0, photo.bytes).answer?.status == 404)
      }
    }
  }

  @Test func anAbandonedUploadIsErasedAtItsTimeWithAReceipt() async throws {
    let contract = try String(
      contentsOfFile: "\(Repository.root)/Shared/Contract/retention-contract.json", encoding: .utf8
    ).replacing(
      "\"deadline\": \"24h\", \"mustBeGoneBy\": \"12h\"", with: "\"deadline\": \"24s\", \"mustBeGoneBy\": \"6s\"")
    try await deploy(.init(contract: contract)) { deployment, person, photo in
      let photosession = try await person.openPhotosession()
      let phone = UploadPhone(port: deployment.port, token: person.token, version: .eight)
      let half = Array(photo.bytes[..<(photo.bytes.count / 2)])
      let heard = try await phone.create(at: "/v1/photosessions/\(photosession)/photos", half, isComplete: false)
      let location = try #require(heard.location)
      #expect(try await phone.ask(location)?.offset == half.count)
      try await Eventually.holds("its pieces are gone") { try Self.objects(deployment).isEmpty }
      try await Eventually.holds("nobody can go on with it") { try await phone.ask(location)?.status == 404 }
      let receipts = try await Eventually.get("a receipt") {
        let receipts = try await person.receipts(of: photosession)
        return receipts.isEmpty ? nil : receipts
      }
      #expect(receipts.count == 1)
    }
  }

  // MARK: Looking

  private static func objects(_ deployment: Deployment) throws -> [String] {
    let store = "\(deployment.folder)/data/upload-store/store/objects"
    return try FileManager.default.subpathsOfDirectory(atPath: store).filter { $0.count > "ab/".count }
  }

  /// So many photos reach Astria, and no two of them differ.
  private static func expectTheSamePhoto(
    _ count: Int, of person: Person, _ photosession: String, _ deployment: Deployment
  ) async throws {
    try await person.train(photosession)
    try await person.wait(for: .training, photosession)
    let files = try FileManager.default.subpathsOfDirectory(atPath: deployment.received)
      .filter { $0.hasSuffix(".jpg") }.map {
        try Data(contentsOf: URL(fileURLWithPath: "\(deployment.received)/\($0)"))
      }
    #expect(files.count == count)
    #expect(Set(files).count == 1)
  }

  /// - Returns: how many receipts there are in the end.
  private static func finish(_ person: Person, _ photosession: String) async throws -> Int {
    try await person.wait(for: .ready, photosession)
    try await person.delivered(photosession)
    try await person.wait(for: .erased, photosession)
    return try await person.receipts(of: photosession).count
  }
}
