import Shared

/// What is still to happen: by its time, and then in the order in which it was planned.
struct Agenda {
  /// One thing that is to happen, unless it is called off.
  final class Entry {
    let at: Moment
    fileprivate let number: Int
    fileprivate var action: (() -> Void)?

    fileprivate init(at moment: Moment, number: Int, _ action: @escaping () -> Void) {
      at = moment
      self.number = number
      self.action = action
    }

    func callOff() { action = nil }

    fileprivate func comesBefore(_ other: Entry) -> Bool { at == other.at ? number < other.number : at < other.at }
  }

  /// A heap: each entry comes before the two at twice its place.
  private var heap: [Entry] = []
  private var planned = 0

  @discardableResult
  mutating func plan(at moment: Moment, _ action: @escaping () -> Void) -> Entry {
    planned += 1
    let entry = Entry(at: moment, number: planned, action)
    heap.append(entry)
    rise(from: heap.count - 1)
    return entry
  }

  /// Takes out what happens next, if it happens before `end`.
  mutating func next(before end: Moment) -> (at: Moment, action: () -> Void)? {
    while let first = heap.first, first.at < end {
      takeOutFirst()
      if let action = first.action { return (first.at, action) }
    }
    return nil
  }

  private mutating func takeOutFirst() {
    let last = heap.removeLast()
    guard !heap.isEmpty else { return }
    heap[0] = last
    sink()
  }

  private mutating func rise(from place: Int) {
    var place = place
    while place > 0, heap[place].comesBefore(heap[(place - 1) / 2]) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func sink() {
    var place = 0
    while true {
      let children = [2 * place + 1, 2 * place + 2].filter { $0 < heap.count }
      guard let child = children.min(by: { heap[$0].comesBefore(heap[$1]) }), heap[child].comesBefore(heap[place])
      else { return }
      heap.swapAt(place, child)
      place = child
    }
  }
}
