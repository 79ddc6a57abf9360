import Foundation
import Shared
import TestSupport
import Testing

@testable import upload_store

/// The goal: nothing that strangers send brings the process down, stops it or fills its memory. Method: damaged files,
/// thousands in the quick part, five minutes of them for each parser in `--all`; what a parser takes is damaged
/// further, so that files grow that nobody would have written.
@Suite(.timeLimit(.minutes(10))) struct ParserFuzzTests {
  @Test(arguments: FuzzTarget.allCases) func itTakesOrRefuses(_ target: FuzzTarget) async throws {
    var random = Seeded.announced("\(target.rawValue)")
    let seed = random.next()
    await #expect(processExitsWith: .success) { [target = target as FuzzTarget, seed = seed as UInt64] in
      // Who hangs ends here.
      alarm(400)
      var fuzz = ParserFuzz(target, Seeded(seed: seed))
      try fuzz.run()
    }
  }

  /// A loop that only ever meets refusals looks at nothing but the first check.
  @Test(arguments: FuzzTarget.allCases) func whatItBeginsWithIsTaken(_ target: FuzzTarget) throws {
    #expect(!target.samples.isEmpty)
    for sample in target.samples {
      #expect(try target.takes(sample))
      #expect(target.mended(sample) == sample)
    }
  }
}

private struct ParserFuzz {
  private let target: FuzzTarget
  private var random: Seeded
  private var corpus: [[UInt8]]
  private let samples: Int

  private static let rounds = 3_000
  private static let long = Duration.seconds(300)
  private static let corpusMax = 512
  /// Of a file.
  private static let bytesMax = 65_536

  init(_ target: FuzzTarget, _ random: Seeded) {
    self.target = target
    self.random = random
    corpus = target.samples
    samples = corpus.count
  }

  mutating func run() throws {
    let clock = ContinuousClock()
    let (start, end) = (clock.now, clock.now + Self.long)
    var (rounds, before, isHalfway) = (0, 0, false)
    while Scale.isFull ? clock.now < end : rounds < Self.rounds {
      try round()
      rounds += 1
      // By then the corpus is as large as it gets.
      let isHalf = Scale.isFull ? clock.now >= start + Self.long / 2 : rounds >= Self.rounds / 2
      if isHalf && !isHalfway { (before, isHalfway) = (try Memory.resident, true) }
    }
    let growth = try Memory.resident - before
    #expect(growth < Memory.noise, "\(growth) bytes are left behind")
    #expect(corpus.count > samples, "no damaged file was ever taken: the parser's depths were not reached")
  }

  private mutating func round() throws {
    let bytes = target.mended(
      Mutation.of(corpus[random.below(corpus.count)], with: corpus[random.below(corpus.count)], &random))
    guard bytes.count <= Self.bytesMax, try target.takes(bytes) else { return }
    if corpus.count < Self.corpusMax {
      corpus.append(bytes)
    } else {
      corpus[samples + random.below(corpus.count - samples)] = bytes
    }
  }
}
