import Shared

/// The Merkle tree over the receipt book, in the store: the hashes of all complete subtrees, about two for each
/// receipt. They are never changed and never deleted, so that every proof ever given out stays checkable, also when the
/// receipt itself was cut off.
struct BookTree {
  /// So many receipts are read at a time when a book is taken in that has no tree yet.
  private static let pageMax = 1000

  let database: Database

  /// How many leaves there are.
  func size() throws -> Int {
    try database.row("SELECT place FROM merkle_node WHERE level = 0 ORDER BY place DESC LIMIT 1").map {
      try $0.int("place") + 1
    } ?? 0
  }

  /// As it was when it had so many leaves.
  func tree(of size: Int) -> MerkleTree { MerkleTree(size: size) { try node($0) } }

  func append(_ leaf: MerkleHash) throws {
    for (place, hash) in try tree(of: size()).growth(by: leaf) {
      try database.run(
        "INSERT INTO merkle_node (level, place, hash) VALUES (?, ?, ?)", place.level, place.index, hash.bytes)
    }
  }

  /// Makes the tree of a book that was written before there was one.
  func takeIn() throws {
    while true {
      let receipts = try database.rows(
        "SELECT * FROM receipt WHERE number > ? ORDER BY number LIMIT ?", size(), Self.pageMax
      ).map(Receipt.init)
      guard !receipts.isEmpty else { return }
      for receipt in receipts { try append(ReceiptBook.leaf(of: receipt)) }
    }
  }

  private func node(_ place: MerkleTree.Place) throws -> MerkleHash {
    let row = try database.row(
      "SELECT hash FROM merkle_node WHERE level = ? AND place = ?", place.level, place.index)
    guard let hash = try row.flatMap({ MerkleHash(try $0.bytes("hash")) }) else { throw DamagedTree(place: place) }
    return hash
  }
}

/// A hash that must be there is not: the database was changed by somebody else.
struct DamagedTree: Error, CustomStringConvertible {
  let place: MerkleTree.Place
  var description: String { "the receipt book's tree lacks the hash \(place.index) of level \(place.level)" }
}
