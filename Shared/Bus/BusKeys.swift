import CZeroMQ

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

  /// The pair that a secret key is half of; `nil` if it is no key.
  init?(secretKey: String) {
    var publicKey = [CChar](repeating: 0, count: 41)
    guard zmq_curve_public(&publicKey, secretKey) == 0 else { return nil }
    self.init(publicKey: Self.text(publicKey), secretKey: secretKey)
  }

  private init(publicKey: String, secretKey: String) {
    self.publicKey = publicKey
    self.secretKey = secretKey
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
    for service in ServiceName.allCases {
      let key = try publicKey(of: service, in: publicFolder)
      if let other = known.first(where: { $0.value == key })?.key {
        throw .configuration("\(service) and \(other) have the same key in \(publicFolder). Each needs one of its own.")
      }
      known[service] = key
    }
    let own = try KeyFile(secret, of: me).readSecret()
    guard own.publicKey == known[me] else {
      throw .configuration(
        "\(secret) does not belong to bus-\(me).pub in \(publicFolder). Copy both from where they were made.")
    }
    return BusKeys(own: own, known: known)
  }

  public static func publicKey(of service: ServiceName, in folder: String) throws(BusError) -> String {
    try KeyFile("\(folder)/bus-\(service).pub", of: service).read()
  }

  /// Makes a pair and writes both files; refuses to overwrite either.
  public static func make(for service: ServiceName, in folder: String) throws(BusError) -> CurveKeyPair {
    let files = ["key", "pub"].map { KeyFile("\(folder)/bus-\(service).\($0)", of: service) }
    for file in files { try file.checkAbsent() }
    let pair = CurveKeyPair.generate()
    try files[0].write(pair.secretKey, mode: 0o600)
    try files[1].write(pair.publicKey, mode: 0o644)
    return pair
  }
}
