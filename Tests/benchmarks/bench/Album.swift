import Foundation
import Shared

/// What is echoed. It looks like the product's own messages: identifiers, moments, short texts, numbers, and a list.
struct Album: Codable, Hashable, Sendable {
  struct Picture: Codable, Hashable, Sendable {
    enum Kind: String, Codable { case photo, avatar }

    var id: Identifier<Picture>
    var kind: Kind
    var bytes: Int
    var receivedAt: Moment
    var mustBeGoneBy: Moment
    var isErased: Bool
  }

  var id: Identifier<Album>
  var madeAt: Moment
  var pictures: [Picture]
}

extension Album {
  /// As many pictures as bring it close to `size` bytes of JSON.
  init(ofAbout size: Int) throws {
    let empty = Album(id: Self.identifier(0), madeAt: Self.moment(0), pictures: [])
    let one = Album(id: empty.id, madeAt: empty.madeAt, pictures: [Self.picture(1)])
    let base = try JSONEncoder().encode(empty).count
    let each = try JSONEncoder().encode(one).count - base + 1
    self = empty
    pictures = (0..<max(0, Int((Double(size - base) / Double(each)).rounded()))).map(Self.picture)
  }

  private static func picture(_ number: Int) -> Picture {
    Picture(
      id: identifier(number), kind: number.isMultiple(of: 2) ? .photo : .avatar, bytes: 2_345_678 + number * 7919,
      receivedAt: moment(number), mustBeGoneBy: moment(number + 43_200), isErased: false)
  }

  private static func moment(_ number: Int) -> Moment { Moment(milliseconds: 1_760_000_000_123 + Int64(number) * 997) }

  private static func identifier<Of>(_ number: Int) -> Identifier<Of> {
    Identifier(bytes: (0..<16).map { UInt8(truncatingIfNeeded: (number + 1) * 2_654_435_761 >> $0) })
  }
}

/// The benchmark's conversation: as typed as the product's.
enum BenchRequest: ServiceRequest {
  case echo(Album)
  /// Takes the attachment in. Reading begins when `together` of these have come, and rests between two chunks.
  case swallow(together: Int, restMilliseconds: Int)

  typealias Reply = BenchReply
  static let receiver = ServiceName.uploadStore
  var callers: Set<ServiceName> { [.gateway] }
  var isRead: Bool { true }
}

enum BenchReply: Message {
  case echoed(Album)
  case swallowed(bytes: Int)
}
