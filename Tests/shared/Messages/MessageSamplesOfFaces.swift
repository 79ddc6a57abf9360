import Shared

// The conversations about photosessions, photos and their erasure.
extension MessageSamples {
  // MARK: astria-bridge

  static let photosession = PhotosessionView(
    id: id(), account: id(2), subject: .woman, style: "studio", state: .erased, outcome: .failed,
    reason: "Astria did not take the photos.", createdAt: moment, avatarsReady: 1, avatarsExpected: 4, held: [held])
  static let openPhotosession = PhotosessionView(
    id: id(3), account: id(2), subject: .man, style: "outdoors", state: .collecting, outcome: nil, reason: nil,
    createdAt: moment, avatarsReady: 0, avatarsExpected: 4, held: [])
  static let tune = TuneView(photosession: id(), number: 7, title: "a title", state: .held, mustBeGoneBy: moment)
  static let expectedTune = TuneView(
    photosession: id(3), number: nil, title: "a title", state: .expected, mustBeGoneBy: moment)

  static let astriaBridgeRequests: [AstriaBridgeRequest] = [
    .open(photosession: id(), account: id(2), subject: .person, style: "studio"),
    .photosession(photosession: id(), account: id(2)),
    .photosessions(account: id(2), before: id()),
    .photosessions(account: id(2), before: nil),
    .train(photosession: id(), account: id(2)),
    .cancel(photosession: id(), account: id(2)),
    .delivered(photosession: id(), account: id(2)),
    .forget(account: id(2)),
    .hint(token: token),
    .list(after: id()),
    .list(after: nil),
    .tunes(after: id()),
    .tunes(after: nil),
    .orphans(erase: false),
    .check,
    .checkPhoto(photosession: id(), photo: id(3), account: id(2)),
    .custodian(custodianRequests[0]),
  ]

  static let astriaBridgeReplies: [AstriaBridgeReply] = [
    .photosession(photosession),
    .photosessions([photosession], next: id()),
    .photosessions([openPhotosession], next: nil),
    .tunes([tune], next: id()),
    .tunes([expectedTune], next: nil),
    .photoChecked([Personal("blurry")]),
    .orphans(
      [
        OrphanTune(number: 5, title: "mayfly-01", createdAt: moment),
        OrphanTune(number: 6, title: "mayfly-02", createdAt: nil),
      ], unknown: 2, foreign: 1),
    .checked(AstriaCheck(balance: 150_000, extendsTunes: false, isIdempotent: true)),
    .checked(AstriaCheck(balance: 5, extendsTunes: true, objection: "it would keep faces")),
    .checked(AstriaCheck(trouble: "operator-needed")),
    .forgotten,
    .noted,
    .custodian(custodianReplies[0]),
  ]

  static let astriaBridgeEvents: [AstriaBridgeEvent] = [.photosession(photosession), .photosession(openPhotosession)]

  // MARK: upload-store

  static let photo = PhotoView(
    id: id(), contentType: "image/jpeg", bytes: 3, width: 1, height: 2, receivedAt: moment, mustBeGoneBy: moment)
  static let avatar = AvatarView(
    id: id(), prompt: 1, index: 0, contentType: "image/png", bytes: 3, madeAt: moment, mustBeGoneBy: moment)

  static let uploadStoreRequests: [UploadStoreRequest] = [
    .storePhoto(photosession: id(), photo: id(2), contentType: "image/jpeg"),
    .beginUpload(photosession: id(), photo: id(2), contentType: "image/jpeg", length: 9),
    .beginUpload(photosession: id(), photo: id(2), contentType: "image/jpeg", length: nil),
    .upload(photosession: id(), photo: id(2)),
    .continueUpload(photosession: id(), photo: id(2), piece: UploadPiece(offset: 3, isLast: true, length: 9)),
    .continueUpload(photosession: id(), photo: id(2), piece: UploadPiece(offset: 0, isLast: false)),
    .removePhoto(photosession: id(), photo: id(2)),
    .photos(photosession: id()),
    .closeIntake(photosession: id()),
    .readPhoto(photosession: id(), photo: id(2)),
    .storeAvatar(photosession: id(), avatar: id(2), prompt: 1, index: 0, contentType: "image/png"),
    .avatars(photosession: id()),
    .readAvatar(photosession: id(), avatar: id(2)),
    .custodian(custodianRequests[0]),
  ]

