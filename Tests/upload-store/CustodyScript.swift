import Shared
import Synchronization

@testable import upload_store

/// A custody driven by hand, in the words of its tests.
final class CustodyScript {
  let service: ServiceScript<Custody>
  let photosession = Photosession.ID(bytes: Array(repeating: 0xAB, count: 16))
  private var requests: UInt8 = 0

  static let start = Moment(milliseconds: 1_800_000_000_000)
  /// The contract's, counted from `start`.
  let photosMustBeGoneBy = start + .seconds(12 * 3600)
  let photosDeadline = start + .seconds(24 * 3600)

  init(seed: UInt64 = 1) throws {
    service = try ServiceScript(Custody(try .load(path: nil)), at: Self.start, seed: seed)
  }

  var now: Moment {
    get { service.now }
    set { service.now = newValue }
  }
  var effects: [Custody.Effect] { service.effects }
  var replies: [UploadStoreReply] { service.replies }
  var refusals: [Refusal] { service.refusals }
  var problems: [Problem] { service.refusals.map(\.problem) }

  static func photo(_ number: UInt8) -> Photo.ID { Photo.ID(bytes: Array(repeating: number, count: 16)) }
  static func copy(_ number: UInt8) -> Copy.ID { Copy.ID(photo(number)) }
  static let appearance = Appearance(contentType: "image/jpeg", bytes: 1000, width: 640, height: 480)

  // MARK: Requests

  /// - Returns: the id of the request.
  @discardableResult
  func ask(_ request: UploadStoreRequest, length: Int? = nil) throws -> Envelope.ID {
    try ask(request, attachment: length.map { AttachmentHead(length: $0) })
  }

  @discardableResult
  func ask(_ request: UploadStoreRequest, attachment: AttachmentHead?) throws -> Envelope.ID {
    requests &+= 1
    let id = Envelope.ID(bytes: Array(repeating: requests, count: 16))
    let asker = Asker(id: id, sender: .gateway, attachment: attachment)
    try service.feed(.request(request, asker))
    return id
  }

  /// - Returns: what is now to be taken in, if it was not refused at once.
  @discardableResult
  func sendPhoto(_ number: UInt8, length: Int = 1000) throws -> Arrival? {
    let photo = Self.photo(number)
    try ask(.storePhoto(photosession: photosession, photo: photo, contentType: "image/jpeg"), length: length)
    return arrival
  }

  @discardableResult
  func sendAvatar(_ number: UInt8, prompt: Int = 0, index: Int = 0) throws -> Arrival? {
    try ask(
      .storeAvatar(
        photosession: photosession, avatar: Avatar.ID(Self.photo(number)), prompt: prompt, index: index,
        contentType: "image/png"), length: 1000)
    return arrival
  }

  func ask(_ request: CustodianRequest) throws { try ask(.custodian(request)) }
  func closeIntake() throws { try ask(.closeIntake(photosession: photosession)) }

  private var arrival: Arrival? {
    for case .takeIn(let arrival) in effects { return arrival }
    return nil
  }

  // MARK: What came of effects

  func takenIn(_ arrival: Arrival, mustBeGoneBy: Moment? = nil) throws {
    try service.feed(
      .outcome(
        .takenIn(
          arrival, Self.appearance, mustBeGoneBy: mustBeGoneBy ?? photosMustBeGoneBy, deadline: photosDeadline)))
  }

  /// Sends a photo and lets it be stored.
  @discardableResult
  func hold(_ number: UInt8) throws -> Arrival? {
    let arrival = try sendPhoto(number)
    if let arrival { try takenIn(arrival) }
    return arrival
  }

  func hold(_ numbers: ClosedRange<UInt8>) throws {
    for number in numbers { try hold(number) }
  }

  /// Lets every removal that was just asked for succeed, or fail, and what is looked for then be gone. What was put out
  /// meanwhile stays to be looked at.
  func finishRemovals(succeeding: Bool = true) throws {
    for case .remove(let copies, let purpose) in effects {
      let names = copies.map(\.copy)
      try service.feed(
        .outcome(.removed(done: succeeding ? names : [], failed: succeeding ? [] : names, purpose)))
    }
  }

  /// What was just removed and never acknowledged is looked for: in vain, or not.
  func finishLooking(_ finding: ReadBackResult.Finding = .gone) throws {
    for case .readBack(let copies, .discarded) in effects {
      let results = copies.map { ReadBackResult(copy: $0.copy, finding: finding) }
      try service.feed(.outcome(.readBack(results, .discarded)))
    }
  }

  func tick() throws { try service.feed(.ticked) }
  func restart() throws { try service.feed(.started) }

  // MARK: Looking

  func holdings(_ query: HoldingsQuery = .all()) throws -> [Copy] {
    try ask(.holdings(query))
    guard case .custodian(.holdings(let copies, _))? = replies.first else { return [] }
    return copies
  }

  func state(_ number: UInt8) throws -> CopyLife.State? {
    try service.read { try Ledger(database: $0).find(Self.copy(number))?.life.state }
  }
}

extension Attachment {
  /// Bytes in pieces of any size.
  init(_ bytes: [UInt8], pieceSize: Int, length: Int? = nil) {
    let position = Mutex(0)
    self.init(
      length: length,
      next: {
        let start = position.withLock { position in
          defer { position += pieceSize }
          return position
        }
        return start < bytes.count ? Chunk(Array(bytes[start..<min(start + pieceSize, bytes.count)])) : nil
      })
  }
}
