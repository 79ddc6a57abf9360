import Foundation
import GRPCCore
import Shared

/// How an album travels over gRPC: as JSON, which is what a user of `Codable` would take, or in our bus's own coding,
/// so that the transport alone shows.
enum AlbumFormat: MessageSerializer, MessageDeserializer {
  case json, coding

  func serialize<Bytes: GRPCContiguousBytes>(_ album: Album) throws -> Bytes {
    switch self {
    case .json: Bytes(try JSONEncoder().encode(album))
    case .coding: Bytes(try Coding.encode(album))
    }
  }

  func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> Album {
    switch self {
    case .json: try JSONDecoder().decode(Album.self, from: bytes.withUnsafeBytes { Data($0) })
    case .coding: try Coding.decode(Album.self, bytes.withUnsafeBytes { [UInt8]($0) })
    }
  }
}
