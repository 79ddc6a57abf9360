/// What is wrong with a file of styles: every flaw, each with its line.
public struct StylesError: Error, CustomStringConvertible, Equatable {
  public let description: String

  init(_ flaws: [FileFlaw]) { description = flaws.map { $0.text(in: "the file of styles") }.joined(separator: "\n") }
  init(_ sentence: String) { description = sentence }
}
