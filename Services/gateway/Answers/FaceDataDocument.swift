import Shared

/// What App Review asks of an app that takes in faces, answered from the contract in force and from the receipt book.
struct FaceDataDocument: Encodable, Sendable {
  struct Answer: Encodable, Sendable {
    var question: String
    var answer: [String]
    /// Where in the policy it stands, in these very words.
    var policy: [Quote]
  }

  struct Quote: Encodable, Sendable {
    var title: String
    var address: String
    var words: [String]
  }

  /// One sort of copy of a face, at one place.
  struct Place: Encodable, Sendable {
    var copyClass: CopyClass
    var custodian: Custodian
    var what: String
    var whereKept: String
    var purposeEnds: String
    var countsFrom: String
    var deadline: PolicyDocument.Time
    var custodianDefault: String?
    /// From received to read back, the longest in the days that were measured; absent if there was none.
    var longestStay: PolicyDocument.Time?
    /// How many were proven gone in these days.
    var erased: Int?

    enum CodingKeys: String, CodingKey {
      case copyClass = "class"
      case whereKept = "where"
      case custodian, what, purposeEnds, countsFrom, deadline, custodianDefault, longestStay, erased
    }
  }

  struct Measured: Encodable, Sendable {
    var asOf: Moment
    var days: Int
  }

  var version: Int
  var revised: String
  var contact: String
  var answers: [Answer]
  var places: [Place]
  /// Absent while nobody can say.
  var measured: Measured?

  init(_ policy: PolicyDocument, _ told: TransparencyDocument?) {
    version = policy.version
    revised = policy.revised
    contact = policy.contact
    measured = told.map { Measured(asOf: $0.asOf, days: $0.daysCovered) }
    places = policy.retention.filter(\.copyClass.isFaceData).map { Place($0, told) }
    answers = FaceDataAnswers(policy: policy, places: places, days: told?.daysCovered).all
  }
}

extension FaceDataDocument.Place {
  init(_ row: PolicyDocument.Row, _ told: TransparencyDocument?) {
    let erased = told?.erased.first { $0.copyClass == row.copyClass && $0.custodian == row.custodian }
    copyClass = row.copyClass
    custodian = row.custodian
    what = row.what
    whereKept = row.whereKept
    purposeEnds = row.purposeEnds
    countsFrom = row.countsFrom
    deadline = row.deadline
    custodianDefault = row.custodianDefault
    longestStay = erased?.longestStay
    self.erased = told.map { _ in erased?.recently.copies ?? 0 }
  }

  /// "at most 24 hours from …; the longest in the last 30 days was 3 min 2 s".
  func stay(days: Int?) -> String {
    let promised = "at most \(deadline.text) from \(countsFrom)"
    guard let longestStay, let days else { return promised }
    return "\(promised); the longest in the last \(days) days was \(longestStay.text)"
  }
}
