import Shared
import TestSupport
import Testing

@testable import astria_bridge

/// Pictures come from known hosts, without the key, and are what they look like.
@Suite(.timeLimit(.minutes(1))) struct AstriaImagesTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]
  private static let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70]

  private func address(_ astria: OddAstria) -> Personal<String> {
    Personal(astria.url + "/aaaaaaaaaaaaaaaaaaaaaaaaaaaa")
  }

  @Test(arguments: [(png, "image/png"), (jpeg, "image/jpeg")])
  func theFirstBytesSayWhatItIs(_ bytes: [UInt8], _ type: String) async throws {
    let astria = try OddAstria(OddAstria.Answer(headers: ["Content-Type": "application/octet-stream"], body: bytes))
    let picture = try await astria.images.open(address(astria))
    #expect(picture.contentType == type && picture.attachment.length == bytes.count)
    var read: [UInt8] = []
    while let chunk = try await picture.attachment.next() { read += chunk.bytes }
    #expect(read == bytes)
    #expect(try #require(astria.requests.first).headers["Authorization"] == nil)
  }

  @Test(arguments: [
    OddAstria.Answer.other(200, "image/png", "<html>not here</html>"), .other(200, "image/png", "\u{1}"),
  ])
  func whatIsNoPictureIsNotTaken(_ answer: OddAstria.Answer) async throws {
    let astria = try OddAstria(answer)
    await #expect { _ = try await astria.images.open(address(astria)) } throws: { Self.kind($0) == .rejected }
  }

  @Test(arguments: ["http://localhost/x", "https://evil.example/x", "file:///etc/passwd", "nonsense", ""])
  func otherHostsAreNotAsked(_ address: String) async throws {
    let images = try OddAstria(.json("{}")).images
    await #expect { _ = try await images.open(Personal(address)) } throws: { Self.kind($0) == .rejected }
    #expect(try await images.isReadable(Personal(address)) == false)
  }

  @Test(arguments: [
    OddAstria.Answer.other(403, "text/html", "<html>"), .other(404, "image/png"), .other(500, "text/html"),
    .other(503, "text/html", "<html>"), .other(200, "text/html; charset=utf-8", "<html>"), .other(200, "image/png"),
  ])
  func aPictureThatIsNotThereYetMayComeLater(_ answer: OddAstria.Answer) async throws {
    let astria = try OddAstria(answer)
    await #expect { _ = try await astria.images.open(address(astria)) } throws: { Self.kind($0) == .unreachable }
  }

  @Test func aPictureHasABound() async throws {
    let tooLarge = Self.jpeg + Array(repeating: 0, count: AstriaImages.bytesMax)
    let astria = try OddAstria(OddAstria.Answer(body: tooLarge))
    await #expect { _ = try await astria.images.open(address(astria)) } throws: { Self.kind($0) == .rejected }
  }

  @Test(arguments: [(200, true), (403, false), (404, false)])
  func aProbeSaysWhetherAnybodyCouldReadIt(_ status: Int, _ isReadable: Bool) async throws {
    let astria = try OddAstria(.other(status, "image/png", "x"))
    #expect(try await astria.images.isReadable(address(astria)) == isReadable)
  }

  @Test func aProbeThatFailsSaysNothing() async throws {
    let astria = try OddAstria(.other(502, "text/html"))
    await #expect(throws: AstriaFailure.self) { _ = try await astria.images.isReadable(address(astria)) }
  }

  private static func kind(_ error: any Error) -> Trouble.Kind? { (error as? AstriaFailure)?.trouble.kind }
}
