import Shared

/// Handles one call: finds out who asks and what is theirs, asks the process whose business it is, and words the
/// answer.
///
/// Knows no HTTP, no clock and no randomness, and keeps nothing: the same call with the same answers from the others
/// gives the same answer. That is what makes a recording a test.
struct Reception: Codable, Sendable {
  let contract: RetentionContract
  /// What can be ordered.
  var styles = Styles.shipped

  typealias Answered = (answer: GatewayAnswer, attachment: Attachment?)

  func handle(_ call: GatewayCall, _ visit: Visit) async throws(Refusal) -> Answered {
    switch call {
    case .createAccount(let signUp): (try await createAccount(signUp, visit), nil)
    case .account: (try await showAccount(visit), nil)
    case .eraseAccount: (try await eraseAccount(visit), nil)
    case .consent(let version): (try await agree(to: version, visit), nil)
    case .signOut: (try await signOut(visit), nil)
    case .openPhotosession(let subject, let style): (try await open(subject, style, visit), nil)
    case .photosessions(let before): (try await list(before: before, visit), nil)
    case .photosession(let id): (try await show(id, visit), nil)
    case .cancel(let id): (try await act(.cancel, on: id, visit), nil)
    case .storePhoto(let id, let contentType): (try await storePhoto(id, contentType, visit), nil)
    case .beginUpload(let id, let contentType, let length):
      (try await beginUpload(id, contentType, length, visit), nil)
    case .upload(let id, let photo): (try await showUpload(id, photo, visit), nil)
    case .continueUpload(let id, let photo, let piece): (try await continueUpload(id, photo, piece, visit), nil)
    case .removePhoto(let id, let photo): (try await removePhoto(id, photo, visit), nil)
    case .checkPhoto(let id, let photo): (try await checkPhoto(id, photo, visit), nil)
    case .train(let id): (try await act(.train, on: id, visit), nil)
    case .avatars(let id): (try await avatars(id, visit), nil)
    case .avatar(let id, let avatar): try await readAvatar(id, avatar, visit)
    case .delivered(let id): (try await act(.delivered, on: id, visit), nil)
    case .erasureReceipts(let id): (try await receipts(id, visit), nil)
    case .hint(let token): (await hint(token, visit), nil)
    case .transparency: (try await transparency(visit), nil)
    }
  }
}

// MARK: Who asks, and what is theirs

/// Somebody who showed a token that is good.
struct Guest {
  let account: Account.ID
  let consentIsCurrent: Bool
}

extension Reception {
  func identify(_ visit: Visit) async throws(Refusal) -> Guest {
    guard let token = visit.caller.token else { throw .signInFirst }
    let reply = try await visit.asks.account(.identify(token: token))
    guard case .identified(let account, let consentIsCurrent) = reply else { throw .fault }
    return Guest(account: account, consentIsCurrent: consentIsCurrent)
  }

  /// The photosession, if it is the guest's; somebody else's looks like none at all.
  func find(_ id: Photosession.ID, of guest: Guest, _ visit: Visit) async throws(Refusal) -> PhotosessionView {
    let reply = try await visit.asks.astriaBridge(.photosession(photosession: id, account: guest.account))
    guard case .photosession(let view) = reply else { throw .fault }
    guard view.id == id, view.account == guest.account else { throw .noPhotosession }
    return view
  }

  func requireConsent(_ guest: Guest) throws(Refusal) {
    guard guest.consentIsCurrent else {
      throw Refusal(
        .consentOutdated, "The privacy policy has changed. Read version \(contract.version) and agree to it first.")
    }
  }
}

extension Refusal {
  static let signInFirst = Refusal(.unauthorized, "Sign in first: this needs an access token that is still good.")
  static let noPhotosession = Refusal(.notFound, "You have no such photosession.")
}
