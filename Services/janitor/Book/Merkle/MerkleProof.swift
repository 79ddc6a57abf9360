/// Checks proofs of others: all that is needed besides is a root that one trusts.
enum MerkleProof {
  /// RFC 9162, section 2.1.3.2.
  static func shows(
    _ leaf: MerkleHash, at index: Int, of size: Int, in root: MerkleHash, _ path: [MerkleHash]
  ) -> Bool {
    guard index >= 0, index < size else { return false }
    var climb = Climb(index: index, last: size - 1)
    var hash = leaf
    for sibling in path {
      guard climb.last > 0 else { return false }
      hash = climb.isRight ? .node(sibling, hash) : .node(hash, sibling)
      climb.up()
    }
    return climb.last == 0 && hash == root
  }

  /// Whether the tree of `size` leaves is the one of `old` leaves, grown. RFC 9162, section 2.1.4.2.
  static func shows(
    _ old: (size: Int, root: MerkleHash), within new: (size: Int, root: MerkleHash), _ path: [MerkleHash]
  ) -> Bool {
    guard old.size >= 0, old.size <= new.size else { return false }
    if old.size == 0 { return path.isEmpty && old.root == .empty }
    if old.size == new.size { return path.isEmpty && old.root == new.root }
    // A complete subtree is known already, since it is the old root itself.
    let hashes = old.size & (old.size - 1) == 0 ? [old.root] + path : path
    guard !path.isEmpty, let first = hashes.first else { return false }
    var climb = Climb(index: old.size - 1, last: new.size - 1)
    climb.skipRight()
    var (oldHash, newHash) = (first, first)
    for sibling in hashes.dropFirst() {
      guard climb.last > 0 else { return false }
      if climb.isRight { oldHash = .node(sibling, oldHash) }
      newHash = climb.isRight ? .node(sibling, newHash) : .node(newHash, sibling)
      climb.up()
    }
    return climb.last == 0 && oldHash == old.root && newHash == new.root
  }

  /// The way from a node up to the root: its index and the last one's, on the level it has come to.
  private struct Climb {
    var index: Int
    var last: Int

    /// Whether the sibling to come stands on the left.
    var isRight: Bool { !index.isMultiple(of: 2) || index == last }

    mutating func up() {
      // On the tree's right edge there is no sibling for some levels.
      if isRight { while index.isMultiple(of: 2) && index != 0 { halve() } }
      halve()
    }

    mutating func skipRight() { while !index.isMultiple(of: 2) { halve() } }

    private mutating func halve() {
      index /= 2
      last /= 2
    }
  }
}
