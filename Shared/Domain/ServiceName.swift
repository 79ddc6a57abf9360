/// The five processes. One name each for folder, target, container, socket and log label.
public enum ServiceName: String, Codable, Sendable, CaseIterable, CustomStringConvertible {
  case gateway
  case account
  case uploadStore = "upload-store"
  case astriaBridge = "astria-bridge"
  case janitor

  public var description: String { rawValue }
}
