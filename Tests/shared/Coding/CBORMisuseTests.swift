import Testing

@testable import Shared

/// A type that writes itself in a way that is no item is refused: it would be read as something else.
@Suite(.timeLimit(.minutes(1))) struct CBORMisuseTests {
  private struct Misuse: Encodable {
    let write: (any Encoder) throws -> Void
    func encode(to encoder: any Encoder) throws { try write(encoder) }
  }

  private struct Late: Error {}

  private func isRefused(_ write: @escaping (any Encoder) throws -> Void) {
    #expect(throws: EncodingError.self) { try Coding.encode(Misuse(write: write)) }
    #expect(throws: EncodingError.self) { try Coding.encode([["a": Misuse(write: write)]]) }
  }

  @Test func containersThatTakeTurns() {
    isRefused { encoder in
      var outer = encoder.container(keyedBy: Shapes.Name.self)
      var inner = outer.nestedUnkeyedContainer(forKey: Shapes.Name(stringValue: "a"))
      try inner.encode(1)
      try outer.encode(2, forKey: Shapes.Name(stringValue: "b"))
      try inner.encode(3)
    }
    isRefused { encoder in
      var outer = encoder.unkeyedContainer()
      var first = outer.nestedContainer(keyedBy: Shapes.Name.self)
      _ = outer.nestedUnkeyedContainer()
      _ = first.nestedUnkeyedContainer(forKey: Shapes.Name(stringValue: "a"))
    }
  }

  @Test func aContainerThatIsAskedForTwice() {
    isRefused { encoder in
      var first = encoder.container(keyedBy: Shapes.Name.self)
      try first.encode(1, forKey: Shapes.Name(stringValue: "a"))
      var second = encoder.container(keyedBy: Shapes.Name.self)
      try second.encode(1, forKey: Shapes.Name(stringValue: "b"))
    }
    isRefused { encoder in
      _ = encoder.unkeyedContainer()
      _ = encoder.unkeyedContainer()
    }
  }

  @Test func aValueThatIsWrittenTwice() {
    isRefused { encoder in
      var container = encoder.singleValueContainer()
      try container.encode(1)
      try container.encode("a")
    }
    isRefused { encoder in
      var container = encoder.singleValueContainer()
      try container.encode([1])
      try container.encode([1])
    }
    isRefused { encoder in
      var container = encoder.singleValueContainer()
      try container.encodeNil()
      _ = encoder.container(keyedBy: Shapes.Name.self)
    }
  }

  @Test func partsThatAreInherited() {
    isRefused { encoder in
      var container = encoder.container(keyedBy: Shapes.Name.self)
      try 1.encode(to: container.superEncoder())
    }
    isRefused { encoder in
      var container = encoder.unkeyedContainer()
      _ = container.superEncoder()
    }
  }

  @Test func anErrorThatIsPassedOver() {
    #expect(throws: Late.self) {
      try Coding.encode(
        Misuse { encoder in
          var container = encoder.container(keyedBy: Shapes.Name.self)
          do {
            try container.encode(Misuse { _ in throw Late() }, forKey: Shapes.Name(stringValue: "a"))
          } catch {}
          try container.encode(1, forKey: Shapes.Name(stringValue: "b"))
        })
    }
  }
}
