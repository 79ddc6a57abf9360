import Shared
import Testing

@testable import upload_store

/// Against what AWS published: its test suite for Signature Version 4, and the examples of S3's documentation
/// (docs.aws.amazon.com, "Signature Calculations for the Authorization Header").
@Suite(.timeLimit(.minutes(1))) struct SignatureV4Tests {
  private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  // MARK: The test suite

  private func suite(
    _ method: String = "GET", _ path: String = "/", _ query: [(name: String, value: String)] = []
  ) -> String {
    let credentials = AWSCredentials(id: "AKIDEXAMPLE", secret: Personal("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
    let signature = SignatureV4(credentials: credentials, region: "us-east-1", service: "service")
    let authorisation = signature.authorisation(
      .init(
        method: method, path: SignatureV4.encode(path, isPath: true), query: query,
        headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")], payload: Self.empty),
      at: Moment("2015-08-30T12:36:00Z")!)
    return String(authorisation.suffix(64))
  }

  @Test func plainRequests() {
    #expect(suite() == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
    #expect(suite("POST") == "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")
  }

  @Test func pathsAreEncodedOnce() {
    #expect(suite("GET", "/ሴ") == "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")
    #expect(
      suite("GET", "/example space/") == "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741")
  }

  @Test func queriesAreSortedAndEncoded() {
    #expect(
      suite("GET", "/", [("Param2", "value2"), ("Param1", "value1")])
        == "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")
    #expect(
      suite("GET", "/", [("ሴ", "bar")]) == "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04")
  }

  // MARK: S3's examples

  private func s3(
    _ method: String, _ path: String, query: [(name: String, value: String)] = [],
    headers: [(name: String, value: String)] = [], payload: String = Self.empty
  ) -> String {
    let credentials = AWSCredentials(
      id: "AKIAIOSFODNN7EXAMPLE", secret: Personal("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
    let usual = [
      ("host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", payload), ("x-amz-date", "20130524T000000Z"),
    ]
    return SignatureV4(credentials: credentials, region: "us-east-1").authorisation(
      .init(
        method: method, path: SignatureV4.encode(path, isPath: true), query: query, headers: usual + headers,
        payload: payload), at: Moment("2013-05-24T00:00:00Z")!)
  }

  @Test func gettingAnObject() {
    #expect(
      s3("GET", "/test.txt", headers: [("range", "bytes=0-9")])
        == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
  }

  @Test func puttingAnObject() {
    let payload = SignatureV4.digest(Array("Welcome to Amazon S3.".utf8))
    #expect(payload == "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
    let headers = [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")]
    #expect(
      s3("PUT", "/test$file.text", headers: headers, payload: payload)
        .hasSuffix("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"))
  }

  @Test func queriesOfABucket() {
    #expect(
      s3("GET", "/", query: [("lifecycle", "")])
        .hasSuffix("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"))
    #expect(
      s3("GET", "/", query: [("max-keys", "2"), ("prefix", "J")])
        .hasSuffix("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"))
  }
}
