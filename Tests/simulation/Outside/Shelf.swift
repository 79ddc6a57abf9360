import Shared

@testable import upload_store

/// The object store: a dictionary, with the faults that object stores have.
final class Shelf: PartOfWorld {
  unowned var world: World!

  struct Item {
    var stored: StoredCopy
    var putAt: Moment
    var sealedWith: DataKey
  }

  private(set) var items: [StoredObject.Name: Item] = [:]
  /// In thousandths.
  var failures = 0
  var lies = 0

  func put(_ stored: StoredCopy, sealedWith key: DataKey) throws(Refusal) {
    try fail()
    items[stored.object] = Item(stored: stored, putAt: world.now, sealedWith: key)
    world.promises.put(stored)
  }

  func get(_ name: StoredObject.Name) throws(Refusal) -> Item? {
    try fail()
    return items[name]
  }

  func exists(_ name: StoredObject.Name) throws(Refusal) -> Bool {
    try fail()
    return items[name] != nil
  }

  func delete(_ name: StoredObject.Name) throws(Refusal) {
    try fail()
    guard let item = items[name] else { return }
    world.promises.deletes(item)
    guard !chance(lies) else { return world.happened(.deletionClaimed) }
    items[name] = nil
  }

  func list() throws(Refusal) -> [ListedObject] {
    try fail()
    return items.map { ListedObject(name: $0.key, writtenAt: $0.value.putAt) }.sorted { $0.name < $1.name }
  }

  /// Without a word to anybody.
  func lose(_ name: StoredObject.Name) { items[name] = nil }

  private func fail() throws(Refusal) {
    guard chance(failures) else { return }
    world.happened(.storeFailed)
    throw Refusal(.unavailable, "The object store does not answer.")
  }

  private func chance(_ thousandths: Int) -> Bool { thousandths > 0 && world.chance.below(1000) < thousandths }
}
