/// Where random bytes come from: the system's generator in a running service, the recording in a replay.
public struct Randomness: Sendable {
  public let bytes: @Sendable (_ count: Int) -> [UInt8]

  public init(bytes: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.bytes = bytes }

  /// The one place that asks the machine for random bytes.
  public static let system = Randomness { count in
    // Eight bytes at a time: each draw asks the kernel.
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    while bytes.count < count { withUnsafeBytes(of: generator.next()) { bytes += $0 } }
    return Array(bytes.prefix(count))
  }

  /// A new identifier of 128 random bits.
  public func identifier<Of>(_ type: Identifier<Of>.Type = Identifier<Of>.self) -> Identifier<Of> {
    Identifier(bytes: bytes(16))
  }
}
