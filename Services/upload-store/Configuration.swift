import Shared

/// What this process is told from outside.
///
/// | variable | meaning |
/// |---|---|
/// | `MAYFLY_STORE` | the folder of the objects; `store` in this process's data folder if absent |
struct Configuration {
  let folder: String

  init(_ settings: Settings) {
    folder = settings.text("MAYFLY_STORE", default: "\(settings.dataFolder)/store")
  }
}
