import CZeroMQ
import Glibc

/// What a crash may leave behind.
enum Crashes {
  /// A core file is the process's memory, faces and keys included: none is written, and nobody may look in with a
  /// debugger.
  static func leaveNoImage() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    _ = forbid_memory_images()
  }
}
