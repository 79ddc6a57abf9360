import Foundation

/// Tests of chance find more the longer they run: `./compose/test --all` lets them.
package enum Scale {
  package static let isFull = ProcessInfo.processInfo.environment["MAYFLY_TEST_ALL"] != nil

  package static func pick(_ few: Int, all many: Int) -> Int { isFull ? many : few }
}
