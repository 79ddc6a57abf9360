/// What is wrong with a retention contract: every flaw, each with its line.
public struct ContractError: Error, CustomStringConvertible, Equatable {
  public let flaws: [FileFlaw]

  public var description: String { flaws.map { $0.text(in: "the retention contract") }.joined(separator: "\n") }

  init(_ flaws: [FileFlaw]) { self.flaws = flaws }
  init(_ sentence: String) { self.init([FileFlaw(line: nil, sentence: sentence)]) }

  init(reading error: any Error, _ text: String) {
    let names = [
      "class": CopyClass.allCases.map(\.rawValue), "custodian": Custodian.allCases.map(\.rawValue),
    ]
    self.init([FileFlaw(reading: error, text, names: names)])
  }
}
