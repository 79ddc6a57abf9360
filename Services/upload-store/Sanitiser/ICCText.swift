/// The two texts that every colour profile must have, a description and a copyright, saying nothing.
struct ICCText {
  let name: FourLetters
  let data: [UInt8]

  /// Versions 2 and 4 write texts differently.
  static func required(isVersion2: Bool) -> [Self] {
    [
      Self(name: "desc", data: isVersion2 ? description : localised),
      Self(name: "cprt", data: isVersion2 ? plain : localised),
    ]
  }

  /// "ICC", which is the whole text each time.
  private static let plain = Array("text\0\0\0\0ICC\0".utf8)

  /// Its length, the text, and the same in Unicode and in the script of a Macintosh, both empty.
  private static let description = Array("desc\0\0\0\0\0\0\0\u{4}ICC\0".utf8) + [UInt8](repeating: 0, count: 8 + 3 + 67)

  /// One record of twelve bytes: language, country, length, and offset of the text in UTF-16.
  private static let localised = Array(
    "mluc\0\0\0\0\0\0\0\u{1}\0\0\0\u{C}enUS\0\0\0\u{6}\0\0\0\u{1C}\0I\0C\0C".utf8)
}
