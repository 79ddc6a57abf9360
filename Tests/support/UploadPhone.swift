import Foundation
import Synchronization

import Shared

/// A phone that uploads a photo as the drafts of the resumable upload protocol say, in one of their versions, over a
/// connection that breaks when a test wants it to. Written from the drafts, apart from the gateway.
package struct UploadPhone: Sendable {
  package enum Version: Int, CaseIterable, Sendable, CustomStringConvertible {
    case three = 3
    case five = 5
    case six = 6
    case eight = 8

    package var description: String { "interop \(rawValue)" }
  }

  package struct Answer: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package var body: [UInt8] = []

    package var offset: Int? { headers["Upload-Offset"].flatMap { Int($0) } }
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether it says that the upload is over, in the words of this version.
    package func isComplete(_ version: Version) -> Bool? {
      version == .three
        ? headers["Upload-Incomplete"].map { $0 == "?0" } : headers["Upload-Complete"].map { $0 == "?1" }
    }
  }

  /// What came back: what was said ahead, and the answer, if any came.
  package struct Heard: Sendable {
    package var early: [Answer] = []
    package var answer: Answer?

    /// Where the upload can be gone on with.
    package var location: String? {
      early.first { $0.status == 104 }?.headers["Location"] ?? answer?.headers["Location"]
    }
  }

  /// How a request's body ends.
  package enum Ending: Sendable {
    case whole
    /// The connection is gone after so many bytes.
    case cut(after: Int)
    /// The connection stays, and nothing more comes over it.
    case hanging(after: Int)

    fileprivate var count: Int {
      switch self {
      case .whole: .max
      case .cut(let count), .hanging(let count): count
      }
    }
  }

  package let port: Int
  package let token: String
  package let version: Version

  package init(port: Int, token: String, version: Version) {
    self.port = port
    self.token = token
    self.version = version
  }

  /// "This is the whole" or "more will follow".
  package func mark(isComplete: Bool) -> HTTPHeaders {
    version == .three
      ? ["Upload-Incomplete": isComplete ? "?0" : "?1"] : ["Upload-Complete": isComplete ? "?1" : "?0"]
  }

  package func create(
    at path: String, _ photo: [UInt8], type: String = "image/jpeg", isComplete: Bool = true, key: String? = nil,
    _ ending: Ending = .whole
  ) async throws -> Heard {
    var headers = mark(isComplete: isComplete)
    headers.add("Content-Type", type)
    if let key { headers.add("Idempotency-Key", key) }
    return try await send("POST", path, headers, photo, ending)
  }

  package func ask(_ location: String) async throws -> Answer? { try await send("HEAD", location).answer }

  package func cancel(_ location: String) async throws -> Answer? { try await send("DELETE", location).answer }

  package func goOn(
    _ location: String, from offset: Int, _ bytes: [UInt8], isComplete: Bool = true, _ ending: Ending = .whole
  ) async throws -> Heard {
    // In the first version the last piece is the one that says nothing.
    var headers = version == .three && isComplete ? [:] : mark(isComplete: isComplete)
    headers.add("Upload-Offset", "\(offset)")
    headers.add("Content-Type", "application/partial-upload")
    return try await send("PATCH", location, headers, bytes, ending)
  }

  /// One request on a connection of its own.
  package func send(
    _ method: String, _ target: String, _ headers: HTTPHeaders = [:], _ body: [UInt8]? = nil, _ ending: Ending = .whole
  ) async throws -> Heard {
    try await withCheckedThrowingContinuation { continuation in
      // Reading blocks: on a thread of its own.
      Thread {
        continuation.resume(with: Result { try exchange(method, target, headers, body, ending) })
      }.start()
    }
  }

  private func exchange(
    _ method: String, _ target: String, _ headers: HTTPHeaders, _ body: [UInt8]?, _ ending: Ending
  ) throws -> Heard {
    let connection = LoopbackConnection(try LoopbackSocket.connect(to: port))
    connection.setPatience(30)
    connection.write(head(method, target, headers, body))
    let count = min(ending.count, body?.count ?? 0)
    connection.write(Array((body ?? []).prefix(count)))
    var heard = Heard()
    switch ending {
    case .whole: hear(connection, &heard, until: { $0.answer != nil })
    case .cut:
      if method == "POST" { hear(connection, &heard, until: { $0.location != nil }) }
      connection.cut()
    case .hanging:
      if method == "POST" { hear(connection, &heard, until: { $0.location != nil }) }
      Hanging.connections.withLock { $0.append(connection) }
    }
    return heard
  }

  private func head(_ method: String, _ target: String, _ headers: HTTPHeaders, _ body: [UInt8]?) -> [UInt8] {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: mayfly", "Authorization: Bearer \(token)"]
    if headers["Upload-Draft-Interop-Version"] == nil {
      lines.append("Upload-Draft-Interop-Version: \(version.rawValue)")
    }
    if let body, headers["Transfer-Encoding"] == nil { lines.append("Content-Length: \(body.count)") }
    lines += headers.fields.map { "\($0.name): \($0.value)" }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  private func hear(_ connection: LoopbackConnection, _ heard: inout Heard, until isDone: (Heard) -> Bool) {
    while !isDone(heard), let head = connection.readHead(), let status = Int(head.target) {
      var answer = Answer(status: status, headers: head.headers)
      if (100..<200).contains(status) {
        heard.early.append(answer)
      } else {
        answer.body = connection.readExactly(head.headers["Content-Length"].flatMap { Int($0) } ?? 0) ?? []
        heard.answer = answer
        return
      }
    }
  }
}

