public enum JanitorRequest: ServiceRequest, Hashable {
  /// Two data keys for a new photosession, made and kept here. `retention-unavailable` while erasure is not healthy.
  case issueKeys(photosession: Photosession.ID)
  /// Hands out a key; the first time that one is asked for starts its clock. `not-found` once it is destroyed or due.
  case dataKey(photosession: Photosession.ID, copyClass: CopyClass)
  /// The purpose ended: destroy the keys of these classes, have the copies erased, read back and receipted.
  /// Ask again until the answer says complete.
  case erase(owner: Owner.ID, classes: [CopyClass], reason: ErasureReason)
  /// This owner's receipts with this number or a greater one, at most `OwnedReceipt.pageMax` of them, each with what
  /// shows that it is in the book: in the book of today, or of when it had `size` receipts, which the first page tells.
  case receipts(owner: Owner.ID, from: Int = 1, size: Int? = nil)
  /// Forget whose receipts these were (their salts with it): they identify nobody from then on.
  case forget(owners: [Owner.ID])
  /// Which of these owners were erased and forgotten before; `Owner.pageMax` of them at most.
  case erasedBefore([Owner.ID])
  /// What everybody may know.
  case transparency
  // For operators
  case contract
  /// What all custodians hold, by copy id, `HoldingsQuery.pageMax` at a time; those after this one.
  case holdings(after: Copy.ID? = nil)
  /// What a sweep now would erase (the first `HoldingsQuery.pageMax`), or (`dryRun` false) one sweep, done.
  case sweep(dryRun: Bool)
  /// The alarms that ring, and those that ended after `since`; the newest first, `Alarm.pageMax` at most.
  case alarms(since: Moment? = nil)
  /// The receipt book, `Receipt.pageMax` at a time, from this number on.
  case book(from: Int)
  /// Sign how the book stands, and keep that.
  case checkpoint
  /// What shows that the book of today continues the one that had so many receipts.
  case consistency(from: Int)
  /// Wrap some of the data keys anew that an older key-encryption key wrapped. Ask until none is left.
  case rotateKeys
  /// Begin a rehearsal, or join the one under way.
  case rehearse
  /// The one under way and the last ones.
  case rehearsals

  public typealias Reply = JanitorReply
  public static let receiver = ServiceName.janitor

  public var callers: Set<ServiceName> {
    switch self {
    case .issueKeys: [.gateway]
    case .dataKey: [.uploadStore]
    case .erase, .forget: [.astriaBridge, .account]
    case .erasedBefore: [.account]
    case .receipts, .transparency: [.gateway]
    case .contract, .holdings, .sweep, .alarms, .book, .checkpoint, .consistency, .rotateKeys, .rehearse, .rehearsals:
      []
    }
  }

  public var isRead: Bool {
    switch self {
    // Handing out a key starts its clock, but a repeat does the same again: no answer that holds a key is kept.
    case .dataKey, .receipts, .erasedBefore, .transparency, .contract, .holdings, .alarms, .book, .consistency,
      .rehearsals:
      true
    case .erase: true  // Answered anew each time: it is asked again until complete.
    case .sweep(let dryRun): dryRun
    case .issueKeys, .forget, .checkpoint, .rotateKeys, .rehearse: false
    }
  }
}

public enum JanitorReply: Message, Hashable {
  case keysIssued
  case dataKey(Personal<DataKey>, mustBeGoneBy: Moment, deadline: Moment)
  case erasure(complete: Bool, remaining: Int)
  case receipts([OwnedReceipt], Checkpoint)
  case forgotten
  case erasedBefore([Owner.ID])
  case transparency(Transparency)
  case contract(version: Int, digest: String, text: String)
  /// `next` is there if more may follow. Nothing is known of what the `silent` ones hold.
  case holdings([Copy], next: Copy.ID?, silent: [ServiceName])
  case swept(erased: Int, due: [Copy], silent: [ServiceName])
  case alarms([Alarm])
  /// `start` is there if the book does not begin with receipt 1 any more.
  case book([Receipt], start: BookStart?, checkpoint: Checkpoint)
  case checkpoint(Checkpoint)
  /// The hashes of RFC 9162, section 2.1.4, in Base64.
  case consistency(Checkpoint, proof: [String])
  /// How many were wrapped anew just now, how many are left for the next time, and how many cannot be opened at all.
  case keysRotated(rewrapped: Int, left: Int, unopenable: Int)
  case rehearsing(RehearsalView)
  /// - intervalSeconds: how often one begins by itself; absent if only when asked for.
  case rehearsals(
    underWay: RehearsalView?, lastSuccess: RehearsalView?, lastFailure: RehearsalView?, intervalSeconds: Int?)

  /// 2: checkpoints became signed notes over a Merkle tree.
  public static let schema = 2
}
