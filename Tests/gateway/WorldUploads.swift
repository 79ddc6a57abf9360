import Shared

@testable import gateway

// How upload-store answers about photos in pieces.

extension World {
  func view(of photo: Photo.ID) throws(Refusal) -> UploadView {
    guard let upload = state.withLock({ $0.uploads[photo] }) else {
      throw Refusal(.notFound, "There is no such upload.")
    }
    return UploadView(
      photo: photo, offset: upload.bytes.count, length: upload.length, endsAt: Self.now + .seconds(3600),
      end: upload.end)
  }

  /// Whoever sends is cut off; what came of that is known then.
  func endSending(_ photo: Photo.ID) async {
    while let sender = state.withLock({ $0.senders[photo] }) {
      sender.cancel()
      await pause(.milliseconds(1))
    }
  }

  /// Keeps what comes, however far it comes; with the last piece, whole, the photo is there.
  func take(_ piece: UploadPiece, of photo: Photo.ID, _ attachment: Attachment?) async throws(Refusal) {
    guard let attachment, try view(of: photo).offset == piece.offset else {
      throw Refusal(.mismatchingUploadOffset, "Go on from where it stands.")
    }
    var bytes: [UInt8] = []
    var isWhole = false
    state.withLock { $0.senders[photo] = attachment }
    defer { state.withLock { $0.senders[photo] = nil } }
    do {
      while let chunk = try await attachment.next() { bytes += chunk.bytes }
      isWhole = piece.isLast && (attachment.length ?? bytes.count) == bytes.count
    } catch {
      // As far as they came.
    }
    state.withLock { state in
      state.uploads[photo]?.bytes += bytes
      guard isWhole, let all = state.uploads[photo]?.bytes else { return }
      let isPhoto = all != Array("no photo".utf8)
      let refusal = Refusal(.notAnImage, "Send a photo.")
      state.uploads[photo]?.end = isPhoto ? .stored(Self.photoView(photo, "image/jpeg")) : .refused(refusal)
      if isPhoto { state.photos.append(all) }
    }
  }
}
