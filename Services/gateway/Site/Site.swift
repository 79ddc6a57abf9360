import Foundation
import Hummingbird
import Shared

/// What the gateway knows by itself: what can be ordered, the policy, the description of its interface, the web page;
/// and how it shows what the janitor told everybody.
struct Site: Sendable {
  let styles: Response
  let policy: Response
  let privacy: Response
  let openAPI: Response
  let uploadLimits: Response
  private let contract: RetentionContract

  init(_ contract: RetentionContract, _ styles: Styles) throws {
    let policy = PolicyDocument(contract)
    self.contract = contract
    self.styles = try .json(200, StylesDocument(styles))
    self.policy = try .json(200, policy)
    privacy = .page(PrivacyPage(policy: policy).html)
    uploadLimits = .uploadLimits(contract.row(.photo).mustBeGoneBy.duration)
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

  func transparency(_ notice: Notice?) throws -> Response {
    guard let notice else { throw Self.unheard }
    return try .json(200, TransparencyDocument(notice, contract))
  }

  func transparencyPage(_ notice: Notice?) -> Response {
    guard let notice else { return .page(TransparencyPage.unheard, status: 503) }
    return .page(TransparencyPage(TransparencyDocument(notice, contract)).html)
  }

  func faceData(_ notice: Notice?) throws -> Response { try .json(200, faceDataDocument(notice)) }
  func faceDataPage(_ notice: Notice?) -> Response { .page(FaceDataPage(document: faceDataDocument(notice)).html) }

  /// What is promised is known in any case, what was measured only from the janitor.
  private func faceDataDocument(_ notice: Notice?) -> FaceDataDocument {
    FaceDataDocument(PolicyDocument(contract), notice.map { TransparencyDocument($0, contract) })
  }

  private static let unheard = Refusal(
    .unavailable, "The service that erases and checks does not answer. Ask again in a moment.")
}

extension Response {
  fileprivate static func uploadLimits(_ lifetime: Duration) -> Response {
    var response = Response(status: .noContent, headers: [.allow: "OPTIONS, POST"])
    response.headers.append(UploadDialect.unnumbered.limits(lifetime))
    return response
  }

  fileprivate static func page(_ html: Markup, status: Int = 200) -> Response {
    .bytes(status, html.text.utf8, contentType: "text/html; charset=utf-8")
  }
}
