import Foundation
import Shared

/// Objects as files in a folder that belongs to this process alone: `objects/ab/abcd…`, readable by its user only. 256
/// folders are enough for what is gone within a day, and few enough to be there already when an object comes.
///
/// Files are written beside (`incoming`), made safe, then moved to their name, so that no object is ever half there.
/// All of it happens on a thread of its own.
actor FolderStore: ObjectStore {
  private let executor = ThreadExecutor(name: "upload-store files")
  let objects: String
  let incoming: String
  private var writing: Set<String> = []

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Makes the folder if it is not there, and removes what was being written when the process ended.
  init(folder: String) throws(Refusal) {
    objects = "\(folder)/objects"
    incoming = "\(folder)/incoming"
    for directory in [folder, objects, incoming] { try DurableFile.makeDirectory(directory) }
    for name in try DurableFile.names(in: incoming) { try DurableFile.remove("\(incoming)/\(name)") }
  }

  func put(
    _ name: StoredObject.Name, length _: Int, _ open: @escaping @Sendable () -> ObjectPieces
  ) async throws(Refusal) {
    let beside = "\(incoming)/\(name)"
    writing.insert(name.text)
    defer { writing.remove(name.text) }
    let file = try DurableFile(creating: beside)
    do {
      let pieces = open()
      while let piece = try await pieces() { try file.write(piece) }
      try file.synchronise()
      try DurableFile.makeDirectory(directory(of: name))
      try DurableFile.move(beside, to: path(name))
    } catch {
      try DurableFile.remove(beside)
      throw error as? Refusal ?? Refusal(.internal, "A picture could not be stored.")
    }
  }

  func get(_ name: StoredObject.Name) throws(Refusal) -> ObjectPieces? {
    guard try DurableFile.isThere(path(name)) else { return nil }
    let reader = FileReader(path: path(name), executor: executor)
    return { try await reader.next() }
  }

  func delete(_ name: StoredObject.Name) throws(Refusal) {
    try DurableFile.remove(path(name))
  }

  func exists(_ name: StoredObject.Name) throws(Refusal) -> Bool {
    try DurableFile.isThere(path(name))
  }

  func list(after name: StoredObject.Name?, limit: Int) throws(Refusal) -> [ListedObject] {
    let after = name?.text ?? ""
    var listed: [ListedObject] = []
    for folder in try DurableFile.names(in: objects) where folder >= after.prefix(2) {
      for name in try DurableFile.names(in: "\(objects)/\(folder)") where name > after {
        guard let name = StoredObject.Name(name), let writtenAt = try DurableFile.writtenAt(path(name)) else {
          continue
        }
        listed.append(ListedObject(name: name, writtenAt: writtenAt))
        if listed.count == limit { return listed }
      }
    }
    return listed
  }

  func isBeingWritten(_ name: String) -> Bool { writing.contains(name) }

  func path(_ name: StoredObject.Name) -> String { "\(directory(of: name))/\(name)" }

  private func directory(of name: StoredObject.Name) -> String { "\(objects)/\(name.text.prefix(2))" }
}

/// Reads one file piece by piece. It is opened anew for each: once it is deleted, nobody reads on.
private actor FileReader {
  private let path: String
  private let executor: ThreadExecutor
  private var position = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(path: String, executor: ThreadExecutor) {
    self.path = path
    self.executor = executor
  }

  func next() throws(Refusal) -> [UInt8]? {
    let piece = try DurableFile.read(path, from: position, count: Chunk.sizeMax)
    position += piece.count
    return piece.isEmpty ? nil : piece
  }
}
