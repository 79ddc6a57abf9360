/// Where random bytes come from: the system's generator in a running service, the recording in a replay.
public struct Randomness: Sendable {
  public let bytes: @Sendable (_ count: Int) -> [UInt8]

  public init(bytes: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.bytes = bytes }

  /// The one place that asks the machine for random bytes.
  public static let system = Randomness { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// A new identifier of 128 random bits.
  public func identifier<Of>(_ type: Identifier<Of>.Type = Identifier<Of>.self) -> Identifier<Of> {
    Identifier(bytes: bytes(16))
  }
}
