import Shared

/// The privacy policy. Every number in it comes from the retention contract, which is what the services enforce.
struct PolicyDocument: Encodable, Sendable {
  /// A part that can be named and quoted.
  struct Section: Encodable, Sendable {
    enum ID: String, Encodable, CaseIterable {
      case collected, purpose, parties, retention, astria, erasure, protection, age, rights, changes
    }

    var id: ID
    var title: String
    var paragraphs: [String]
  }

  struct Row: Encodable, Sendable {
    var copyClass: CopyClass
    var custodian: Custodian
    var what: String
    var whereKept: String
    var purposeEnds: String
    var countsFrom: String
    var deadline: Time
    var mustBeGoneBy: Time
    var howErased: String
    /// How long the custodian itself would keep it; what stands above is shorter.
    var custodianDefault: String?

    enum CodingKeys: String, CodingKey {
      case copyClass = "class"
      case whereKept = "where"
      case custodian, what, purposeEnds, countsFrom, deadline, mustBeGoneBy, howErased, custodianDefault
    }
  }

  /// A length of time, for machines and for people.
  struct Time: Encodable, Sendable {
    var seconds: Int
    var text: String
  }

  var version: Int
  var revised: String
  var contact: String
  var minimumAge = SignUp.ageMin
  var sections: [Section]
  var retention: [Row]
  /// SHA-256 of the contract.
  var digest: String

  init(_ contract: RetentionContract) {
    version = contract.version
    revised = contract.revised
    contact = contract.contact
    digest = contract.digest
    retention = contract.rows.map(Row.init)
    sections = PolicyText(contract: contract).sections
  }
}

extension PolicyDocument.Row {
  init(_ row: RetentionContract.Row) {
    copyClass = row.copyClass
    custodian = row.custodian
    what = row.copyClass.inWords
    whereKept = row.custodian.inWords
    purposeEnds = row.purposeEnds
    countsFrom = row.countsFrom
    deadline = .init(row.deadline)
    mustBeGoneBy = .init(row.mustBeGoneBy)
    howErased = row.howErased
    custodianDefault = row.custodianDefault
  }
}

extension PolicyDocument.Time {
  init(_ lifetime: Lifetime) { self.init(seconds: lifetime.seconds, text: lifetime.text) }

  /// A measured one: what is begun counts as a whole second, so that it never looks shorter than it was.
  init(milliseconds: Int64) {
    let seconds = Int((milliseconds + 999) / 1000)
    self.init(seconds: seconds, text: Duration.milliseconds(milliseconds < 1000 ? 0 : Int64(seconds) * 1000).phrase)
  }
}

extension Lifetime {
  /// In the largest unit that it is a multiple of.
  var text: String {
    let units = [("year", 31_536_000), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)]
    for (unit, size) in units where seconds >= size && seconds.isMultiple(of: size) && (seconds != 86_400) {
      let count = seconds / size
      return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
    }
    return seconds == 0 ? "at once" : "24 hours"
  }
}
