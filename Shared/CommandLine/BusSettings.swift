extension Settings {
  /// Sockets in a folder, for one machine; or, once `MAYFLY_BUS_BIND` is set, `tcp://` with keys, for several.
  ///
  /// | variable | meaning |
  /// |---|---|
  /// | `MAYFLY_BUS` | the folder of the sockets; `bus` in the data folder if absent |
  /// | `MAYFLY_BUS_BIND` | where this process listens, such as `tcp://*:5555` |
  /// | `MAYFLY_BUS_UPLOAD_STORE`, … | where each listens; `tcp://upload-store:5555`, … if absent |
  /// | `MAYFLY_BUS_KEY` | the file of this process's own secret key |
  /// | `MAYFLY_BUS_PUBLIC_KEYS` | the folder of everybody's public keys |
  public func busConfiguration() throws -> BusConfiguration {
    var configuration = try sockets()
    configuration.contract = contract.digest
    return configuration
  }

  private func sockets() throws -> BusConfiguration {
    guard let bind = text("MAYFLY_BUS_BIND") else {
      let data = text("MAYFLY_DATA", default: ".mayfly")
      return try .local(directory: text("MAYFLY_BUS", default: "\(data)/bus"), me: me)
    }
    var endpoints: [ServiceName: String] = [:]
    for service in ServiceName.allCases {
      let variable = "MAYFLY_BUS_" + service.rawValue.uppercased().replacing("-", with: "_")
      endpoints[service] = text(variable, default: "tcp://\(service):5555")
    }
    return .network(me: me, bind: bind, endpoints: endpoints, keys: try busKeys())
  }

  private func busKeys() throws -> BusKeys {
    guard let secret = text("MAYFLY_BUS_KEY"), let folder = text("MAYFLY_BUS_PUBLIC_KEYS") else {
      throw SettingsError(
        "With tcp:// each process needs a key: make it with `\(me) keys new --folder FOLDER`, then set "
          + "MAYFLY_BUS_KEY and MAYFLY_BUS_PUBLIC_KEYS.")
    }
    return try .load(secret: secret, publicFolder: folder, me: me)
  }
}
