import Foundation
import Shared

/// What the bridge is told from outside.
struct Configuration: Sendable {
  /// The contract, and `MAYFLY_ASTRIA_MARK`, `_SETTLE`, `_POLL_FIRST`, `_POLL_MOST`, `_PROMPT_MAX`,
  /// `_TRAINING_MAX` and `_CHECKS_PHOTOS`; `MAYFLY_STYLES`.
  let rules: Rules
  /// `MAYFLY_ASTRIA_URL`, `MAYFLY_ASTRIA_KEY` (the path of a file) and `MAYFLY_ASTRIA_BRANCH`.
  let api: AstriaAPI
  /// Asks the hosts in `MAYFLY_ASTRIA_IMAGE_HOSTS` only.
  let imagesHTTP: HTTPClient
  /// `MAYFLY_PUBLIC_URL`: where Astria may call back; it is only polled if absent.
  let publicAddress: String?

  private static let userAgent = "mayfly-astria-bridge/1"
  private static let imageHosts = "mp.astria.ai,cdn.astria.ai,sdbooth2-production.s3.amazonaws.com"

  init(_ settings: Settings) throws {
    rules = try Self.rules(settings)
    let address = try Self.address(settings.text("MAYFLY_ASTRIA_URL", default: "https://api.astria.ai"))
    let key = try settings.secret("MAYFLY_ASTRIA_KEY", remedy: "Write the key of your Astria account into a file.")
    // Hosts of a private network, such as a stand-in's, that may be spoken to in the clear.
    let plainHosts = settings.hosts("MAYFLY_ASTRIA_PLAIN_HOSTS")
    let imageHosts = settings.hosts("MAYFLY_ASTRIA_IMAGE_HOSTS", default: Self.imageHosts)
    api = AstriaAPI(
      address: address, key: Personal(key), branch: settings.text("MAYFLY_ASTRIA_BRANCH"),
      http: HTTPClient(userAgent: Self.userAgent, policy: HTTPPolicy(plainHosts: plainHosts)),
      randomness: settings.randomness)
    imagesHTTP = HTTPClient(
      userAgent: Self.userAgent, policy: HTTPPolicy(hosts: imageHosts, plainHosts: plainHosts))
    publicAddress = try settings.text("MAYFLY_PUBLIC_URL").map(Self.address)
  }

  private static func rules(_ settings: Settings) throws -> Rules {
    var rules = Rules(contract: settings.contract)
    rules.mark = settings.text("MAYFLY_ASTRIA_MARK", default: rules.mark)
    guard TuneTitle.isMark(rules.mark) else {
      throw SettingsError("MAYFLY_ASTRIA_MARK is '\(rules.mark)'. Give 1 to 20 of the letters a to z and digits.")
    }
    rules.settle = try settings.duration("MAYFLY_ASTRIA_SETTLE", default: rules.settle)
    rules.pollFirst = try settings.duration("MAYFLY_ASTRIA_POLL_FIRST", default: rules.pollFirst)
    rules.pollMost = try settings.duration("MAYFLY_ASTRIA_POLL_MOST", default: rules.pollMost)
    rules.promptMax = try settings.duration("MAYFLY_ASTRIA_PROMPT_MAX", default: rules.promptMax)
    rules.trainingMax = try settings.duration("MAYFLY_ASTRIA_TRAINING_MAX", default: rules.trainingMax)
    rules.checksPhotos = try settings.flag("MAYFLY_ASTRIA_CHECKS_PHOTOS", default: rules.checksPhotos)
    rules.styles = try settings.styles
    return rules
  }

  private static func address(_ text: String) throws -> String {
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host() != nil else {
      throw SettingsError("'\(text)' is no address. Give one such as https://api.astria.ai.")
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}
