/// The roots of the complete subtrees that a tree consists of, the largest first: enough to know its root and to go on
/// with further leaves, when nothing of the earlier ones is at hand.
struct MerkleFrontier: Hashable {
  private(set) var size = 0
  private(set) var peaks: [MerkleHash] = []

  init() {}

  /// `nil` unless a tree of that size has so many.
  init?(size: Int, peaks: [MerkleHash]) {
    guard size >= 0, peaks.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.peaks = peaks
  }

  mutating func append(_ leaf: MerkleHash) {
    var hash = leaf
    var rest = size
    while !rest.isMultiple(of: 2) {
      hash = .node(peaks.removeLast(), hash)
      rest /= 2
    }
    peaks.append(hash)
    size += 1
  }

  var root: MerkleHash {
    guard let last = peaks.last else { return .empty }
    return peaks.dropLast().reversed().reduce(last) { .node($1, $0) }
  }
}
