import Shared
import Testing

@testable import upload_store

/// A custody driven by hand, in the words of tests about photos in pieces: of one photo, of 100 bytes.
struct UploadScript {
  let script: CustodyScript
  let photo = CustodyScript.photo(1)

  init() throws { script = try CustodyScript() }

  func begin(_ photo: Photo.ID? = nil, length: Int? = 100) throws {
    try script.ask(
      .beginUpload(
        photosession: script.photosession, photo: photo ?? self.photo, contentType: "image/jpeg", length: length))
  }

  @discardableResult
  func send(
    from offset: Int, _ count: Int?, isLast: Bool = false, _ photo: Photo.ID? = nil
  ) throws -> Arrival? {
    let piece = UploadPiece(offset: offset, isLast: isLast)
    let request = UploadStoreRequest.continueUpload(
      photosession: script.photosession, photo: photo ?? self.photo, piece: piece)
    try script.ask(request, length: count ?? 0)
    for case .takeIn(let arrival) in script.effects { return arrival }
    return nil
  }

  func came(_ arrival: Arrival?, _ count: Int, whole: Bool = false) throws {
    let arrival = try #require(arrival)
    let taken = TakenPiece(
      count: count, appearance: whole ? CustodyScript.appearance : nil, mustBeGoneBy: script.photosMustBeGoneBy,
      deadline: script.photosDeadline)
    try script.service.feed(.outcome(.pieceTakenIn(arrival, try #require(arrival.piece), taken)))
  }

  func look() throws -> UploadView? {
    try script.ask(.upload(photosession: script.photosession, photo: photo))
    return view
  }

  var view: UploadView? {
    for case .upload(let view) in script.replies { return view }
    return nil
  }

  func pieces() throws -> [CopyLife.State] {
    try script.service.read { try Ledger(database: $0).pieces(of: Copy.ID(photo)).map(\.life.state) }
  }
}
