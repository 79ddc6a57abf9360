import Shared

@testable import upload_store

/// Something that is wrong on purpose, in the world and not in the product, to show that the checks can fail.
enum PlantedBug: String, CaseIterable {
  /// Two processes never look at the clock.
  case clocksAreNotLookedAt
  case twoTunes
  case blindnessTakenForGone
  case deletionAlwaysFails
  /// One more copy is named in an erasure, somebody else's.
  case neighbourErased
  /// The bridge is told that photos are erased; nobody erases them.
  case erasureNotBegun

  var promise: Promise {
    switch self {
    case .clocksAreNotLookedAt: .p1
    case .twoTunes: .p7
    case .blindnessTakenForGone: .p10
    case .deletionAlwaysFails: .p14
    case .neighbourErased: .p9
    case .erasureNotBegun: .p3
    }
  }

  func stopsTicks(of name: ServiceName) -> Bool {
    self == .clocksAreNotLookedAt && (name == .uploadStore || name == .janitor)
  }

  /// What becomes of a message; `nil` if it never arrives.
  func tampered<S: Service>(_ letter: ServiceProcess<S>.Letter, in world: World) -> ServiceProcess<S>.Letter? {
    switch self {
    case .neighbourErased:
      guard case .custodian(.erase(let copies, let reason))? = letter.request as? UploadStoreRequest else { break }
      let others = world.shelf.items.values.map(\.stored.copy).filter { !copies.contains($0) }.sorted()
      guard let other = others.first else { break }
      return letter.asking(UploadStoreRequest.custodian(.erase(copies: copies + [other], reason: reason)))
    case .erasureNotBegun:
      guard case .erase(_, [.photo], _)? = letter.request as? JanitorRequest else { break }
      return letter.answered(JanitorReply.erasure(complete: true, remaining: 0))
    case .clocksAreNotLookedAt, .twoTunes, .blindnessTakenForGone, .deletionAlwaysFails: break
    }
    return letter
  }
}

extension ServiceProcess.Letter {
  /// The same with other words in it.
  fileprivate func asking(_ request: Any) -> Self {
    guard let request = request as? S.Request else { return self }
    var letter = self
    letter.request = request
    return letter
  }

  /// Answered by the bug; it arrives nowhere.
  fileprivate func answered(_ reply: Any) -> Self? {
    guard let reply = reply as? S.Request.Reply else { return self }
    answer(.success((reply, nil)))
    return nil
  }
}
