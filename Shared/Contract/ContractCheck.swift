/// What every retention contract must keep to, whoever wrote it: the promises that the code makes whatever the numbers.
struct ContractCheck {
  private let rows: [RetentionContract.Row]
  private let file: RetentionContract.File
  private let outline: JSONOutline
  private(set) var flaws: [FileFlaw] = []

  /// The policy promises that no face is kept longer, wherever it is.
  static let faceDataMax = 24 * 60 * 60

  init(_ file: RetentionContract.File, text: String) {
    self.file = file
    rows = file.rows
    outline = JSONOutline(text)
    checkFields()
    checkHead()
    checkClasses()
    for place in rows.indices { check(rows[place], at: place) }
    flaws.sort { ($0.line ?? 0) < ($1.line ?? 0) }
  }

  private mutating func add(_ path: JSONOutline.Path, _ sentence: String) {
    flaws.append(.init(line: outline.line(of: path), sentence: sentence))
  }

  /// A name that nobody reads may be a number that somebody believes in.
  private mutating func checkFields() {
    for path in outline.paths {
      guard case .field(let name)? = path.last else { continue }
      if path.count == 1, name != "$schema", RetentionContract.File.CodingKeys(stringValue: name) == nil {
        add(path, "There is no field '\(name)' here. Check its spelling, or remove it.")
      }
      if path.count == 3, RetentionContract.Row.CodingKeys(stringValue: name) == nil {
        add(path, "A row has no field '\(name)'. Check its spelling, or remove it.")
      }
    }
    for (path, line) in outline.repeated {
      guard case .field(let name)? = path.last else { continue }
      flaws.append(.init(line: line, sentence: "The field '\(name)' stands here a second time. Remove one of them."))
    }
  }

  private mutating func checkHead() {
    if file.version < 1 { add([.field("version")], "The version is \(file.version). Give a whole number from 1 on.") }
    if Moment("\(file.revised)T00:00:00Z") == nil {
      add([.field("revised")], "'\(file.revised)' is no day. Write the day of the last change as YYYY-MM-DD.")
    }
    if !file.contact.contains("@") {
      add([.field("contact")], "'\(file.contact)' is no e-mail address. Give one that answers questions of privacy.")
    }
  }

  private mutating func checkClasses() {
    for copyClass in CopyClass.allCases {
      let places = rows.indices.filter { rows[$0].copyClass == copyClass }
      if places.isEmpty { add([.field("rows")], "The class \(copyClass.rawValue) has no row. Add one.") }
      for place in places.dropFirst() {
        add(
          [.field("rows"), .element(place), .field("class")],
          "The class \(copyClass.rawValue) has a row before this one. Keep one.")
      }
    }
  }

  private mutating func check(_ row: RetentionContract.Row, at place: Int) {
    let name = "The class \(row.copyClass.rawValue)"
    func path(_ field: String) -> JSONOutline.Path { [.field("rows"), .element(place), .field(field)] }
    if row.custodian != row.copyClass.custodian {
      add(path("custodian"), "\(name) lies with \(row.copyClass.custodian.rawValue), which has to erase it.")
    }
    if row.mustBeGoneBy.seconds > row.deadline.seconds {
      add(path("mustBeGoneBy"), "\(name) must be gone by \(row.mustBeGoneBy), after its deadline (\(row.deadline)).")
    }
    let words = [("purposeEnds", row.purposeEnds), ("countsFrom", row.countsFrom), ("howErased", row.howErased)]
    for (field, text) in words where text.isEmpty {
      add(path(field), "\(name) says nothing here. The privacy page prints these words.")
    }
    if row.copyClass.isFaceData { checkFace(row, name, path) }
  }

  private mutating func checkFace(
    _ row: RetentionContract.Row, _ name: String, _ path: (String) -> JSONOutline.Path
  ) {
    if row.deadline.seconds > Self.faceDataMax {
      add(path("deadline"), "\(name) shows a face; the policy promises at most 24h, and this is \(row.deadline).")
    }
    if row.mustBeGoneBy.seconds == 0 {
      add(path("mustBeGoneBy"), "\(name) would be gone before it could be used. Give more than 0s.")
    }
    if row.mustBeGoneBy.seconds == row.deadline.seconds {
      add(path("mustBeGoneBy"), "\(name) leaves no time between begun and done. Erase well before the deadline.")
    }
  }
}
