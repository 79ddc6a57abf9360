/// Reads the segments of a form one after the other, each file opened when its turn comes.
actor MultipartReader {
  private var segments: ArraySlice<Multipart.Segment>
  private var file: LengthCheckedBody?

  init(_ segments: [Multipart.Segment]) { self.segments = segments[...] }

  func next() async throws -> [UInt8]? {
    while true {
      if let piece = try await nextOfFile() { return piece }
      file = nil
      switch segments.popFirst() {
      case nil: return nil
      case .bytes(let bytes): return bytes
      case .file(let length, let open): file = LengthCheckedBody(length: length, next: try await open())
      }
    }
  }

  private func nextOfFile() async throws -> [UInt8]? {
    guard var open = file else { return nil }
    let piece = try await open.next()
    file = open
    return piece
  }
}
