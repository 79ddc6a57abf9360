import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct SealingTests {
  private let key = DataKey(bytes: Array(repeating: 7, count: 32))
  private let copy = Copy.ID(bytes: Array(repeating: 1, count: 16))
  private let workshop = Workshop()

  private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) } }

  private func seal(_ bytes: [UInt8], copy: Copy.ID? = nil) async throws -> [UInt8] {
    let writer = SealedWriter(
      JoinedBytes(bytes), Sealing(key, copy: copy ?? self.copy, randomness: .system), in: workshop)
    var sealed: [UInt8] = []
    while let piece = try await writer.next() { sealed += piece }
    return sealed
  }

  /// - Parameter pieceSize: the store may hand the object out in pieces of any size.
  private func open(
    _ sealed: [UInt8], key: DataKey? = nil, copy: Copy.ID? = nil, pieceSize: Int = 100_000
  ) async throws -> [UInt8] {
    let pieces = Attachment(sealed, pieceSize: pieceSize)
    let reader = SealedReader(
      { try await pieces.next()?.bytes }, key: key ?? self.key, copy: copy ?? self.copy, in: workshop)
    var opened: [UInt8] = []
    while let chunk = try await reader.next() { opened += chunk.bytes }
    return opened
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 4 * 65_536, 700_001])
  func whatIsSealedOpensAgain(count: Int) async throws {
    let sealed = try await seal(bytes(count))
    #expect(try await open(sealed) == bytes(count))
    #expect(try await open(sealed, pieceSize: 1021) == bytes(count))
  }

  @Test func twoSealingsOfTheSameBytesHaveNothingInCommon() async throws {
    let (first, second) = (try await seal(bytes(100)), try await seal(bytes(100)))
    #expect(first.dropFirst(Sealing.headSize) != second.dropFirst(Sealing.headSize))
    #expect(!first.contains(bytes(100)))
  }

  @Test func everyChangedBitIsFound() async throws {
    let sealed = try await seal(bytes(70_000))
    for position in [0, 5, Sealing.headSize, 40_000, Sealing.headSize + Sealing.sealedPieceSize - 1, sealed.count - 1] {
      var changed = sealed
      changed[position] ^= 1
      await #expect(throws: Refusal.self, "byte \(position)") { try await open(changed) }
    }
  }

  @Test func everyCutIsFound() async throws {
    let sealed = try await seal(bytes(200_000))
    let firstPiece = Sealing.headSize + Sealing.sealedPieceSize
    for count in [0, 3, Sealing.headSize, firstPiece, firstPiece + Sealing.sealedPieceSize, sealed.count - 1] {
      await #expect(throws: Refusal.self, "after \(count)") { try await open(Array(sealed.prefix(count))) }
    }
  }

  @Test func addedBytesAreFound() async throws {
    let sealed = try await seal(bytes(65_536))
    await #expect(throws: Refusal.self) { try await open(sealed + [0]) }
    await #expect(throws: Refusal.self) { try await open(sealed + sealed.dropFirst(Sealing.headSize)) }
  }

  @Test func piecesInAnotherOrderAreFound() async throws {
    let sealed = try await seal(bytes(200_000))
    let (head, size) = (Sealing.headSize, Sealing.sealedPieceSize)
    let (first, second) = (sealed[head..<(head + size)], sealed[(head + size)..<(head + 2 * size)])
    let swapped = sealed[..<head] + second + first + sealed[(head + 2 * size)...]
    await #expect(throws: Refusal.self) { try await open(Array(swapped)) }
  }

  @Test func aPieceOfAnotherObjectIsFound() async throws {
    let (first, second) = (try await seal(bytes(200_000)), try await seal(bytes(200_000)))
    let end = Sealing.headSize + Sealing.sealedPieceSize
    await #expect(throws: Refusal.self) { try await open(Array(second[..<end] + first[end...])) }
  }

  @Test func anObjectUnderAnotherCopysNameDoesNotOpen() async throws {
    let sealed = try await seal(bytes(1000))
    await #expect(throws: Refusal.self) { try await open(sealed, copy: Copy.ID(bytes: Array(repeating: 2, count: 16))) }
  }

  @Test func anotherKeyDoesNotOpen() async throws {
    let sealed = try await seal(bytes(1000))
    await #expect(throws: Refusal.self) { try await open(sealed, key: DataKey(bytes: Array(repeating: 8, count: 32))) }
  }
}

extension Array where Element == UInt8 {
  /// Whether `other` occurs in it.
  func contains(_ other: [UInt8]) -> Bool {
    guard let first = other.first, other.count <= count else { return other.isEmpty }
    return indices.dropLast(other.count - 1).contains {
      self[$0] == first && self[$0..<($0 + other.count)].elementsEqual(other)
    }
  }
}
