import Shared

/// The properties of the pictures in a HEIC file. Many tiles share one, so each is cleaned once.
struct HEICProperties {
  private let boxes: [HEICBox]
  private var cleaned: [Int: HEICProperty?] = [:]

  init(_ boxes: [HEICBox]) { self.boxes = boxes }

  subscript(index: Int) -> HEICProperty? { cleaned[index] ?? nil }

  /// - Returns: those of the properties that are needed to show a picture.
  mutating func needed(_ properties: [HEICTables.Property]) throws(Refusal) -> [HEICTables.Property] {
    var needed: [HEICTables.Property] = []
    for property in properties where property.index != 0 {
      guard !needed.contains(where: { $0.index == property.index }) else { continue }
      if try isNeeded(property) { needed.append(property) }
    }
    return needed
  }

  private mutating func isNeeded(_ property: HEICTables.Property) throws(Refusal) -> Bool {
    guard property.index <= boxes.count else { throw .malformed("a property of its picture") }
    let box = boxes[property.index - 1]
    if cleaned[property.index] == nil { cleaned[property.index] = .some(try HEICProperty(box)) }
    let isKnown = self[property.index] != nil
    guard isKnown || !property.isEssential || box.name == "colr" else {
      throw .unsupported("A HEIC with rare properties is not taken")
    }
    return isKnown
  }

  func size(_ properties: [HEICTables.Property]) -> PictureSize? {
    for property in properties {
      if case .size(let size) = self[property.index]?.meaning { return size }
    }
    return nil
  }

  func lengthWidth(_ properties: [HEICTables.Property]) -> Int? {
    for property in properties {
      if case .decoder(let width) = self[property.index]?.meaning { return width }
    }
    return nil
  }
}
