import CZeroMQ
import Foundation

/// A CURVE key pair, as Z85 text of 40 characters each.
public struct CurveKeyPair: Sendable {
  public let publicKey: String
  public let secretKey: String

  public static func generate() -> CurveKeyPair {
    var publicKey = [CChar](repeating: 0, count: 41)
    var secretKey = [CChar](repeating: 0, count: 41)
    precondition(zmq_curve_keypair(&publicKey, &secretKey) == 0, "libzmq was built without CURVE")
    return CurveKeyPair(publicKey: text(publicKey), secretKey: text(secretKey))
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// A process's own key and the public keys of all: whoever has another is not let in.
public struct BusKeys: Sendable {
  public var own: CurveKeyPair
  public var known: [ServiceName: String]

  /// Reads `bus-<me>.key` and `bus-<service>.pub` of every service.
  public static func load(secret: String, publicFolder: String, me: ServiceName) throws(BusError) -> BusKeys {
    var known: [ServiceName: String] = [:]
    for service in ServiceName.allCases { known[service] = try self.publicKey(of: service, in: publicFolder) }
    guard let publicKey = known[me] else { preconditionFailure("every service's public key was read") }
    return BusKeys(own: CurveKeyPair(publicKey: publicKey, secretKey: try read(secret, me)), known: known)
  }

  public static func publicKey(of service: ServiceName, in folder: String) throws(BusError) -> String {
    try read("\(folder)/bus-\(service).pub", service)
  }

  /// Makes a pair and writes both files; refuses to overwrite.
  public static func make(for service: ServiceName, in folder: String) throws(BusError) -> CurveKeyPair {
    let secret = "\(folder)/bus-\(service).key"
    guard !FileManager.default.fileExists(atPath: secret) else {
      throw .configuration("\(secret) is there already. Move it away if you really want another.")
    }
    let pair = CurveKeyPair.generate()
    for (name, text, mode) in [("key", pair.secretKey, 0o600), ("pub", pair.publicKey, 0o644)] {
      let path = "\(folder)/bus-\(service).\(name)"
      let made = FileManager.default.createFile(
        atPath: path, contents: Data("\(text)\n".utf8), attributes: [.posixPermissions: mode])
      guard made else { throw .configuration("\(path) cannot be written. Choose another folder with --folder.") }
    }
    return pair
  }

  private static func read(_ path: String, _ service: ServiceName) throws(BusError) -> String {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw .configuration("The key file \(path) cannot be read. Make it with `\(service) keys new --folder FOLDER`.")
    }
    guard text.utf8.count == 40 else { throw .configuration("\(path) holds no CURVE key of 40 characters.") }
    return text
  }
}
