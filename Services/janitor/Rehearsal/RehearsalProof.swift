import Shared

extension Rehearsal {
  /// Every copy that there ever was has exactly one receipt, about this very copy, with a read-back after its erasure;
  /// and there are as many as such a photosession makes.
  func flaw(in receipts: [OwnedReceipt]) -> String? {
    let named = Dictionary(grouping: receipts, by: \.copy)
    if let twice = named.first(where: { $0.value.count > 1 }) { return "copy \(twice.key) has more than one receipt" }
    if let missing = copies.sorted().first(where: { named[$0] == nil }) { return "copy \(missing) has no receipt" }
    for owned in receipts {
      let (receipt, salt) = (owned.receipt, Hex.decode(owned.salt) ?? [])
      guard ReceiptBook.commitment(salt: salt, copy: owned.copy) == receipt.commitment,
        ReceiptBook.hash(of: receipt) == receipt.hash
      else { return "receipt \(receipt.number) is not about the copy that it is given out for" }
      if receipt.readBackAt < receipt.erasedAt { return "receipt \(receipt.number) was read back before it was erased" }
    }
    let expected: [(CopyClass, Int)] = [
      (.photo, photos.count), (.tune, 1), (.prompt, Style.rehearsal.prompts.count), (.avatar, avatars?.count ?? 0),
    ]
    for (copyClass, count) in expected {
      let found = receipts.count { $0.receipt.copyClass == copyClass }
      if found != count { return "there are \(found) receipts of the class \(copyClass.rawValue) instead of \(count)" }
    }
    return nil
  }
}
