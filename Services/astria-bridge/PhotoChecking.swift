import Shared

// What Astria sees on a photo, before anybody pays for a training.
extension BridgeRunner {
  func inspect(
    _ photo: Photo.ID, of photosession: Photosession.ID, _ subject: Subject, _ asker: Envelope.ID
  ) async -> BridgeOutcome {
    do throws(Refusal) {
      let reply = try await askUploadStore(.readPhoto(photosession: photosession, photo: photo), nil)
      guard case .photo(let view) = reply.0, let attachment = reply.1 else { throw .unexpectedReply }
      defer { attachment.cancel() }
      let shown = NewTune.Photo(contentType: view.contentType, length: view.bytes) {
        { try await attachment.next()?.bytes }
      }
      let warnings = try await look(at: shown, subject)
      return .inspected(warnings.map { Personal($0.rawValue) }, asker: asker)
    } catch {
      return .notInspected(error, asker: asker)
    }
  }

  private func look(at photo: NewTune.Photo, _ subject: Subject) async throws(Refusal) -> [PhotoWarning] {
    do throws(AstriaFailure) {
      return try await astria.inspect(photo, subject).warnings(for: subject)
    } catch {
      _ = note(error, "looking at a photo")
      throw Refusal(.unavailable, "Photos cannot be looked at for now. Go on without, or try again in a while.")
    }
  }
}
