import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// Whatever is wrong gets its problem document, with a stable type, and leaves nothing behind.
@Suite(.timeLimit(.minutes(3))) struct BadInputTests {
  @Test func whateverIsWrongIsToldAndLeavesNothingBehind() async throws {
    let deployment = try await Deployment()
    do {
      let photos = try await TestPhoto.make(in: deployment.folder + "/photos")
      let person = try await Person.signUp(at: deployment, name: "Robin", email: "robin@example.org")
      try await strangersAreTurnedAway(deployment)
      let photosession = try await person.openPhotosession()
      try await badPhotosAreRefused(person, photosession, photos[0])
      try await bodiesOfAnotherLengthAreRefused(deployment, person, photosession, photos[0])
      try nothingIsStored(deployment)
      try await ordersOutOfPlaceAreRefused(person, photosession, photos)
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }

  private func expect(
    _ status: Int, _ problem: String, _ answer: Harness.Answer, location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(answer.status == status, "\(answer.body)", sourceLocation: location)
    #expect(try answer.problem() == problem, sourceLocation: location)
    #expect(answer.headers["Content-Type"] == "application/problem+json", sourceLocation: location)
  }

  private func strangersAreTurnedAway(_ deployment: Deployment) async throws {
    let nobody = Person(door: deployment, name: "", email: "", token: String(repeating: "0", count: 64))
    try expect(401, "unauthorized", try await nobody.call("GET", "/v1/account"))
    let adult: [String: Any] = ["name": "R", "email": "r@example.org", "dateOfBirth": "1990-02-03"]
    let consent = adult.merging(["consent": ["policyVersion": 1]]) { $1 }
    let child = consent.merging(["dateOfBirth": "2020-01-01"]) { $1 }
    try expect(403, "under-age", try await nobody.call("POST", "/v1/accounts", json: child))
    let outdated = adult.merging(["consent": ["policyVersion": 7]]) { $1 }
    try expect(409, "consent-outdated", try await nobody.call("POST", "/v1/accounts", json: outdated))
    let unknown = consent.merging(["isAdmin": true]) { $1 }
    try expect(422, "invalid-field", try await nobody.call("POST", "/v1/accounts", json: unknown))
    let malformed = try await nobody.call(
      "POST", "/v1/accounts", bytes: Array("{\"name\":".utf8), type: "application/json")
    try expect(400, "malformed-request", malformed)
    try expect(404, "not-found", try await nobody.call("GET", "/v1/nothing"))
    let styles = try await deployment.command(.gateway, "send", "GET", "/v1/styles")
    #expect(styles.status == 0 && styles.output.contains("studio"), "\(styles.output)")
    let nothing = try await deployment.command(.gateway, "send", "GET", "/v1/nothing")
    #expect(nothing.status == 1 && nothing.output.contains("not-found"), "\(nothing.output)")
  }

  private func badPhotosAreRefused(_ person: Person, _ photosession: String, _ photo: TestPhoto) async throws {
    func upload(_ bytes: [UInt8], _ type: String = "image/jpeg") async throws -> Harness.Answer {
      try await person.call("POST", "/v1/photosessions/\(photosession)/photos", bytes: bytes, type: type)
    }
    try expect(422, "not-an-image", try await upload(Array("This is a letter, not a photo of anybody.".utf8)))
    try expect(422, "image-truncated", try await upload(Array(photo.bytes.prefix(photo.bytes.count / 2))))
    try expect(415, "unsupported-image", try await upload(photo.bytes, "image/png"))
    let large = photo.bytes.prefix(1000) + Array(repeating: 0, count: PhotosessionLimits.photoBytesMax)
    try expect(413, "photo-too-large", try await upload(Array(large)))
    try expect(422, "too-many-pixels", try await upload(Self.flood(photo.bytes)))
    try expect(
      422, "unknown-style", try await person.call("POST", "/v1/photosessions", json: ["subject": "man", "style": "x"]))
  }

  /// The same JPEG, saying that it is 65,535 pixels wide and high.
  private static func flood(_ jpeg: [UInt8]) -> [UInt8] {
    var flood = jpeg
    guard let frame = Data(jpeg).range(of: Data([0xff, 0xc0, 0x00, 0x11, 0x08])) else { return [] }
    flood.replaceSubrange(frame.upperBound..<frame.upperBound + 4, with: [0xff, 0xff, 0xff, 0xff])
    return flood
  }

  private func bodiesOfAnotherLengthAreRefused(
    _ deployment: Deployment, _ person: Person, _ photosession: String, _ photo: TestPhoto
  ) async throws {
    func head(_ length: Int) -> [UInt8] {
      Array(
        """
        POST /v1/photosessions/\(photosession)/photos HTTP/1.1\r\nHost: localhost\r\n\
        Authorization: Bearer \(person.token)\r\nContent-Type: image/jpeg\r\n\
        Content-Length: \(length)\r\n\r\n
        """.utf8)
    }
    // Longer than announced: only what was announced is looked at, and that is half a photo.
    let longer = try RawRequest.send(head(photo.bytes.count / 2) + photo.bytes, toPort: deployment.port)
    #expect(longer.hasPrefix("HTTP/1.1 422") && longer.contains("image-truncated"), "\(longer.prefix(300))")
    // Shorter than announced: the rest never comes.
    let shorter = try RawRequest.send(head(photo.bytes.count * 2) + photo.bytes, toPort: deployment.port)
    #expect(!shorter.contains("201"), "\(shorter.prefix(300))")
  }

  private func nothingIsStored(_ deployment: Deployment) throws {
    let store = "\(deployment.folder)/data/upload-store/store"
    let files = try FileManager.default.subpathsOfDirectory(atPath: store).filter {
      try FileManager.default.attributesOfItem(atPath: "\(store)/\($0)")[.type] as? FileAttributeType == .typeRegular
    }
    #expect(files.isEmpty)
  }

  private func ordersOutOfPlaceAreRefused(
    _ person: Person, _ photosession: String, _ photos: [TestPhoto]
  ) async throws {
    let path = "/v1/photosessions/\(photosession)"
    try await person.upload(photos[3], to: photosession).expect(201)
    try expect(409, "too-few-photos", try await person.call("POST", path + "/training"))
    for _ in 1..<PhotosessionLimits.photos.upperBound {
      try await person.upload(photos[3], to: photosession).expect(201)
    }
    try expect(409, "too-many-photos", try await person.upload(photos[3], to: photosession))

    let other = try await Person.signUp(at: person.door, name: "Kim", email: "kim@example.org")
    try expect(404, "not-found", try await other.call("GET", path))
    try expect(404, "not-found", try await other.call("DELETE", path))
    try expect(404, "not-found", try await other.upload(photos[0], to: photosession))

    try await person.call("POST", path + "/training").expect(202)
    try expect(409, "training-already-requested", try await person.call("POST", path + "/training"))
    try expect(409, "photos-closed", try await person.upload(photos[0], to: photosession))
    try expect(404, "not-found", try await person.call("GET", path + "/avatars/" + String(repeating: "a", count: 32)))
    try await person.wait(for: .ready, photosession)
    try await person.delivered(photosession)
    try await person.wait(for: .erased, photosession)
  }
}
