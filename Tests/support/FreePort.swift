import Glibc

/// A port that was free a moment ago.
public enum FreePort {
  /// One whose successor is free too.
  public static func pair() -> Int {
    while true {
      let port = any()
      if bound(to: UInt16(port) + 1) != nil { return port }
    }
  }

  public static func any() -> Int { bound(to: 0) ?? 0 }

  /// - Returns: the port; `nil` if it is taken.
  private static func bound(to port: UInt16) -> Int? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    address.sin_port = port.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      let isBound = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
      }
      return !isBound ? nil : Int(UInt16(bigEndian: pointer.pointee.sin_port))
    }
  }
}
