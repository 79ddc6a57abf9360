/// The Merkle tree over the receipt book as it was when it had `size` leaves, after RFC 9162, section 2.1.
///
/// It reads hashes of complete subtrees only. Those never change again, so that one growing store of them serves every
/// size the tree ever had: a root or a proof reads some two dozen of a million.
struct MerkleTree {
  /// Of a complete subtree: `level` 0 are the leaves, and each level above halves their number.
  struct Place: Hashable {
    var level: Int
    var index: Int
  }

  let size: Int
  let node: (Place) throws -> MerkleHash

  func root() throws -> MerkleHash { size == 0 ? .empty : try hash(0..<size) }

  /// The complete subtrees that the tree consists of, the largest first.
  var peaks: [Place] {
    var peaks: [Place] = []
    var start = 0
    for level in (0..<Int.bitWidth - 1).reversed() where size & (1 << level) != 0 {
      peaks.append(Place(level: level, index: start >> level))
      start += 1 << level
    }
    return peaks
  }

  /// What shows that the leaf with this index is in the tree (section 2.1.3.1): from the leaf's sibling up.
  func inclusion(of index: Int) throws -> [MerkleHash] {
    precondition((0..<size).contains(index), "a proof is asked for a leaf that is not there")
    var range = 0..<size
    var path: [MerkleHash] = []
    while range.count > 1 {
      let (left, right) = Self.halves(of: range)
      path.append(try hash(left.contains(index) ? right : left))
      range = left.contains(index) ? left : right
    }
    return path.reversed()
  }

  /// What shows that the tree once was the one with `old` leaves and only grew (section 2.1.4.1). Nothing need be shown
  /// where one of them is empty, or both are the same.
  func consistency(from old: Int) throws -> [MerkleHash] {
    precondition((0...size).contains(old), "a proof is asked for a tree that is larger than this one")
    guard old > 0 else { return [] }
    var range = 0..<size
    var path: [MerkleHash] = []
    while old != range.upperBound {
      let (left, right) = Self.halves(of: range)
      let isWithinLeft = old <= left.upperBound
      path.append(try hash(isWithinLeft ? right : left))
      range = isWithinLeft ? left : right
    }
    // Whoever asks knows the root of the old tree, and so this hash if it is that one.
    if range.lowerBound > 0 { path.append(try hash(range)) }
    return path.reversed()
  }

  /// The subtrees that become complete with one leaf more, the leaf first.
  func growth(by leaf: MerkleHash) throws -> [(place: Place, hash: MerkleHash)] {
    var place = Place(level: 0, index: size)
    var hash = leaf
    var growth = [(place, hash)]
    while !place.index.isMultiple(of: 2) {
      hash = .node(try node(Place(level: place.level, index: place.index - 1)), hash)
      place = Place(level: place.level + 1, index: place.index / 2)
      growth.append((place, hash))
    }
    return growth
  }

  private func hash(_ range: Range<Int>) throws -> MerkleHash {
    let count = range.count
    if count & (count - 1) == 0 {
      return try node(Place(level: count.trailingZeroBitCount, index: range.lowerBound / count))
    }
    let (left, right) = Self.halves(of: range)
    return .node(try hash(left), try hash(right))
  }

  /// The left one as large as a complete subtree can be without being all.
  private static func halves(of range: Range<Int>) -> (Range<Int>, Range<Int>) {
    let left = 1 << (Int.bitWidth - 1 - (range.count - 1).leadingZeroBitCount)
    let middle = range.lowerBound + left
    return (range.lowerBound..<middle, middle..<range.upperBound)
  }
}
