import Shared
import Testing

@testable import upload_store

/// What is known of an upload's length, and what does not fit.
@Suite(.timeLimit(.minutes(1)))
struct UploadTests {
  private static func upload(_ length: Int? = nil) throws -> Upload {
    try Upload(
      photo: CustodyScript.copy(1), owner: Photosession.ID(bytes: Array(repeating: 2, count: 16)),
      contentType: "image/jpeg", length: length, endsAt: CustodyScript.start)
  }

  private func problem(_ body: () throws -> Void) -> Problem? {
    do { try body() } catch { return (error as? Refusal)?.problem }
    return nil
  }

  @Test func theLastPieceTellsTheLengthIfNobodyDidBefore() throws {
    var upload = try Self.upload()
    #expect(upload.bytesLeft == PhotosessionLimits.photoBytesMax)
    try upload.agree(on: UploadPiece(offset: 0, isLast: false), announced: 100)
    #expect(upload.length == nil)
    upload.grow(by: 100)
    try upload.agree(on: UploadPiece(offset: 100, isLast: true), announced: 20)
    #expect(upload.length == 120 && upload.bytesLeft == 20)
  }

  @Test(
    arguments: [
      (UploadPiece(offset: 0, isLast: false, length: 11), nil), (UploadPiece(offset: 0, isLast: true), 9),
      (UploadPiece(offset: 0, isLast: false), 11), (UploadPiece(offset: 0, isLast: true, length: 9), 9),
    ] as [(UploadPiece, Int?)])
  func whatDoesNotFitTheLengthIsRefused(_ piece: UploadPiece, _ announced: Int?) throws {
    var upload = try Self.upload(10)
    #expect(problem { try upload.agree(on: piece, announced: announced) } == .inconsistentUploadLength)
  }

  @Test func aLengthBelowWhatHasComeIsRefused() throws {
    var upload = try Self.upload()
    upload.grow(by: 100)
    #expect(
      problem { try upload.agree(on: UploadPiece(offset: 100, isLast: false, length: 99), announced: 0) }
        == .inconsistentUploadLength)
  }

  @Test func whatIsTooLargeIsRefusedWhereverItIsSaid() throws {
    let tooMuch = PhotosessionLimits.photoBytesMax + 1
    #expect(problem { _ = try Self.upload(tooMuch) } == .photoTooLarge)
    for piece in [UploadPiece(offset: 0, isLast: false, length: tooMuch), UploadPiece(offset: 0, isLast: false)] {
      var upload = try Self.upload()
      #expect(problem { try upload.agree(on: piece, announced: tooMuch) } == .photoTooLarge)
      #expect(problem { try upload.agree(on: piece, announced: Int.max) } == .photoTooLarge)
    }
  }

  @Test func aPieceBeginsWhereTheLastOneEnded() throws {
    var upload = try Self.upload(10)
    upload.grow(by: 4)
    for offset in [0, 3, 5, 10] {
      #expect(
        problem { try upload.follows(UploadPiece(offset: offset, isLast: true)) } == .mismatchingUploadOffset)
    }
    try upload.follows(UploadPiece(offset: 4, isLast: true))
  }
}
