import Shared

/// What was asked, in the order in which it came: tests count requests here, and search all that reached Astria.
struct RequestLog: Sendable {
  struct Entry: Sendable {
    let number: Int
    let at: Moment
    let method: String
    /// With its query.
    let path: String
    /// Nil: of something that is not there.
    let route: Route?
    /// Whatever the caller wrote that is text: headers, fields, names of files.
    var texts: [Text] = []
    var fault: RequestFault?
    /// Nil: not answered, or not yet.
    var status: Int?
  }

  struct Text: Sendable, Equatable {
    let name: String
    let text: String
  }

  /// So many are remembered at least; of older ones only the counts.
  static let fewestKept = 10_000

  private(set) var entries: [Entry] = []
  private(set) var counts: [String: Int] = [:]
  private var last = 0

  /// - Returns: its number.
  mutating func open(_ method: String, _ path: String, _ route: Route?, _ texts: [Text], at now: Moment) -> Int {
    if entries.count == 2 * Self.fewestKept { entries.removeFirst(Self.fewestKept) }
    last += 1
    entries.append(Entry(number: last, at: now, method: method, path: path, route: route, texts: texts))
    counts[route?.rawValue ?? "other", default: 0] += 1
    return last
  }

  /// What is forgotten is not noted any more.
  mutating func note(_ number: Int, _ change: (inout Entry) -> Void) {
    guard let first = entries.first?.number, number >= first else { return }
    change(&entries[number - first])
  }
}

// What the control routes show of it.
extension RequestLog {
  func countsView() -> JSONValue { .object(counts.mapValues { .integer($0) }) }

  func view() -> JSONValue {
    .object([
      "counts": countsView(),
      "requests": .array(
        entries.map { entry in
          .object([
            "number": .integer(entry.number), "at": .moment(entry.at), "method": .string(entry.method),
            "path": .string(entry.path), "route": .string(orNull: entry.route?.rawValue),
            "fault": .string(orNull: entry.fault?.rawValue), "status": .integer(orNull: entry.status),
          ])
        }),
    ])
  }

  func textsView() -> JSONValue {
    .array(
      entries.flatMap { entry in
        entry.texts.map {
          .object(["request": .integer(entry.number), "name": .string($0.name), "text": .string($0.text)])
        }
      })
  }
}

extension FormTree {
  /// All that is text in it, under names in the manner of Rack: `tune[title]`, `tune[images][0]`.
  var texts: [RequestLog.Text] { texts("") }

  private func texts(_ name: String) -> [RequestLog.Text] {
    func inner(_ part: String) -> String { name.isEmpty ? part : "\(name)[\(part)]" }
    switch self {
    case .null: return [.init(name: name, text: "")]
    case .text(let text): return [.init(name: name, text: text)]
    case .file(let file):
      return [.init(name: inner("name"), text: file.name), .init(name: inner("type"), text: file.contentType)]
    case .list(let items): return items.enumerated().flatMap { $1.texts(inner(String($0))) }
    case .fields(let fields): return fields.sorted { $0.key < $1.key }.flatMap { $1.texts(inner($0)) }
    }
  }
}
