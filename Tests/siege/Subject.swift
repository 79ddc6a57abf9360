import Foundation
import TestSupport

@testable import Harness
@testable import Shared

/// One person with one photosession, on the way to its ending; and what is known of it afterwards.
struct Subject: Sendable {
  let ending: Ending
  let person: Person
  let photosession: String
  private let port: Int
  /// Those that were acknowledged.
  private(set) var photos: [String] = []
  /// At most so many photos were cut: what came before that is a copy of its own.
  private(set) var pieces = 0
  /// Those that were seen.
  private(set) var avatars: [String] = []

  /// Goes all the way.
  static func walk(_ number: Int, _ ending: Ending, _ siege: Deployment) async throws -> Subject {
    let name = "\(PlantedPhoto.canary) \(number)"
    let key = "sign-up-\(UInt64.random(in: 0 ... .max))"
    let person = try await Eventually.get("signing up", within: .seconds(60)) {
      try await Person.signUp(at: siege, name: name, email: "\(PlantedPhoto.canary).\(number)@example.org", key: key)
    }
    var subject = Subject(
      ending: ending, person: person, port: siege.port, photosession: try await person.openPhotosession())
    try await subject.walk(siege)
    return subject
  }

  private init(ending: Ending, person: Person, port: Int, photosession: String) {
    self.ending = ending
    self.person = person
    self.port = port
    self.photosession = photosession
  }

  private mutating func walk(_ siege: Deployment) async throws {
    switch ending {
    case .delivered: try await deliver()
    case .withoutOnePhoto:
      try await give(5)
      _ = try await person.insist("DELETE", "\(path)/photos/\(photos[0])")
      try await goOn(to: .ready)
      try await fetchAndSayDelivered()
    case .cancelled(let stage):
      try await come(to: stage)
      _ = try await person.insist("DELETE", path)
    case .abandoned(let stage): try await come(to: stage)
    case .tuneLost:
      try await come(to: .training)
      try await siege.loseTune(of: photosession)
    case .promptsLost:
      try await come(to: .generating)
      try await siege.losePrompts(of: photosession)
      if try await isReady() { try await fetchAndSayDelivered() }
    case .broke: try await come(to: .submitted)
    case .accountErased(let stage):
      try await come(to: stage)
      try await eraseAccount()
    case .accountErasedAfterwards:
      try await deliver()
      try await eraseAccount()
    }
  }

  // MARK: The way

  private var path: String { "/v1/photosessions/\(photosession)" }

  private mutating func come(to stage: Ending.Stage) async throws {
    guard stage != .opened else { return }
    try await give(4)
    switch stage {
    case .opened, .collecting: break
    case .submitted: try await person.train(photosession)
    case .training: try await goOn(to: .training)
    case .generating: try await goOn(to: .generating)
    case .ready:
      try await goOn(to: .ready)
      try await fetch()
    }
  }

  /// Every other photo comes over a line that breaks once. In a siege all may have expired meanwhile.
  private mutating func give(_ count: Int) async throws {
    for number in 0..<count {
      let photo = PlantedPhoto().bytes
      guard let id = try await number % 2 == 0 ? give(photo) : giveInPieces(photo) else { return }
      photos.append(id)
    }
  }

  private func give(_ photo: [UInt8]) async throws -> String? {
    let answer = try await person.insist("POST", "\(path)/photos", bytes: photo, type: "image/png")
    return answer.status == 201 ? try Self.photo(in: answer.bytes) : nil
  }

  private mutating func giveInPieces(_ photo: [UInt8]) async throws -> String? {
    guard let version = UploadPhone.Version.allCases.randomElement() else { return nil }
    pieces += 1
    let answer = try await UploadPhone(port: port, token: person.token, version: version).upload(
      photo, to: "\(path)/photos", type: "image/png", key: "key-\(UInt64.random(in: 0 ... .max))",
      endings: [.cut(after: .random(in: 1..<photo.count))])
    return answer.status == 201 ? try Self.photo(in: answer.body) : nil
  }

  private static func photo(in bytes: [UInt8]) throws -> String {
    struct Document: Decodable {
      struct Photo: Decodable { var id: String }
      var photo: Photo
    }
    return try JSON.decode(Document.self, bytes).photo.id
  }

  private func goOn(to state: PhotosessionState) async throws {
    try await person.train(photosession)
    try await person.wait(for: state, photosession)
  }

  private mutating func deliver() async throws {
    try await give(4)
    try await goOn(to: .ready)
    try await fetchAndSayDelivered()
  }

  private mutating func fetchAndSayDelivered() async throws {
    try await fetch()
    try await person.delivered(photosession)
  }

  private mutating func fetch() async throws {
    let list = try await person.insist("GET", "\(path)/avatars")
    guard list.status == 200 else { return }
    avatars = try list.list("avatars").compactMap { $0["id"] as? String }
    for avatar in avatars { _ = try await person.insist("GET", "\(path)/avatars/\(avatar)") }
  }

  private func isReady() async throws -> Bool {
    try await person.wait(for: .ready, photosession).text("state") == PhotosessionState.ready.rawValue
  }

  func eraseAccount() async throws {
    let answer = try await person.insist("DELETE", "/v1/account")
    // A repeat after a restart finds the token worth nothing already: that is what was wanted.
    if answer.status != 401 { try answer.expect(202) }
  }

  // MARK: Afterwards

  /// Which copy each of its receipts is about, with the receipt.
  func receipts() async throws -> [(copy: String, receipt: Receipt)] {
    try await person.receipts(of: photosession).map { ($0.copy.text, $0.receipt) }
  }
}

extension Deployment {
  private static let key: HTTPHeaders = ["Authorization": "Bearer sd_any"]

  /// Astria's number of this photosession's tune, from the bridge.
  private func tune(of photosession: String) async throws -> Int64? {
    // While the bridge is being restarted, log lines of the question stand before the answer.
    let tunes = try await Eventually.get("the tunes") {
      let listed = try await command(.astriaBridge, "tunes", "--json")
      return listed.status == 0 ? try JSON.decode([TuneView].self, Array(listed.output.utf8)) : nil
    }
    return tunes.first { $0.photosession.text == photosession }?.number
  }

  func loseTune(of photosession: String) async throws {
    guard let number = try await tune(of: photosession) else { return }
    try await lose("tunes/\(number)")
  }

  func losePrompts(of photosession: String) async throws {
    guard let number = try await tune(of: photosession) else { return }
    let listed = try await http.send(
      HTTPRequest("GET", "\(sandboxAddress)/tunes/\(number)/prompts", headers: Self.key))
    guard listed.isSuccess else { return }
    struct Prompt: Decodable { var id: Int64 }
    for prompt in try JSON.decode([Prompt].self, listed.body) { try await lose("prompts/\(prompt.id)") }
  }

  private func lose(_ thing: String) async throws {
    _ = try await http.send(HTTPRequest("DELETE", "\(sandboxAddress)/\(thing)", headers: Self.key))
  }

  /// Whether orders can be paid.
  func setBalance(_ milliCents: Int) async throws {
    let body = Array("{\"balance_mc\": \(milliCents)}".utf8)
    let answer = try await http.send(
      HTTPRequest(
        "POST", "\(sandboxAddress)/sandbox/settings", headers: ["Content-Type": "application/json"],
        body: .bytes(body)))
    guard answer.isSuccess else { throw InVain("the balance: \(answer.status)") }
  }
}
