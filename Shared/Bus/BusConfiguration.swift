import Foundation

/// Where each process listens, and with which keys.
public struct BusConfiguration: Sendable {
  public var me: ServiceName
  public var bind: String
  public var endpoints: [ServiceName: String]
  /// Required with `tcp://`.
  public var keys: BusKeys?
  /// The retention contract that this process keeps (`RetentionContract.digest`): it works with nobody who keeps
  /// another. Absent where none is kept.
  public var contract: String?
  /// Most bytes of attachments on their way to this process at one time.
  public var attachmentBudget = 64 << 20
  /// Most requests that were taken in and not answered yet; one more is refused as `busy`.
  public var unansweredMax = 1024

  /// Sockets of one machine: files in a folder that only this user can enter.
  public static func local(directory: String, me: ServiceName) throws(BusError) -> BusConfiguration {
    let longest = "\(directory)/\(ServiceName.astriaBridge).events"
    guard longest.utf8.count <= 107 else {
      throw .configuration(
        "The path \(longest) is longer than the 107 bytes of a socket's name. Set MAYFLY_BUS to a shorter folder.")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .configuration("The folder \(directory) for the bus cannot be made. Set MAYFLY_BUS to one that can.")
    }
    try checkOwn(directory)
    let endpoints = ServiceName.allCases.map { ($0, "ipc://\(directory)/\($0).sock") }
    return BusConfiguration(
      me: me, bind: "ipc://\(directory)/\(me).sock", endpoints: Dictionary(uniqueKeysWithValues: endpoints), keys: nil)
  }

  /// Whoever can enter the folder can ask anything under any name, or put a socket of his own in a process's place.
  private static func checkOwn(_ directory: String) throws(BusError) {
    var status = stat()
    guard stat(directory, &status) == 0, status.st_uid == geteuid() else {
      throw .configuration("The folder \(directory) for the bus is another user's. Set MAYFLY_BUS to one of your own.")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw .configuration("Others can enter the folder \(directory) for the bus. Close it: chmod 700 \(directory)")
    }
  }

  /// Sockets between machines, each end known by its CURVE key.
  public static func network(
    me: ServiceName, bind: String, endpoints: [ServiceName: String], keys: BusKeys
  ) -> BusConfiguration {
    BusConfiguration(me: me, bind: bind, endpoints: endpoints, keys: keys)
  }

  /// Where the events of a process that listens at `address` leave: beside it, or through the next port.
  static func events(_ address: String) -> String {
    let parts = address.split(separator: ":", omittingEmptySubsequences: false)
    guard address.hasPrefix("tcp://"), let port = parts.last.flatMap({ Int($0) }) else {
      return address.hasSuffix(".sock") ? address.dropLast(5) + ".events" : address + ".events"
    }
    return (parts.dropLast() + ["\(port + 1)"]).joined(separator: ":")
  }

  func check() throws(BusError) {
    let all = [bind] + endpoints.values
    guard keys != nil || all.allSatisfy({ $0.hasPrefix("ipc://") || $0.hasPrefix("inproc://") }) else {
      throw .configuration("tcp:// without keys would be readable on the wire. Make keys with `\(me) keys new`.")
    }
  }
}