/// Connections of phones that went out of reach.
private enum Hanging {
  static let connections = Mutex<[LoopbackConnection]>([])
}

extension UploadPhone {
  /// Uploads as iOS does: after each interruption it asks how far the photo has come, and goes on there.
  ///
  /// - Parameter endings: how the first requests end; those after them end well.
  /// - Returns: the last answer.
  package func upload(
    _ photo: [UInt8], to path: String, type: String = "image/jpeg", key: String? = nil, endings: [Ending],
    between: () async throws -> Void = {}
  ) async throws -> Answer {
    var endings = endings[...]
    var location: String?
    let end = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < end {
      var last: Answer?
      if let location {
        last = try await goOn(location, with: photo, &endings)
      } else {
        let ending = endings.popFirst() ?? .whole
        let heard = try await attempt { try await create(at: path, photo, type: type, key: key, ending) }
        location = heard?.location
        last = heard?.answer.flatMap(final)
      }
      if let last { return last }
      try await between()
    }
    throw InVain("\(version): the photo did not arrive within two minutes")
  }

  private func goOn(
    _ location: String, with photo: [UInt8], _ endings: inout ArraySlice<Ending>
  ) async throws -> Answer? {
    guard let asked = try await attempt({ try await ask(location) }) ?? nil, asked.status < 500 else { return nil }
    guard let offset = asked.offset else { return asked }
    let ending = endings.popFirst() ?? .whole
    let rest = Array(photo[min(offset, photo.count)...])
    return try await attempt { try await goOn(location, from: offset, rest, ending) }?.answer.flatMap(final)
  }

  /// An answer after which there is nothing to go on with; `nil` for one that may be another a moment later.
  private func final(_ answer: Answer) -> Answer? {
    if answer.status >= 500 || answer.status == 409 && answer.offset != nil { return nil }
    return answer.isComplete(version) == false ? nil : answer
  }

  /// `nil` while nobody listens.
  private func attempt<Result>(_ body: () async throws -> Result) async throws -> Result? {
    do { return try await body() } catch is LoopbackSocket.Failed {
      try await ContinuousClock().sleep(for: .milliseconds(20))
      return nil
    }
  }
}
