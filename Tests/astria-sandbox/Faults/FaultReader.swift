import Foundation
import Shared

extension FaultPlan {
  /// From a list as `POST /sandbox/faults` takes it. One mistake, and none is set.
  init(_ form: FormTree) throws(Rejection) {
    guard case .list(let items) = form else { throw .badRequest("The body must be a JSON list of faults.") }
    var complaints = Complaints()
    var faults: [Fault] = []
    for (place, item) in items.enumerated() {
      guard case .fields(let fields) = item else {
        complaints.add("faults[\(place)]", "must be an object")
        continue
      }
      var reader = FaultReader(fields: fields, place: place, complaints: complaints)
      if let fault = reader.read() { faults.append(fault) }
      complaints = reader.complaints
    }
    try complaints.check()
    self.init(faults)
  }
}

/// Reads one fault. What is wrong with it is noted under its place in the list.
struct FaultReader {
  private static let known: Set = [
    "route", "kind", "after", "times", "thousandths", "seed", "retry_after", "seconds", "images",
  ]

  let fields: [String: FormTree]
  let place: Int
  var complaints: Complaints

  mutating func read() -> Fault? {
    for name in fields.keys.sorted() { require(Self.known.contains(name), name, "is no property of a fault") }
    guard let what = what() else { return nil }
    var fault = Fault(what)
    fault.after = number("after", from: 0) ?? 0
    fault.times = number("times", from: 1)
    fault.thousandths = number("thousandths", from: 1, to: 1000) ?? 1000
    fault.seed = number("seed", from: 0) ?? 0
    readParameters(&fault)
    return fault
  }

  private mutating func what() -> Fault.What? {
    switch fields["route"]?.text ?? "" {
    case "callback": return kind(CallbackFault.self).map { .callback($0) }
    case "prompt": return kind(PromptFault.self).map { .prompt($0) }
    case "tune": return kind(TuneFault.self).map { .tune($0) }
    case "any": return kind(RequestFault.self).map { .request($0, on: nil) }
    case let name:
      guard let route = Route(rawValue: name) else {
        let routes = Route.allCases.map(\.rawValue).joined(separator: ", ")
        require(false, "route", "must be any, callback, prompt, tune, or one of \(routes)")
        return nil
      }
      return kind(RequestFault.self).map { .request($0, on: route) }
    }
  }

  /// Not everything can happen to everything.
  private mutating func kind<Kind: RawRepresentable<String> & CaseIterable>(_ type: Kind.Type) -> Kind? {
    let kind = Kind(rawValue: fields["kind"]?.text ?? "")
    let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
    require(kind != nil, "kind", "must be one of \(kinds) where the route is \(fields["route"]?.text ?? "")")
    return kind
  }

  /// Each belongs to one kind, which but for 429 cannot do without.
  private mutating func readParameters(_ fault: inout Fault) {
    let kind = fields["kind"]?.text
    for (name, owner) in [("retry_after", "429"), ("seconds", "slow"), ("images", "fewer")] {
      require(kind == owner || fields[name] == nil, name, "goes with the kind \(owner) alone")
      require(kind != owner || owner == "429" || fields[name] != nil, name, "is missing for the kind \(owner)")
    }
    fault.retryAfter = number("retry_after", from: 0)
    fault.images = number("images", from: 0)
    fault.delay = fields["seconds"]?.text.flatMap { Duration(seconds: $0) }
    require(fields["seconds"] == nil || fault.delay != nil, "seconds", "must be a number of seconds")
  }

  private mutating func number(_ name: String, from least: Int, to most: Int = 1_000_000_000) -> Int? {
    guard let field = fields[name], field != .null else { return nil }
    let number = field.text.flatMap { Int($0) }.flatMap { (least...most).contains($0) ? $0 : nil }
    require(number != nil, name, "must be a whole number from \(least) to \(most)")
    return number
  }

  private mutating func require(_ holds: Bool, _ name: String, _ complaint: String) {
    complaints.require(holds, "faults[\(place)].\(name)", complaint)
  }
}

extension FaultPlan {
  /// - Throws: a sentence for whoever started the sandbox.
  init(file: String) throws {
    let form = FormTree(try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: URL(fileURLWithPath: file))))
    do {
      try self.init(form)
    } catch {
      throw FaultFileError(description: "\(file): \(try error.body.text)")
    }
  }
}

struct FaultFileError: Error, CustomStringConvertible {
  let description: String
}