  static let uploadStoreReplies: [UploadStoreReply] = [
    .photoStored(photo),
    .upload(UploadView(photo: id(2), offset: 3, endsAt: moment)),
    .upload(UploadView(photo: id(2), offset: 9, length: 9, endsAt: moment, end: .stored(photo))),
    .upload(
      UploadView(photo: id(2), offset: 9, length: 9, endsAt: moment, end: .refused(Refusal(.notAnImage, "no")))),
    .removed,
    .photos([photo], held: [held]),
    .intakeClosed([photo]),
    .photo(photo),
    .avatarStored(avatar),
    .avatars([avatar]),
    .avatar(avatar),
    .custodian(custodianReplies[0]),
  ]

  // MARK: janitor

  static let receipt = Receipt(
    number: 1, commitment: "c0", copyClass: .photo, custodian: .uploadStore, reason: .delivered, receivedAt: moment,
    dueAt: moment, erasedAt: moment, readBackAt: moment, contractVersion: 1, contractDigest: "d0", previous: "00",
    hash: "f0", signature: "50")
  static let checkpoint = Checkpoint(
    note: "log\n1\ncm9vdA==\n\n— log bm90ZQ==\n", key: "log+01020304+a2V5", madeAt: moment)
  static let bookStart = BookStart(size: 1, hash: "f0", peaks: ["cm9vdA=="], note: checkpoint.note)

  static let rehearsal = RehearsalView(
    id: id(), startedAt: moment, endedAt: moment, steps: [.init(name: "signing up", begunAt: moment, endedAt: moment)],
    copies: 8)
  static let failedRehearsal = RehearsalView(
    id: id(), startedAt: moment, steps: [.init(name: "giving photos", begunAt: moment)],
    failure: .init(step: "giving photos", sentence: "The rehearsal failed.", at: moment))

  static let janitorRequests: [JanitorRequest] = [
    .issueKeys(photosession: id()),
    .dataKey(photosession: id(), copyClass: .photo),
    .erase(owner: id(), classes: [.photo, .tune], reason: .delivered),
    .receipts(owner: id(), from: 2),
    .receipts(owner: id(), from: 31, size: 40),
    .forget(owners: [id()]), .erasedBefore([id()]),
    .transparency,
    .contract,
    .holdings(after: id()),
    .holdings(after: nil),
    .sweep(dryRun: true), .alarms(since: nil), .alarms(since: moment),
    .book(from: 1),
    .checkpoint,
    .consistency(from: 1),
    .rotateKeys,
    .rehearse,
    .rehearsals,
  ]

  static let janitorReplies: [JanitorReply] = [
    .keysIssued,
    .dataKey(key, mustBeGoneBy: moment, deadline: moment),
    .erasure(complete: false, remaining: 2),
    .receipts([OwnedReceipt(receipt: receipt, copy: id(), salt: "5a", proof: ["cHJvb2Y="])], checkpoint),
    .forgotten, .erasedBefore([id()]),
    .transparency(transparency),
    .transparency(transparencyInTrouble),
    .contract(version: 1, digest: "d0", text: "{}"),
    .holdings([copy], next: id(), silent: [.uploadStore]),
    .holdings([], next: nil, silent: []),
    .swept(erased: 1, due: [copy], silent: []),
    .book([receipt], start: nil, checkpoint: checkpoint),
    .book([receipt], start: bookStart, checkpoint: checkpoint),
    .checkpoint(checkpoint),
    .consistency(checkpoint, proof: ["cHJvb2Y="]),
    .keysRotated(rewrapped: 2, left: 1, unopenable: 0),
    .alarms([
      Alarm(kind: .overdue, about: .uploadStore, since: moment, until: moment),
      Alarm(kind: .clockFault, about: .janitor, since: moment),
    ]),
    .rehearsing(rehearsal),
    .rehearsals(underWay: rehearsal, lastSuccess: nil, lastFailure: nil, intervalSeconds: nil),
    .rehearsals(underWay: nil, lastSuccess: rehearsal, lastFailure: failedRehearsal, intervalSeconds: 3600),
    .rehearsals(underWay: rehearsal, lastSuccess: nil, lastFailure: nil, intervalSeconds: nil),
  ]
}
