import Shared
import Testing

@testable import janitor

/// Roots and proofs, beside the vectors that logs of certificates are tested with (transparency-dev/merkle, from
/// certificate-transparency) and beside the definitions of RFC 9162, written down as they stand.
@Suite(.timeLimit(.minutes(5)))
struct MerkleTreeTests {
  // MARK: Published vectors

  private static let leaves = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
  ].map { MerkleHash.leaf(Hex.decode($0)!) }
  private static let roots = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ].map(hash)

  private static func hash(_ hex: String) -> MerkleHash { MerkleHash(Hex.decode(hex)!)! }

  @Test func hashesAreThoseOfThePublishedVectors() {
    #expect(Hex.encode(MerkleHash.empty.bytes) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let leaf = MerkleHash.leaf(Array("L123456".utf8))
    #expect(leaf == Self.hash("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"))
  }

  @Test func rootsAreThoseOfThePublishedVectors() throws {
    for size in 1...8 {
      let tree = GrownTree(Array(Self.leaves.prefix(size)))
      #expect(try tree.at(size).root() == Self.roots[size - 1])
    }
  }

  @Test(
    arguments: [
      (0, 1, []),
      (
        0, 8,
        [
          "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
      ),
      (
        5, 8,
        [
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
      ),
      (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
      (
        1, 5,
        [
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
      ),
    ] as [(Int, Int, [String])])
  func inclusionProofsAreThoseOfThePublishedVectors(index: Int, size: Int, path: [String]) throws {
    let proof = try GrownTree(Self.leaves).at(size).inclusion(of: index)
    #expect(proof == path.map(Self.hash))
    #expect(MerkleProof.shows(Self.leaves[index], at: index, of: size, in: Self.roots[size - 1], proof))
  }

  @Test(
    arguments: [
      (1, 1, []),
      (
        1, 8,
        [
          "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
      ),
      (
        6, 8,
        [
          "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
      ),
      (
        2, 5,
        [
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
      ),
      (
        6, 7,
        [
          "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
          "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
      ),
    ] as [(Int, Int, [String])])
  func consistencyProofsAreThoseOfThePublishedVectors(old: Int, new: Int, path: [String]) throws {
    let proof = try GrownTree(Self.leaves).at(new).consistency(from: old)
    #expect(proof == path.map(Self.hash))
    #expect(MerkleProof.shows((old, Self.roots[old - 1]), within: (new, Self.roots[new - 1]), proof))
  }

  // MARK: All sizes up to 130, beside the definitions

  private static let many = (0..<130).map { MerkleHash.leaf(Array("leaf \($0)".utf8)) }
  private static let grown = GrownTree(many)

  @Test func everyRootIsTheOneByDefinitionAndTheFrontiers() throws {
    var frontier = MerkleFrontier()
    for size in 0...130 {
      let root = NaiveTree.root(Self.many[..<size])
      #expect(try Self.grown.at(size).root() == root)
      #expect(frontier.root == root)
      let tree = Self.grown.at(size)
      let again = MerkleFrontier(size: size, peaks: try tree.peaks.map(tree.node))
      #expect(again == frontier)
      if size < 130 { frontier.append(Self.many[size]) }
    }
  }

  @Test func everyInclusionProofIsTheOneByDefinitionAndShowsNoOtherLeaf() throws {
    for size in 1...130 {
      let root = NaiveTree.root(Self.many[..<size])
      for index in 0..<size {
        let proof = try Self.grown.at(size).inclusion(of: index)
        #expect(proof == NaiveTree.inclusion(of: index, Self.many[..<size]))
        let leaf = Self.many[index]
        #expect(MerkleProof.shows(leaf, at: index, of: size, in: root, proof))
        #expect(!MerkleProof.shows(Self.many[(index + 1) % 130], at: index, of: size, in: root, proof))
        #expect(!MerkleProof.shows(leaf, at: index + 1, of: size, in: root, proof))
        #expect(!MerkleProof.shows(leaf, at: index, of: size, in: root, proof + [leaf]))
        #expect(proof.isEmpty || !MerkleProof.shows(leaf, at: index, of: size, in: root, proof.dropLast()))
      }
    }
  }

  @Test func everyConsistencyProofIsTheOneByDefinitionAndShowsNoOtherTree() throws {
    let roots = (0...130).map { NaiveTree.root(Self.many[..<$0]) }
    for new in 0...130 {
      for old in 0...new {
        let proof = try Self.grown.at(new).consistency(from: old)
        if old > 0 { #expect(proof == NaiveTree.consistency(from: old, Self.many[..<new])) }
        #expect(MerkleProof.shows((old, roots[old]), within: (new, roots[new]), proof))
        let other = MerkleHash.leaf([9])
        #expect(!MerkleProof.shows((old, other), within: (new, roots[new]), proof))
        #expect(!MerkleProof.shows((old, roots[old]), within: (new, roots[new]), proof + [other]))
        if old > 0, old < new { #expect(!MerkleProof.shows((old, roots[old]), within: (new, other), proof)) }
        if !proof.isEmpty {
          #expect(!MerkleProof.shows((old, roots[old]), within: (new, roots[new]), proof.dropLast()))
        }
      }
    }
  }

  @Test func aProofReadsNoMoreHashesThanTheTreeIsHigh() throws {
    let size = 1_000_003
    var reads = 0
    let tree = MerkleTree(size: size) { _ in
      reads += 1
      return .empty
    }
    _ = try tree.root()
    _ = try tree.inclusion(of: 700_000)
    _ = try tree.consistency(from: 600_001)
    #expect(reads <= 3 * 2 * 20, "\(reads) hashes were read")
  }

  @Test func aProofForATreeThatIsSmallerThanTheOldOneShowsNothing() {
    let roots = (0...3).map { NaiveTree.root(Self.many[..<$0]) }
    #expect(!MerkleProof.shows((2, roots[2]), within: (1, roots[1]), []))
    #expect(!MerkleProof.shows((-1, roots[0]), within: (1, roots[1]), []))
    #expect(!MerkleProof.shows(Self.many[0], at: -1, of: 1, in: roots[1], []))
    #expect(!MerkleProof.shows(Self.many[0], at: 0, of: 0, in: .empty, []))
  }
}

/// The tree as the janitor keeps it: complete subtrees only, in a store that only grows.
private struct GrownTree {
  private var nodes: [MerkleTree.Place: MerkleHash] = [:]

  init(_ leaves: [MerkleHash]) {
    for (index, leaf) in leaves.enumerated() {
      let growth = try! at(index).growth(by: leaf)
      for (place, hash) in growth { nodes[place] = hash }
    }
  }

  func at(_ size: Int) -> MerkleTree {
    let nodes = nodes
    return MerkleTree(size: size) { nodes[$0]! }
  }
}

/// MTH, PATH and SUBPROOF of RFC 9162, word for word.
private enum NaiveTree {
  typealias Leaves = ArraySlice<MerkleHash>

  static func root(_ leaves: Leaves) -> MerkleHash {
    guard leaves.count > 1 else { return leaves.first ?? .empty }
    let (left, right) = split(leaves)
    return .node(root(left), root(right))
  }

  static func inclusion(of index: Int, _ leaves: Leaves) -> [MerkleHash] {
    guard leaves.count > 1 else { return [] }
    let (left, right) = split(leaves)
    if index < left.count { return inclusion(of: index, left) + [root(right)] }
    return inclusion(of: index - left.count, right) + [root(left)]
  }

  static func consistency(from old: Int, _ leaves: Leaves) -> [MerkleHash] { part(old, leaves, isKnown: true) }

  private static func part(_ old: Int, _ leaves: Leaves, isKnown: Bool) -> [MerkleHash] {
    if old == leaves.count { return isKnown ? [] : [root(leaves)] }
    let (left, right) = split(leaves)
    if old <= left.count { return part(old, left, isKnown: isKnown) + [root(right)] }
    return part(old - left.count, right, isKnown: false) + [root(left)]
  }

  /// After the largest power of two that is less than their number.
  private static func split(_ leaves: Leaves) -> (Leaves, Leaves) {
    var left = 1
    while left * 2 < leaves.count { left *= 2 }
    return (leaves.prefix(left), leaves.dropFirst(left))
  }
}
