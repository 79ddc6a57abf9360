import Shared
import Testing

@testable import account

@Suite(.timeLimit(.minutes(1))) struct AccountErasureTests {
  @Test func theStepsFollowEachOther() {
    var erasure = AccountErasure(nextTryAt: noon)
    #expect(erasure.handle(.due, at: noon) == [.ask(.endingPhotosessions)])
    #expect(erasure.handle(.answered(.endingPhotosessions, isDone: true), at: noon) == [.ask(.writingReceipt)])
    #expect(erasure.handle(.answered(.writingReceipt, isDone: true), at: noon) == [.ask(.forgettingReceipt)])
    #expect(erasure.handle(.answered(.forgettingReceipt, isDone: true), at: noon) == [.forget])
  }

  @Test func anAnswerToAStepLongPastChangesNothing() {
    var erasure = AccountErasure(step: .writingReceipt, nextTryAt: noon)
    let before = erasure
    #expect(erasure.handle(.answered(.endingPhotosessions, isDone: true), at: noon) == [])
    #expect(erasure.handle(.answered(.endingPhotosessions, isDone: false), at: noon) == [])
    #expect(erasure == before)
  }

  @Test func pausesGrowButNotForEver() {
    var erasure = AccountErasure(nextTryAt: noon)
    let pauses = (1...9).map { _ in
      _ = erasure.handle(.answered(.endingPhotosessions, isDone: false), at: noon)
      return (erasure.nextTryAt - noon).milliseconds / 1000
    }
    #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60])
  }

  @Test func theNextStepBeginsWithoutPause() {
    var erasure = AccountErasure(tries: 5, nextTryAt: noon)
    _ = erasure.handle(.answered(.endingPhotosessions, isDone: true), at: noon)
    #expect(erasure.tries == 0)
  }

  @Test func anAnswerThatNeverComesIsAskedForAgain() {
    var erasure = AccountErasure(nextTryAt: noon)
    _ = erasure.handle(.due, at: noon)
    #expect(erasure.nextTryAt > noon + AccountErasure.answerMax)
  }
}
