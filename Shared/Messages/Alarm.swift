/// Something that a person must mend before a promise breaks.
public struct Alarm: Codable, Sendable, Hashable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// A custodian has not answered for more than half of the time it has between must-be-gone-by and deadline.
    case custodianSilent = "custodian-silent"
    /// A copy is still there well after its must-be-gone-by, or its custodian cannot see that it is not.
    case overdue
    /// What a custodian says it has deleted can still be read, again and again.
    case stillReadable = "still-readable"
    /// The janitor's clock was set back.
    case clockFault = "clock-fault"
    /// The data keys cannot be opened.
    case keyStoreFailing = "key-store-failing"
    /// A custodian keeps another retention contract.
    case contractMismatch = "contract-mismatch"
    /// The receipt book was put back to what it was earlier.
    case bookRestored = "book-restored"
    /// The rehearsal failed, or has not been through for too long.
    case rehearsalMissing = "rehearsal-missing"
  }

  /// So many fit into one message.
  public static let pageMax = 50

  public var kind: Kind
  /// Whom it is about.
  public var about: ServiceName
  public var since: Moment
  /// Absent while it rings.
  public var until: Moment?

  public init(kind: Kind, about: ServiceName, since: Moment, until: Moment? = nil) {
    self.kind = kind
    self.about = about
    self.since = since
    self.until = until
  }

  /// What is wrong and what to do, for the engineer on call.
  public var sentence: String {
    switch kind {
    case .custodianSilent: "\(about) does not answer the janitor. Bring it back, or what it holds stays."
    case .overdue:
      "\(about) holds copies past their must-be-gone-by, or cannot tell. See `janitor sweep` and its log."
    case .stillReadable:
      "\(about) says that copies are deleted, but they can be read. See its log; delete them by hand."
    case .clockFault: "The janitor's clock was set back. Set it right; until then nothing new is taken in."
    case .keyStoreFailing: "Data keys cannot be opened. Check MAYFLY_KEY_ENCRYPTION_KEY and the janitor's disk."
    case .contractMismatch: "\(about) keeps another retention contract. Set MAYFLY_CONTRACT alike and start it again."
    case .bookRestored:
      "The receipt book is older than a checkpoint of it. Everything held then is being erased; wait until it is."
    case .rehearsalMissing: "The rehearsal was not through. Run `janitor rehearse` to see at which step it fails."
    }
  }

  /// Whether no new photo is taken in while it rings: its erasure could not be promised. A backlog stops the intake
  /// only once it is large.
  public var stopsIntake: Bool {
    switch kind {
    case .custodianSilent, .stillReadable, .clockFault, .keyStoreFailing, .contractMismatch, .bookRestored: true
    case .overdue, .rehearsalMissing: false
    }
  }
}
