import TestSupport
import Testing

@testable import Shared

@Suite struct MultipartTests {
  private let boundary = "0123456789abcdef"

  private func file(_ chunks: [String], length: Int, opened: Counter = Counter()) -> Multipart.Part {
    .file(name: "tune[images][]", filename: "1.jpg", contentType: "image/jpeg", length: length) {
      opened.add(1)
      let index = Counter()
      return {
        guard index.value < chunks.count else { return nil }
        index.add(1)
        return Array(chunks[index.value - 1].utf8)
      }
    }
  }

  private func text(of multipart: Multipart) async throws -> String {
    guard case .stream(_, let next) = multipart.body else { return "" }
    var bytes: [UInt8] = []
    while let more = try await next() { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func fieldsAndFilesAreWrittenAsBrowsersWriteThem() async throws {
    let form = try Multipart(
      boundary: boundary,
      parts: [.field(name: "tune[title]", value: "a\r\n\"b\" ü"), file(["abc", "", "de"], length: 5)])
    let expected = """
      --0123456789abcdef\r
      Content-Disposition: form-data; name="tune[title]"\r
      \r
      a\r
      "b" ü\r
      --0123456789abcdef\r
      Content-Disposition: form-data; name="tune[images][]"; filename="1.jpg"\r
      Content-Type: image/jpeg\r
      \r
      abcde\r
      --0123456789abcdef--\r\n
      """
    #expect(try await text(of: form) == expected)
    #expect(form.length == expected.utf8.count)
    #expect(form.contentType == "multipart/form-data; boundary=0123456789abcdef")
  }

  @Test func quotesAndLineBreaksInNamesAreEscaped() async throws {
    let form = try Multipart(boundary: boundary, parts: [.field(name: "a\"b\r\nc%é", value: "")])
    #expect(try await text(of: form).contains("name=\"a%22b%0D%0Ac%é\"\r\n"))
  }

  @Test func aBodyMayBeReadAgain() async throws {
    let opened = Counter()
    let form = try Multipart(boundary: boundary, parts: [file(["abc"], length: 3, opened: opened)])
    #expect(opened.value == 0)
    let first = try await text(of: form)
    #expect(try await text(of: form) == first)
    #expect(opened.value == 2)
  }

  @Test(arguments: [2, 4, 0]) func aFileOfAnotherLengthFails(length: Int) async throws {
    let form = try Multipart(boundary: boundary, parts: [file(["a", "bc"], length: length)])
    await #expect(throws: HTTPFailure.self) { try await text(of: form) }
  }

  @Test func anEmptyFileIsAFile() async throws {
    let form = try Multipart(boundary: boundary, parts: [file([], length: 0)])
    #expect(try await text(of: form).utf8.count == form.length)
  }

  @Test(arguments: ["", "short", "0123456789abcde\r\n", "0123456789abcde\"", String(repeating: "a", count: 71)])
  func aBoundaryThatCannotServeIsRefused(boundary: String) {
    #expect(throws: HTTPFailure.self) { try Multipart(boundary: boundary, parts: []) }
  }

  @Test func aContentTypeCannotAddHeaders() {
    let part = Multipart.Part.file(name: "a", filename: "b", contentType: "a\r\nX: y", length: 0, open: { { nil } })
    #expect(throws: HTTPFailure.self) { try Multipart(boundary: boundary, parts: [part]) }
  }

  @Test(.timeLimit(.minutes(1))) func aFormArrivesWhole() async throws {
    let server = try LoopbackServer { connection in
      while let request = connection.read() { connection.respond(201, body: request.body) }
    }
    let form = try Multipart(
      boundary: boundary, parts: [.field(name: "n", value: "v"), file(["abc", "de"], length: 5), file([], length: 0)])
    let request = HTTPRequest("POST", server.url, headers: ["Content-Type": form.contentType], body: form.body)
    let response = try await HTTPClient(userAgent: "mayfly-tests/1").send(request)
    #expect(response.status == 201)
    #expect(try await text(of: form) == String(decoding: response.body, as: UTF8.self))
  }
}
