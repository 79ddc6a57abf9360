import Shared

/// Values of every shape that `Codable` has.
enum Shapes {
  struct Numbers: Codable, Hashable {
    var int = Int.min, int8 = Int8.min, int16 = Int16.min, int32 = Int32.min, int64 = Int64.min
    var uint = UInt.max, uint8 = UInt8.max, uint16 = UInt16.max, uint32 = UInt32.max, uint64 = UInt64.max
    var float = Float.greatestFiniteMagnitude, double = Double.leastNonzeroMagnitude
    var flag = true
  }

  struct Optionals: Codable, Hashable {
    var number: Int?
    var text: String?
    var moment: Moment?
    var list: [Int?]?
    var inner: [Optionals]?
  }

  indirect enum Tree: Codable, Hashable {
    case leaf
    case named(String)
    case pair(Tree, right: Tree)
    case all([Tree], at: Moment?)
  }

  enum Mood: String, Codable, Hashable { case calm, alarmed }
  enum Level: Int, Codable, Hashable { case low = -1, high = 1000 }
  struct Nothing: Codable, Hashable {}

  struct Domain: Codable, Hashable {
    enum Tag {}
    var id: Identifier<Tag>
    var name: Personal<String>
    var at: Moment
    var moods: [Mood: Level] = [:]
    var nothing = Nothing()
  }

  /// As a few types write themselves by hand: containers in containers, one after the other.
  struct Table: Codable, Hashable {
    var rows: [[Int]]
    var names: [String: String]

    enum Key: String, CodingKey { case rows, names }

    init(rows: [[Int]], names: [String: String]) {
      self.rows = rows
      self.names = names
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      var table = try container.nestedUnkeyedContainer(forKey: .rows)
      rows = []
      while !table.isAtEnd {
        var row = try table.nestedUnkeyedContainer()
        var numbers: [Int] = []
        while !row.isAtEnd { numbers.append(try row.decode(Int.self)) }
        rows.append(numbers)
      }
      let fields = try container.nestedContainer(keyedBy: Name.self, forKey: .names)
      let pairs = try fields.allKeys.map { ($0.stringValue, try fields.decode(String.self, forKey: $0)) }
      names = Dictionary(uniqueKeysWithValues: pairs)
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      var table = container.nestedUnkeyedContainer(forKey: .rows)
      for numbers in rows {
        var row = table.nestedUnkeyedContainer()
        for number in numbers { try row.encode(number) }
      }
      var fields = container.nestedContainer(keyedBy: Name.self, forKey: .names)
      for (name, value) in names { try fields.encode(value, forKey: Name(stringValue: name)) }
    }
  }

  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
