import HTTPTypes
import Hummingbird
import Shared

/// `/files`: photos and images, for anybody who knows their names.
struct FileRoutes: Sendable {
  let sandbox: LiveSandbox

  func add(to router: Router<SandboxContext>) {
    router.get("files/:name") { _, context in
      let name = context.parameters.get("name") ?? ""
      guard let content = sandbox.look({ $0.files[name]?.content }) else { throw Rejection.notFound }
      switch content {
      case .photo(let photo): return Response(.ok, Self.type(of: photo.bytes), photo.bytes)
      case .avatar(let avatar): return Response(.ok, "image/png", avatar.png())
      }
    }
  }

  /// By what it begins with: the name has no extension, and what the sender said is not believed.
  private static func type(of bytes: [UInt8]) -> String {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return "image/png" }
    return "application/octet-stream"
  }
}
