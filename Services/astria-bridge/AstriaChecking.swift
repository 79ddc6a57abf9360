import Foundation
import Shared

// What can be found out about Astria without spending money.
extension BridgeRunner {
  /// - Parameter probe: names the tunes that are made on Astria's imitation, of a black square.
  func check(_ probe: Copy.ID) async -> AstriaCheck {
    do throws(AstriaFailure) {
      let account = try await astria.account()
      return AstriaCheck(
        balance: account.balance, extendsTunes: account.extendsTunes,
        objection: account.objection(isFree: astria.isFree), isIdempotent: await isIdempotent(probe))
    } catch {
      return AstriaCheck(trouble: note(error, "looking at the account").kind.rawValue)
    }
  }

  /// The account's own switch, which no answer tells: if it is on, a POST under a title that is there makes no tune.
  ///
  /// What a fault leaves behind has a title of ours and stands in no ledger, so the next look at all tunes erases it.
  private func isIdempotent(_ probe: Copy.ID) async -> Bool? {
    let tune = NewTune(
      title: title.text(of: probe), subject: .woman, isRehearsal: true, callback: nil, photos: [.black])
    do throws(AstriaFailure) {
      let (first, second) = (try await astria.createTune(tune).id, try await astria.createTune(tune).id)
      for number in Set([first, second]) { try await astria.delete(.tune(number)) }
      return first == second
    } catch {
      _ = note(error, "finding out whether a POST that comes twice makes one tune")
      return nil
    }
  }
}

extension NewTune.Photo {
  /// A black square, as large as Astria asks for: a PNG of one bit a pixel.
  static let black: Self = {
    let text =
      "iVBORw0KGgoAAAANSUhEUgAAAgAAAAIAAQAAAADcA+lXAAAANklEQVR42u3BAQEAAACCIP+vbkhAAQAAAAAAAAAAAAAAAAAAAAAAAAAA"
      + "AAAAAAAAAAAAAAB8G4IAAAFjdVCkAAAAAElFTkSuQmCC"
    guard let bytes = Data(base64Encoded: text).map({ [UInt8]($0) }) else { preconditionFailure("this is base64") }
    return Self(contentType: "image/png", length: bytes.count) {
      let attachment = Attachment(bytes)
      return { try await attachment.next()?.bytes }
    }
  }()
}
