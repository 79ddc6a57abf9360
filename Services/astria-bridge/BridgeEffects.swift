import Shared

/// Something to be done outside: at Astria, or by another process. Ids and codes only, for it is recorded.
enum BridgeEffect: Codable, Hashable, Sendable {
  /// - asker: whose request for training waits for it.
  case closeIntake(Photosession.ID, asker: Envelope.ID)
  /// - hint: the token of a callback, where one goes with it.
  case training(Photosession.ID, Training.Action, hint: Personal<DataKey>?)
  /// - unknown: in no ledger, so they are not there.
  /// - asker: the janitor; `nil` if nobody asked.
  case readBack([Remains], unknown: [Copy.ID], asker: Envelope.ID?)
  /// The receipts of an account's photosessions.
  case forget(Account.ID, [Owner.ID])
  /// All that the account has at Astria.
  case listTunes(for: TuneLooker?)
  /// Whether Astria can be used.
  /// - probe: names two tunes that are made to find out, and deleted.
  case check(probe: Copy.ID, asker: Envelope.ID)
  /// Whether a photo is good to train with.
  case inspect(Photosession.ID, Photo.ID, Subject, asker: Envelope.ID)
  /// A tune that stands in no ledger, with its prompts; it is read back, too.
  case eraseStray(ListedTune)
}

/// What came of an effect.
enum BridgeOutcome: Codable, Hashable, Sendable {
  case intakeClosed(Photosession.ID, asker: Envelope.ID, [PhotoView])
  case intakeOpen(Photosession.ID, asker: Envelope.ID, Refusal)
  case training(Photosession.ID, Training.Event)
  case readBack([Finding], asker: Envelope.ID?)
  case forgot(Account.ID, isDone: Bool)
  /// Those with a title of ours; of the others nothing is known here but how many there are.
  case tunesListed([ListedTune], foreigners: Int, for: TuneLooker?)
  case tunesNotListed(for: TuneLooker?)
  case checked(AstriaCheck, asker: Envelope.ID)
  case inspected([Personal<String>], asker: Envelope.ID)
  case notInspected(Refusal, asker: Envelope.ID)
  case strayErased(Int64)
  case strayRemains(Int64, Trouble)
}

/// All by which a deleted copy could still be found.
struct Remains: Codable, Hashable, Sendable {
  let copy: Copy.ID
  /// Absent if it never became known: then it is looked for by name.
  let number: Int64?
  let kind: Kind
  let since: Moment
  let address: Personal<String>?

  enum Kind: Codable, Hashable, Sendable {
    case tune(title: String)
    /// On this tune.
    /// - others: if it is a pack's, which is none of these.
    case prompt(tune: Int64, text: String, others: [Int64]? = nil)
  }
}

/// What was found of a deleted copy.
struct Finding: Codable, Hashable, Sendable {
  let result: ReadBackResult
  /// Under which it was found, if it was looked for by name.
  var number: Int64?
}
