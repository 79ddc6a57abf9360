import Foundation

/// Tests of chance find more the longer they run: `./compose/test --all` lets them.
enum Scale {
  static let isFull = ProcessInfo.processInfo.environment["MAYFLY_TEST_ALL"] != nil

  static func pick(_ few: Int, all many: Int) -> Int { isFull ? many : few }
}
