import Foundation
import House
import Shared

/// What the product itself wrote down of its rehearsals: receipts, and the bridge's recording. They came one after the
/// other, so what belongs to the first comes first.
struct ErasureEvidence {
  /// From the end of a purpose to the last read-back, for each photosession, in milliseconds.
  struct Spans {
    var photos: [Double] = []
    var tune: [Double] = []
  }

  private let book: [Receipt]
  /// When the bridge learned that Astria has accepted the photos.
  private var accepted: [Moment] = []
  /// When it learned that another avatar is stored.
  private var stored: [Moment] = []

  init(book: [Receipt], recording: [String]) throws {
    self.book = book
    struct Line: Decodable { var at: Moment }
    for line in recording where line.contains("\"line\":\"outcome\"") {
      let isTune = line.contains("\"tuneMade\"") && line.contains("\"known\"")
      guard isTune || line.contains("\"avatarCopied\"") && line.contains("\"stored\"") else { continue }
      let moment = try JSON.decode(Line.self, Array(line.utf8)).at
      if isTune { accepted.append(moment) } else { stored.append(moment) }
    }
  }

  func spans(of photosessions: Int) throws -> Spans {
    let avatars = Style.rehearsal.avatars
    guard accepted.count == photosessions, stored.count == photosessions * avatars else {
      throw BenchFailure(
        "The recording tells of \(accepted.count) tunes and \(stored.count) avatars of \(photosessions) photosessions.")
    }
    var spans = Spans()
    for number in 0..<photosessions {
      spans.photos.append(try span(from: accepted[number], .photo, number, of: photosessions))
      let last = stored[number * avatars..<(number + 1) * avatars].max() ?? accepted[number]
      spans.tune.append(try span(from: last, .tune, number, of: photosessions))
    }
    return spans
  }

  private func span(
    from end: Moment, _ copyClass: CopyClass, _ number: Int, of photosessions: Int
  ) throws -> Double {
    let receipts = book.filter { $0.copyClass == copyClass }
    let (each, rest) = receipts.count.quotientAndRemainder(dividingBy: photosessions)
    guard each > 0, rest == 0, let last = receipts[number * each..<(number + 1) * each].map(\.readBackAt).max() else {
      throw BenchFailure("The book has \(receipts.count) receipts of the class \(copyClass.rawValue).")
    }
    return Double(last.milliseconds - end.milliseconds)
  }
}
