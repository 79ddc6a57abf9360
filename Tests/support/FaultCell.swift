/// One call at Astria that goes wrong once: a cell of the matrix of faults.
public struct FaultCell: Sendable, Hashable, CustomStringConvertible {
  /// As the sandbox names them.
  public let route: String
  public let fault: String

  /// All calls that a photosession makes.
  public static let routes = [
    "users", "create-tune", "list-tunes", "show-tune", "create-prompt", "list-prompts", "show-prompt", "file",
    "delete-prompt", "delete-tune",
  ]

  public init(route: String, fault: String) {
    self.route = route
    self.fault = fault
  }

  public static func all(_ faults: [String]) -> [FaultCell] {
    faults.flatMap { fault in routes.map { FaultCell(route: $0, fault: fault) } }
  }

  public var description: String { "\(fault) at \(route)" }

  /// For the sandbox, as JSON. Lists are only asked for when an answer to a POST was lost.
  public var plan: String {
    let lost = ["list-tunes": "create-tune", "list-prompts": "create-prompt"][route]
    let first = lost.map { #"{"route": "\#($0)", "kind": "lost", "times": 1}, "# } ?? ""
    let delay = fault == "slow" ? #", "seconds": 0.3"# : ""
    return #"[\#(first){"route": "\#(route)", "kind": "\#(fault)", "times": 1\#(delay)}]"#
  }
}
