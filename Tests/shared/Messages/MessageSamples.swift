import Shared

/// One sample of every message, and of the values that they hold. Everything personal in them has `canary` in it, or is
/// made of `c`s.
enum MessageSamples {
  static let moment = Moment("2026-11-24T12:34:56.789Z")!
  static let name = Personal("canary name")
  static let email = Personal("canary@example.com")
  static let token = AccessToken(String(repeating: "c", count: 64))
  static let key = Personal(DataKey(String(repeating: "c", count: 64))!)

  static func id<Of>(_ digit: UInt8 = 1) -> Identifier<Of> { Identifier(bytes: Array(repeating: digit, count: 16)) }

  static let copy = Copy(
    id: id(), owner: id(2), copyClass: .photo, custodian: .uploadStore, state: .erased, receivedAt: moment,
    mustBeGoneBy: moment, deadline: moment, erasedAt: moment, reason: .processed)
  static let heldCopy = Copy(
    id: id(3), owner: id(2), copyClass: .avatar, custodian: .uploadStore, state: .held, receivedAt: moment,
    mustBeGoneBy: moment, deadline: moment)
  static let held = Held(copyClass: .avatar, custodian: .uploadStore, copies: 3, mustBeGoneBy: moment)

  static let conversations = [
    SampledConversation(
      accountRequests + custodianRequests.map(AccountRequest.custodian),
      accountReplies + custodianReplies.map(AccountReply.custodian)),
    SampledConversation(astriaBridgeRequests, astriaBridgeReplies),
    SampledConversation(uploadStoreRequests, uploadStoreReplies),
    SampledConversation(janitorRequests, janitorReplies),
    SampledConversation(deskRequests, deskReplies, receivers: ServiceName.allCases),
  ]

  static let events = [SampledEvents(astriaBridgeEvents)]

  static let all = conversations.flatMap { $0.requests + $0.replies } + events.flatMap(\.events)

  // MARK: around every message

  static let envelopes = [
    Envelope(
      id: id(), idempotencyKey: "key", sender: .gateway, receiver: .account, conversation: .service, kind: "show",
      schema: 1, sentAt: moment, deadline: moment, contract: "ab12", traceParent: "00-1-2-03",
      attachment: AttachmentHead(length: 3)),
    Envelope(
      id: id(), idempotencyKey: "key", sender: .gateway, receiver: .account, conversation: .desk, kind: "ping",
      schema: 1, sentAt: moment, deadline: moment),
  ]

  static let replyEnvelopes = [
    ReplyEnvelope(to: id(), status: .refused, kind: "not-found", schema: 1, sentAt: moment),
    ReplyEnvelope(
      to: id(), status: .done, kind: "photo", schema: 1, sentAt: moment, attachment: AttachmentHead(length: nil)),
  ]

  // MARK: account

  static let account = AccountView(
    id: id(), name: name, email: email, policyVersion: 1, consentedAt: moment, adultStatedAt: moment)

  static let accountRequests: [AccountRequest] = [
    .create(name: name, email: email, policyVersion: 1),
    .identify(token: token),
    .show(account: id()),
    .consent(account: id(), policyVersion: 2),
    .signOut(token: token),
    .erase(account: id()),
    .list(after: id()),
    .list(after: nil),
    .custodian(custodianRequests[0]),
  ]

  static let accountReplies: [AccountReply] = [
    .created(account, token: token),
    .identified(account: id(), consentIsCurrent: true),
    .account(account),
    .accounts([account], next: id()),
    .accounts([], next: nil),
    .signedOut,
    .erasing(account: id()),
    .custodian(custodianReplies[0]),
  ]

  // MARK: every custodian

  static let custodianRequests: [CustodianRequest] = [
    .holdings(.all()),
    .holdings(.all(after: id())),
    .holdings(.owned(by: id(), after: id(2))),
    .holdings(.owned(by: id())),
    .holdings(.due(by: moment)),
    .holdings(.due(by: moment, after: HoldingsQuery.Place(dueAt: moment, copy: id()))),
    .erase(copies: [id(), id(2)], reason: .accountErasure),
    .readBack(copies: [id()]),
    .receipted(copies: [id()]),
    .summary,
  ]

  static let custodianReplies: [CustodianReply] = [
    .holdings([copy], hasMore: true),
    .holdings([heldCopy], hasMore: false),
    .erased([ErasureResult(copy: id(), erasedAt: moment), ErasureResult(copy: id(2), erasedAt: nil)]),
    .readBack([ReadBackResult(copy: id(), finding: .gone), ReadBackResult(copy: id(2), finding: .unknown)]),
    .noted,
    .summary([heldPhotos, heldAccounts]),
  ]

  // MARK: every desk

  static let deskRequests: [DeskRequest] = [.ping, .status]

  static let deskReplies: [DeskReply] = [
    .pong(startedAt: moment, contractDigest: "ab12"),
    .status(["accounts": 2]),
  ]
}
