import Shared

// Which key-encryption key wraps what, and whether all can be opened.

extension KeyRing {
  struct Rotation: Hashable {
    /// Now.
    var rewrapped: Int
    /// Still wrapped by an older key.
    var left: Int
    /// None of the key-encryption keys opens them.
    var unopenable: Int
  }

  /// So many in one turn.
  static let rotationMax = 200

  /// Looks at all keys once, at the start: whose are they, and does each open? A key that does not may come back with a
  /// line in the secret file.
  func examine() throws {
    let rows = try turn.database.rows(
      "SELECT * FROM data_key WHERE wrapped IS NOT NULL ORDER BY photosession, class")
    for (row, name) in zip(rows, try names(of: rows)) {
      let (photosession, copyClass): (Photosession.ID, CopyClass) = (
        try row.identifier("photosession"), try row.name("class")
      )
      let known = try row.ifPresent("wrapped_by", row.text)
      if name == known, row.isNull("unopenable") { continue }
      if name.isEmpty { try noteUnopenable(photosession, copyClass) } else { try note(name, photosession, copyClass) }
    }
    try reviewTrouble()
  }

  /// Wraps some of those anew that an older key wrapped.
  func rotate() throws -> Rotation {
    let rows = try turn.database.rows(
      """
      SELECT * FROM data_key WHERE wrapped IS NOT NULL AND unopenable IS NULL
        AND (wrapped_by IS NULL OR wrapped_by <> ?) ORDER BY photosession, class LIMIT ?
      """, wrapping.name, Self.rotationMax)
    var rewrapped = 0
    for (row, name) in zip(rows, try names(of: rows)) {
      let (photosession, copyClass): (Photosession.ID, CopyClass) = (
        try row.identifier("photosession"), try row.name("class")
      )
      if name.isEmpty {
        try noteUnopenable(photosession, copyClass)
      } else {
        try rewrap(try row.bytes("wrapped"), photosession, copyClass)
        rewrapped += 1
      }
    }
    // What the older key wrapped must not survive in the log.
    turn.leavesNoTrace()
    try reviewTrouble()
    return Rotation(rewrapped: rewrapped, left: try countOlder(), unopenable: try countUnopenable())
  }

  func countOlder() throws -> Int {
    try turn.database.count(
      """
      SELECT COUNT(*) FROM data_key WHERE wrapped IS NOT NULL AND unopenable IS NULL
        AND (wrapped_by IS NULL OR wrapped_by <> ?)
      """, wrapping.name)
  }

  func countUnopenable() throws -> Int {
    try turn.database.count(
      "SELECT COUNT(*) FROM data_key WHERE wrapped IS NOT NULL AND unopenable IS NOT NULL")
  }

  func noteUnopenable(_ photosession: Photosession.ID, _ copyClass: CopyClass) throws {
    try turn.database.run(
      "UPDATE data_key SET unopenable = COALESCE(unopenable, ?) WHERE photosession = ? AND class = ?", turn.now,
      photosession, copyClass)
    try reviewTrouble()
  }

  /// The key store fails as long as there is a key that does not open.
  func reviewTrouble() throws {
    let troubles = Troubles(turn: turn)
    if try countUnopenable() > 0 { try troubles.note(.keyStoreFailing) } else { try troubles.end(.keyStoreFailing) }
  }

  /// Which key wrapped each; empty where none opens it. Only this process can tell, so it is told to a recording, for
  /// those of which it was not known.
  private func names(of rows: [SQLRow]) throws -> [String] {
    let answer = try turn.computed {
      let names = try rows.enumerated().compactMap { place, row -> String? in
        let name =
          wrapping.open(
            try row.bytes("wrapped"), try row.identifier("photosession"), try row.name("class"))?.wrappedBy ?? ""
        return try row.ifPresent("wrapped_by", row.text) == name ? nil : "\(place):\(name)"
      }
      return Array(names.joined(separator: ",").utf8)
    }
    var names = try rows.map { try $0.ifPresent("wrapped_by", $0.text) ?? "" }
    for part in String(decoding: answer, as: UTF8.self).split(separator: ",") {
      let pair = part.split(separator: ":", omittingEmptySubsequences: false)
      guard pair.count == 2, let place = Int(pair[0]), names.indices.contains(place) else { continue }
      names[place] = String(pair[1])
    }
    return names
  }

  private func note(_ name: String, _ photosession: Photosession.ID, _ copyClass: CopyClass) throws {
    try turn.database.run(
      "UPDATE data_key SET wrapped_by = ?, unopenable = NULL WHERE photosession = ? AND class = ?", name, photosession,
      copyClass)
  }

  /// Not by `turn.computed`, see `make`.
  private func rewrap(_ wrapped: [UInt8], _ photosession: Photosession.ID, _ copyClass: CopyClass) throws {
    let nonce = turn.random(KeyWrapping.nonceBytes)
    guard let key = wrapping.open(wrapped, photosession, copyClass)?.key else { return }
    let anew = try wrapping.wrap(key, photosession, copyClass, nonce: nonce)
    try turn.database.run(
      "UPDATE data_key SET wrapped = ?, wrapped_by = ? WHERE photosession = ? AND class = ?", anew, wrapping.name,
      photosession, copyClass)
  }
}
