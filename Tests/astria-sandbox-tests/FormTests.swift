import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct FormTests {
  private static let tree = FormTree.fields([
    "tune": .fields([
      "title": .text("a&b c"), "urls": .list([.text("1"), .text("2")]),
      "prompts": .list([
        .fields(["text": .text("one"), "num": .text("4")]), .fields(["text": .text("two")]),
      ]),
    ])
  ])

  @Test func theThreeEncodingsBecomeOneTree() throws {
    let json =
      #"{"tune": {"title": "a&b c", "urls": ["1", 2], "prompts": [{"text": "one", "num": 4}, {"text": "two"}]}}"#
    #expect(try FormReader.read(Array(json.utf8), contentType: "application/json; charset=utf-8") == Self.tree)

    let pairs = [
      ("tune[title]", "a&b c"), ("tune[urls][]", "1"), ("tune[urls][]", "2"), ("tune[prompts][][text]", "one"),
      ("tune[prompts][][num]", "4"), ("tune[prompts][][text]", "two"),
    ]
    let urlEncoded =
      "tune%5Btitle%5D=a%26b+c&tune[urls][]=1&tune[urls][]=2&tune[prompts][][text]=one"
      + "&tune[prompts][][num]=4&tune%5Bprompts%5D%5B%5D%5Btext%5D=two"
    let type = "application/x-www-form-urlencoded"
    #expect(try FormReader.read(Array(urlEncoded.utf8), contentType: type) == Self.tree)

    let parts = pairs.map { "--B\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }.joined()
    let multipart = Array((parts + "--B--\r\n").utf8)
    #expect(try FormReader.read(multipart, contentType: "multipart/form-data; boundary=B") == Self.tree)
  }

  @Test func numberedFieldsAreAListInTheOrderOfTheirNumbers() {
    let tree = FormReader.urlEncoded("a[10][text]=last&a[0][text]=first&a[2][text]=second")
    #expect(tree["a"]?.items.map { $0["text"]?.text } == ["first", "second", "last"])
    #expect(FormReader.urlEncoded("a[x]=1&a[0]=2")["a"]?.items == [])
  }

  /// Rack's rule, with its trap: an optional field that only a later element has is taken for the earlier one's.
  @Test func anElementGoesOnUntilAFieldRepeats() {
    let tree = FormReader.urlEncoded("p[][text]=1&p[][text]=2&p[][num]=4")
    #expect(tree["p"]?.items == [.fields(["text": .text("1")]), .fields(["text": .text("2"), "num": .text("4")])])
  }

  @Test func aFileKeepsItsNameItsTypeAndEveryByte() throws {
    let bytes: [UInt8] = Array("\r\n--Bnot\r\n-".utf8) + [0, 255, 13, 10, 13, 10]
    let head = "--B-1\r\ncontent-disposition: form-data; filename=\"a;%22b\\\".jpg\"; name=\"tune[images][]\"\r\n"
    let body = Array((head + "Content-Type: image/jpeg\r\n\r\n").utf8) + bytes + Array("\r\n--B-1--".utf8)
    let tree = try FormReader.read(body, contentType: "multipart/form-data; boundary=\"B-1\"")
    let file = UploadedFile(name: "a;\"b\".jpg", contentType: "image/jpeg", bytes: bytes)
    #expect(tree["tune"]?["images"] == .list([.file(file)]))
  }

  @Test func anEmptyFileFieldOfABrowserIsNothing() throws {
    let body = "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\"\r\n\r\n\r\n--B--\r\n"
    let tree = try FormReader.read(Array(body.utf8), contentType: "multipart/form-data; boundary=B")
    #expect(tree["a"] == .null)
  }

  @Test(arguments: [
    "", "--B", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", "--B\r\n\r\n\r\n1\r\n--B--",
    "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B",
  ]) func aBodyThatIsCutShortIsABadRequest(body: String) {
    #expect(throws: Rejection.self) {
      try FormReader.read(Array(body.utf8), contentType: "multipart/form-data; boundary=B")
    }
  }

  @Test(arguments: ["a[", "a]", "[a]", "a[b", "a[b]c", "]["]) func aMalformedNameIsAPlainOne(name: String) {
    #expect(FormName(name).parts == [.field(name)])
  }

  @Test func wordsThatMeanNoAreFalse() {
    #expect(["false", "0", "off", ""].map { FormTree.text($0).isTrue } == [false, false, false, false])
    #expect(["true", "1", "on"].map { FormTree.text($0).isTrue } == [true, true, true])
  }
}
