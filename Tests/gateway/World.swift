import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Shared
import Synchronization
import TestSupport

@testable import gateway

/// Two people, a photosession of the first, and the four other processes as a test wants them to answer.
final class World: Sendable {
  static let anna = Account.ID(bytes: Array(repeating: 0xa1, count: 16))
  static let bert = Account.ID(bytes: Array(repeating: 0xb2, count: 16))
  static let annasToken = String(repeating: "a", count: 64)
  static let bertsToken = String(repeating: "b", count: 64)
  static let photosession = Photosession.ID(bytes: Array(repeating: 0x0c, count: 16))
  static let photo = Photo.ID(bytes: Array(repeating: 0x0d, count: 16))
  static let avatar = Avatar.ID(bytes: Array(repeating: 0x0e, count: 16))
  static let avatarBytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
  static let now = Moment("2026-11-24T12:00:00Z")!

  struct State {
    var asked: [any Message] = []
    var photosessionState = PhotosessionState.collecting
    var consentIsCurrent = true
    var avatarsReady = 0
    /// Who refuses everything, and how.
    var refusals: [ServiceName: Refusal] = [:]
    /// The photos that arrived whole.
    var photos: [[UInt8]] = []
    /// Those that come in pieces.
    var senders: [Photo.ID: Attachment] = [:]
    var uploads: [Photo.ID: Upload] = [World.photo: Upload(bytes: Array("a ph".utf8))]
    /// After so many bytes upload-store has had enough of a photo.
    var bytesRead = Int.max
    /// Whether upload-store never answers once it has read a photo.
    var isStuck = false
    var transparency = World.transparency
    /// How many receipts the janitor has.
    var receipts = 1
    var drawn: UInt8 = 0
    var now = World.now
  }

  /// A photo that comes in pieces.
  struct Upload {
    var bytes: [UInt8] = []
    var length: Int?
    var end: UploadView.End?
  }

  let state = Mutex(State())
  /// Who listens to changes of a photosession.
  private let listeners = Mutex<[AsyncStream<AstriaBridgeEvent>.Continuation]>([])
  let metrics = Metrics()
  let contract: RetentionContract
  let logged = LogLines()
  let recorder: Recorder?
  let limits: Front.Limits

  init(record directory: String? = nil, limits: Front.Limits = .init()) throws {
    contract = try .load(path: nil)
    self.limits = limits
    recorder = try directory.map {
      try Recorder(
        directory: $0, service: .gateway, clock: WallClock { World.now }, keep: .seconds(3600),
        log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
  }

  var app: some ApplicationProtocol {
    get throws {
      let desk = FrontDesk(
        Reception(contract: contract), asks, clock: WallClock { self.state.withLock { $0.now } },
        randomness: randomness, recorder: recorder)
      let front = Front(desk, site: try Site(contract, .shipped), limits: limits, changes: { _ in self.listen() })
      let doorway = Doorway(metrics: metrics, log: Logger(label: "test", factory: { _ in self.logged.handler }))
      return Application(
        router: front.router(doorway), server: .gateway,
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
  }

  private func listen() -> AsyncStream<AstriaBridgeEvent> {
    AsyncStream { continuation in listeners.withLock { $0.append(continuation) } }
  }

  /// Tells all who listen that the photosession stands otherwise.
  func tellOfChange() { listeners.withLock { for listener in $0 { listener.yield(.photosession(view)) } } }

  /// Counts up, so that nothing drawn is the same twice.
  private var randomness: Randomness {
    Randomness { count in
      self.state.withLock { state in
        state.drawn += 1
        return Array(repeating: state.drawn, count: count)
      }
    }
  }

  /// The kinds of what was asked, in order.
  var asked: [String] { state.withLock { $0.asked.map(\.kind) } }

  var view: PhotosessionView {
    let (state, ready) = state.withLock { ($0.photosessionState, $0.avatarsReady) }
    return PhotosessionView(
      id: Self.photosession, account: Self.anna, subject: .woman, style: "studio", state: state,
      outcome: state == .erased ? .delivered : nil, reason: nil, createdAt: Self.now, avatarsReady: ready,
      avatarsExpected: 4,
      held: [Held(copyClass: .tune, custodian: .astria, copies: 1, mustBeGoneBy: Self.now + .seconds(43_200))])
  }
}
