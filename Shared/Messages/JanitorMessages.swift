public enum JanitorRequest: ServiceRequest, Hashable {
  /// Two data keys for a new photosession, made and kept here. `retention-unavailable` while erasure is not healthy.
  case issueKeys(photosession: Photosession.ID)
  /// Hands out a key; the first time that one is asked for starts its clock. `not-found` once it is destroyed or due.
  case dataKey(photosession: Photosession.ID, copyClass: CopyClass)
  /// The purpose ended: destroy the keys of these classes, have the copies erased, read back and receipted.
  /// Ask again until the answer says complete.
  case erase(owner: Owner.ID, classes: [CopyClass], reason: ErasureReason)
  /// This owner's receipts with this number or a greater one, at most `Receipt.pageMax` of them.
  case receipts(owner: Owner.ID, from: Int = 1)
  /// Forget whose receipts these were (their salts with it): they identify nobody from then on.
  case forget(owners: [Owner.ID])
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
    case .receipts, .transparency: [.gateway]
    case .contract, .holdings, .sweep, .alarms, .book, .rehearse, .rehearsals: []
    }
  }

  public var isRead: Bool {
    switch self {
    // Handing out a key starts its clock, but a repeat does the same again: no answer that holds a key is kept.
    case .dataKey, .receipts, .transparency, .contract, .holdings, .alarms, .book, .rehearsals: true
    case .erase: true  // Answered anew each time: it is asked again until complete.
    case .sweep(let dryRun): dryRun
    case .issueKeys, .forget, .rehearse: false
    }
  }
}

public enum JanitorReply: Message, Hashable {
  case keysIssued
  case dataKey(Personal<DataKey>, mustBeGoneBy: Moment, deadline: Moment)
  case erasure(complete: Bool, remaining: Int)
  case receipts([OwnedReceipt], Checkpoint)
  case forgotten
  case transparency(Transparency)
  case contract(version: Int, digest: String, text: String)
  /// `next` is there if more may follow. Nothing is known of what the `silent` ones hold.
  case holdings([Copy], next: Copy.ID?, silent: [ServiceName])
  case swept(erased: Int, due: [Copy], silent: [ServiceName])
  case alarms([Alarm])
  case book([Receipt], checkpoint: Checkpoint)
  case rehearsing(RehearsalView)
  /// - intervalSeconds: how often one begins by itself; absent if only when asked for.
  case rehearsals(
    underWay: RehearsalView?, lastSuccess: RehearsalView?, lastFailure: RehearsalView?, intervalSeconds: Int?)
}

/// One line of the receipt book. It identifies nobody: the copy appears as a salted commitment only.
public struct Receipt: Codable, Sendable, Hashable {
  /// So many fit into one message.
  public static let pageMax = 50

  /// From 1 on, without a gap.
  public var number: Int
  /// SHA-256 of the salt's bytes followed by the copy's id as text, as hexadecimal digits.
  public var commitment: String
  public var copyClass: CopyClass
  public var custodian: Custodian
  public var reason: ErasureReason
  public var receivedAt: Moment
  public var dueAt: Moment
  public var erasedAt: Moment
  public var readBackAt: Moment
  public var contractVersion: Int
  public var contractDigest: String
  /// `hash` of the receipt before, 64 zeros for the first.
  public var previous: String
  /// SHA-256 of all above, see `ReceiptBook` in the janitor.
  public var hash: String
  /// Ed25519 over `hash`'s bytes, as hexadecimal digits.
  public var signature: String

  enum CodingKeys: String, CodingKey {
    case copyClass = "class"
    case number, commitment, custodian, reason, receivedAt, dueAt, erasedAt, readBackAt, contractVersion
    case contractDigest, previous, hash, signature
  }

  public init(
    number: Int, commitment: String, copyClass: CopyClass, custodian: Custodian, reason: ErasureReason,
    receivedAt: Moment, dueAt: Moment, erasedAt: Moment, readBackAt: Moment, contractVersion: Int,
    contractDigest: String, previous: String, hash: String = "", signature: String = ""
  ) {
    self.number = number
    self.commitment = commitment
    self.copyClass = copyClass
    self.custodian = custodian
    self.reason = reason
    self.receivedAt = receivedAt
    self.dueAt = dueAt
    self.erasedAt = erasedAt
    self.readBackAt = readBackAt
    self.contractVersion = contractVersion
    self.contractDigest = contractDigest
    self.previous = previous
    self.hash = hash
    self.signature = signature
  }
}

/// A receipt with what proves whose it is: given to its owner, otherwise forgotten with the account.
public struct OwnedReceipt: Codable, Sendable, Hashable {
  public var receipt: Receipt
  public var copy: Copy.ID
  /// 16 random bytes as hexadecimal digits.
  public var salt: String

  public init(receipt: Receipt, copy: Copy.ID, salt: String) {
    self.receipt = receipt
    self.copy = copy
    self.salt = salt
  }
}

/// The state of the book at one moment, signed: whoever keeps one notices if the book's past is rewritten.
public struct Checkpoint: Codable, Sendable, Hashable {
  /// How many receipts.
  public var size: Int
  /// `hash` of the last one.
  public var hash: String
  public var at: Moment
  /// Ed25519 over "mayfly-checkpoint\n<size>\n<hash>\n<at>\n", as hexadecimal digits.
  public var signature: String
  /// As hexadecimal digits.
  public var publicKey: String

  public init(size: Int, hash: String, at: Moment, signature: String, publicKey: String) {
    self.size = size
    self.hash = hash
    self.at = at
    self.signature = signature
    self.publicKey = publicKey
  }
}
