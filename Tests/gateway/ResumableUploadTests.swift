import Hummingbird
import HummingbirdTesting
import Shared
import TestSupport
import Testing

@testable import gateway

/// The resumable upload protocol over real connections, in each of its versions.
@Suite(.timeLimit(.minutes(1)))
struct ResumableUploadTests {
  private static let path = "/v1/photosessions/\(World.photosession)/photos"
  private static let photo = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 1000) }

  private func talk(
    _ version: UploadPhone.Version, limits: Front.Limits = .init(),
    _ body: @escaping @Sendable (UploadPhone, World) async throws -> Void
  ) async throws {
    let world = try World(limits: limits)
    try await world.app.test(.live) { client in
      try await body(UploadPhone(port: client.port!, token: World.annasToken, version: version), world)
    }
  }

  private func arrived(_ world: World) -> [[UInt8]] { world.state.withLock { $0.photos } }

  @Test(arguments: UploadPhone.Version.allCases)
  func aWholePhotoHearsFirstWhereItCanBeGoneOnWith(_ version: UploadPhone.Version) async throws {
    try await talk(version) { phone, world async throws in
      let heard = try await phone.create(at: Self.path, Self.photo)
      #expect(heard.early.map(\.status) == [104])
      let early = try #require(heard.early.first)
      #expect(early.headers["Upload-Draft-Interop-Version"] == "\(version.rawValue)")
      #expect(early.headers["Location"]?.hasPrefix(Self.path + "/") == true)
      let limits = [3: nil, 5: nil, 6: "max-size=20000000, expires=3600", 8: "max-size=20000000, max-age=3600"]
      #expect(early.headers["Upload-Limit"] == limits[version.rawValue])
      let answer = try #require(heard.answer)
      #expect(answer.status == 201 && answer.isComplete(version) == true && answer.offset == Self.photo.count)
      #expect(answer.headers["Location"] == early.headers["Location"])
      #expect(answer.text.contains("\"mustBeGoneBy\""))
      #expect(arrived(world) == [Self.photo])
    }
  }

  @Test(arguments: UploadPhone.Version.allCases)
  func aPhotoThatWasCutIsGoneOnWith(_ version: UploadPhone.Version) async throws {
    try await talk(version) { phone, world async throws in
      let answer = try await phone.upload(
        Self.photo, to: Self.path,
        endings: [.cut(after: 300_000), .cut(after: 1), .cut(after: 0), .hanging(after: 70_000), .cut(after: 299_999)])
      #expect(answer.status == 201 && answer.isComplete(version) == true)
      #expect(arrived(world) == [Self.photo])
    }
  }

  @Test(arguments: UploadPhone.Version.allCases)
  func roomIsMadeFirstWhereNo104CanPass(_ version: UploadPhone.Version) async throws {
    try await talk(version, limits: .init(tellsEarly: false)) { phone, world async throws in
      let begun = try await phone.create(at: Self.path, [], isComplete: false)
      #expect(begun.early.isEmpty)
      let answer = try #require(begun.answer)
      #expect(answer.status == 201 && answer.isComplete(version) == false && answer.offset == 0)
      let location = try #require(begun.location)
      let more = try await phone.goOn(location, from: 0, Array(Self.photo[..<1000]), isComplete: false)
      #expect(more.answer?.status == (version == .eight ? 204 : 201))
      #expect(more.answer?.isComplete(version) == false && more.answer?.offset == 1000)
      let last = try await phone.goOn(location, from: 1000, Array(Self.photo[1000...]))
      #expect(last.answer?.status == 201 && last.answer?.headers["Location"] == nil)
      #expect(arrived(world) == [Self.photo])
    }
  }

  @Test(arguments: UploadPhone.Version.allCases)
  func howFarItHasComeIsTold(_ version: UploadPhone.Version) async throws {
    try await talk(version) { phone, world async throws in
      let location = try #require(
        try await phone.create(at: Self.path, Self.photo, .cut(after: 300_000)).location)
      let answer = try #require(try await phone.ask(location))
      #expect(
        answer.status == 204 && answer.isComplete(version) == false && answer.headers["Cache-Control"] == "no-store")
      #expect((0...300_000).contains(answer.offset ?? -1))
      #expect(answer.headers["Upload-Length"] == "\(Self.photo.count)")
      #expect((answer.headers["Upload-Limit"] != nil) == (version == .six || version == .eight))
      for (name, value) in [
        ("Upload-Offset", "1"), version == .three ? ("Upload-Incomplete", "?1") : ("Upload-Complete", "?0"),
      ] {
        let status = try await phone.send("HEAD", location, HTTPHeaders([(name, value)])).answer?.status
        #expect(status == (version == .eight ? 204 : 400))
      }
      let nowhere = Self.path + "/" + String(repeating: "9", count: 32)
      #expect(try await phone.ask(nowhere)?.status == 404)
      #expect(try await phone.goOn(nowhere, from: 0, [1]).answer?.status == 404)
    }
  }

  @Test(arguments: UploadPhone.Version.allCases)
  func aWrongOffsetIsToldTheRightOneAndDoesNoHarm(_ version: UploadPhone.Version) async throws {
    try await talk(version) { phone, world async throws in
      let location = try #require(
        try await phone.create(at: Self.path, Array(Self.photo[..<1000]), isComplete: false).location)
      for offset in [0, 999, 1001] {
        let answer = try #require(try await phone.goOn(location, from: offset, [1, 2, 3]).answer)
        #expect(answer.status == 409 && answer.offset == 1000 && answer.isComplete(version) == false)
        #expect(answer.text.contains("https://iana.org/assignments/http-problem-types#mismatching-upload-offset"))
        #expect(
          answer.text.contains("\"expected-offset\":1000") && answer.text.contains("\"provided-offset\":\(offset)"))
      }
      _ = try await phone.goOn(location, from: 1000, Array(Self.photo[1000...]))
      #expect(arrived(world) == [Self.photo])
    }
  }

  @Test(arguments: ["-1", "\"5\"", "1.5", "5, 5", "", "99999999999999999999"])
  func anOffsetThatCannotBeReadIsNone(_ offset: String) async throws {
    try await talk(.eight) { phone, world async throws in
      let location = Self.path + "/\(World.photo)"
      let headers: HTTPHeaders = ["Upload-Offset": offset, "Upload-Complete": "?1"]
      #expect(try await phone.send("PATCH", location, headers, [1, 2, 3]).answer?.status == 400)
      #expect(try await phone.ask(location)?.offset == 4)
    }
  }

  @Test(arguments: UploadPhone.Version.allCases)
  func theFinalAnswerCanBeHadAgainAndNothingBeAdded(_ version: UploadPhone.Version) async throws {
    try await talk(version) { phone, world async throws in
      let location = try #require(try await phone.create(at: Self.path, Self.photo).location)
      let standing = try #require(try await phone.ask(location))
      #expect(standing.isComplete(version) == true && standing.offset == Self.photo.count)
      let again = try #require(try await phone.goOn(location, from: Self.photo.count, []).answer)
      #expect(again.status == (version == .six ? 400 : 201) && again.isComplete(version) == true)
      let more = try #require(try await phone.goOn(location, from: Self.photo.count, [1]).answer)
      #expect(more.status == 400 && more.text.contains("#completed-upload"))
      #expect(arrived(world) == [Self.photo])
    }
  }

  @Test(arguments: UploadPhone.Version.allCases)
  func whatIsNoPhotoIsRefusedAndThatIsTheEnd(_ version: UploadPhone.Version) async throws {
    try await talk(version) { phone, world async throws in
      let heard = try await phone.create(at: Self.path, Array("no photo".utf8))
      let answer = try #require(heard.answer)
      #expect(answer.status == 422 && answer.isComplete(version) == true)
      #expect(answer.text.contains("not-an-image"))
      let location = try #require(heard.location)
      #expect(try await phone.ask(location)?.isComplete(version) == true)
    }
  }

  @Test func aFirstRequestThatIsSentAgainBringsTheSamePhoto() async throws {
    try await talk(.eight) { phone, world async throws in
      let first = try await phone.create(at: Self.path, Self.photo, key: "one", .cut(after: 400_000))
      let location = try #require(first.location)
      let before = try #require(try await phone.ask(location)?.offset)
      #expect(before > 0)
      let again = try await phone.create(at: Self.path, Self.photo, key: "one")
      #expect(again.location == location && again.answer?.status == 201)
      #expect(arrived(world) == [Self.photo])
      let once = try await phone.create(at: Self.path, Self.photo, key: "one")
      #expect(once.answer?.status == 201 && arrived(world).count == 1)
    }
  }

  @Test(arguments: ["4", "7", "9", "x"])
  func whoSpeaksAVersionThatWeDoNotSendsAPhotoAsAlways(_ number: String) async throws {
    try await talk(.eight) { phone, world async throws in
      let headers: HTTPHeaders = [
        "Upload-Draft-Interop-Version": number, "Upload-Complete": "?1", "Content-Type": "image/jpeg",
      ]
      let heard = try await phone.send("POST", Self.path, headers, Self.photo)
      #expect(heard.early.isEmpty && heard.answer?.status == 201)
      #expect(world.asked.contains("storePhoto"))
      #expect(arrived(world) == [Self.photo])
    }
  }

  @Test(arguments: [("Upload-Complete", "?0"), ("Upload-Incomplete", "?1")])
  func aPartOfAPhotoIsNeverTakenForOne(_ name: String, _ value: String) async throws {
    try await talk(.eight) { phone, world async throws in
      let headers = HTTPHeaders([("Upload-Draft-Interop-Version", "99"), (name, value), ("Content-Type", "image/jpeg")])
      let heard = try await phone.send("POST", Self.path, headers, Array(Self.photo[..<1000]))
      #expect(heard.early.isEmpty && heard.answer?.status == 201 && heard.answer?.offset == 1000)
      #expect(arrived(world).isEmpty)
    }
  }

  @Test func aPhotoOfUnknownLengthCanBeGoneOnWith() async throws {
    try await talk(.five) { phone, world async throws in
      let headers: HTTPHeaders = [
        "Upload-Complete": "?0", "Content-Type": "image/jpeg", "Transfer-Encoding": "chunked",
      ]
      let body = Array("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".utf8)
      let location = try #require(try await phone.send("POST", Self.path, headers, body).location)
      let more: HTTPHeaders = [
        "Upload-Complete": "?1", "Upload-Offset": "5", "Transfer-Encoding": "chunked",
      ]
      let last = try await phone.send("PATCH", location, more, Array("1\r\nf\r\n0\r\n\r\n".utf8))
      #expect(last.answer?.status == 201)
      #expect(arrived(world) == [Array("abcdef".utf8)])
    }
  }

  @Test func aStrangerFindsNoUpload() async throws {
    try await talk(.eight) { phone, world async throws in
      let location = try #require(
        try await phone.create(at: Self.path, Array(Self.photo[..<1000]), isComplete: false).location)
      let bert = UploadPhone(port: phone.port, token: World.bertsToken, version: .eight)
      for answer in [try await bert.ask(location), try await bert.goOn(location, from: 1000, [1]).answer] {
        #expect(answer?.status == 404 && answer?.offset == nil)
      }
      #expect(try await phone.ask(location)?.offset == 1000)
    }
  }

  @Test func whatIsTakenIsToldToWhoeverAsks() async throws {
    try await talk(.eight) { phone, _ async throws in
      let answer = try #require(try await phone.send("OPTIONS", Self.path).answer)
      #expect(answer.status == 204 && answer.headers["Upload-Limit"] == "max-size=20000000, max-age=43200")
    }
  }

  /// Whoever keeps the connection would take bytes after such an answer for the next one.
  @Test func anAnswerToHEADHasNoBodyNotEvenARefusal() async throws {
    let world = try World()
    try await world.app.test(.live) { client in
      try await RawConnection.to(client) { connection in
        let head = "Host: x\r\nAuthorization: Bearer \(World.annasToken)\r\n\r\n"
        for photo in [String(repeating: "9", count: 32), World.photo.text] {
          try await connection.send("HEAD \(Self.path)/\(photo) HTTP/1.1\r\n\(head)")
        }
        try await connection.send("GET /v1/styles HTTP/1.1\r\n\(head)")
        #expect(try await connection.read(until: "\"studio\""))
        #expect(connection.received.contains("HTTP/1.1 404") && connection.received.contains("HTTP/1.1 204"))
        #expect(!connection.received.contains("not-found"))
      }
    }
  }
}
