import Foundation
import Hummingbird
import Shared

/// What the gateway knows by itself: what can be ordered, the policy, the description of its interface, the web page.
struct Site: Sendable {
  let styles: Response
  let policy: Response
  let privacy: Response
  let openAPI: Response

  init(_ contract: RetentionContract) throws {
    let policy = PolicyDocument(contract)
    styles = try .json(200, StylesDocument())
    self.policy = try .json(200, policy)
    privacy = .bytes(200, PrivacyPage(policy: policy).html.utf8, contentType: "text/html; charset=utf-8")
    openAPI = .bytes(200, PackageResources.openapi_json, contentType: "application/json")
  }

  func file(_ name: String) throws(Refusal) -> Response {
    guard let file = PageFile.all[name] else {
      throw Refusal(.notFound, "There is no such file. Start at the web page, /.")
    }
    var response = Response.bytes(200, file.bytes, contentType: file.contentType)
    response.headers[.cacheControl] = "no-cache"
    return response
  }
}
