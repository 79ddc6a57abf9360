import Shared

/// The promises of the design that a simulation can see broken.
enum Promise: String, CaseIterable {
  case p1 = "P1"
  case p2 = "P2"
  case p3 = "P3"
  case p4 = "P4"
  case p5 = "P5"
  case p6 = "P6"
  case p7 = "P7"
  case p8 = "P8"
  case p9 = "P9"
  case p10 = "P10"
  case p11 = "P11"
  case p13 = "P13"
  case p14 = "P14"
  case p15 = "P15"
  /// No service ever fails in a turn.
  case noFault = "no fault"
}

/// A promise that did not hold, with what led to it.
struct BrokenPromise: Error, CustomStringConvertible {
  let promise: Promise
  let sentence: String
  let seed: UInt64
  let days: Int
  let step: Int
  let at: Moment
  let lastEvents: [String]

  var description: String {
    """
    \(promise.rawValue) is broken: \(sentence)
      seed \(seed), step \(step), \(at)
      again: MAYFLY_SIMULATE=\(seed) MAYFLY_SIMULATE_DAYS=\(days) ./compose/test --filter noPromiseIsBroken
      the last \(lastEvents.count) events:
    \(lastEvents.map { "    \($0)" }.joined(separator: "\n"))
    """
  }
}

/// Situations that are rare and must have occurred: otherwise the simulation proves less than it seems to.
enum Sometimes: String, CaseIterable {
  case messageLost, messageDoubled, messageLate, repeatRemembered, repeatJoined
  case storeFailed, deletionClaimed, stillReadable, couldNotLook, orphanRemoved
  case doneButLost, clockJumped, clockSetBack, clocksDiffered, backupRestored, alarmRang, deadlinePassed
  case abandoned, cancelled, accountErased, accountForgotten, intakeStopped, delivered
  case sentInPieces, pieceCut
}
