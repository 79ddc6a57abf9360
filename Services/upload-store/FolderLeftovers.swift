import Shared

// What lies in the folder and is no object.
extension FolderStore {
  /// Other work of the store goes on in between: a large store has many folders.
  func removeLeftovers(before moment: Moment) async throws(Refusal) -> Int {
    var removed = 0
    for name in try DurableFile.names(in: incoming) where !isBeingWritten(name) {
      removed += try removeFile("\(incoming)/\(name)", before: moment)
    }
    for first in try DurableFile.names(in: objects) {
      removed += try removeLeftovers(inFirst: first, before: moment)
      await Task.yield()
    }
    return removed
  }

  private func removeLeftovers(inFirst first: String, before moment: Moment) throws(Refusal) -> Int {
    let folder = "\(objects)/\(first)"
    guard try DurableFile.isDirectory(folder) else { return try removeFile(folder, before: moment) }
    var removed = 0
    for second in try DurableFile.names(in: folder) {
      removed += try removeLeftovers(inSecond: "\(folder)/\(second)", before: moment)
    }
    try DurableFile.removeDirectoryIfEmpty(folder)
    return removed
  }

  private func removeLeftovers(inSecond folder: String, before moment: Moment) throws(Refusal) -> Int {
    guard try DurableFile.isDirectory(folder) else { return try removeFile(folder, before: moment) }
    var removed = 0
    for name in try DurableFile.names(in: folder) {
      let file = "\(folder)/\(name)"
      if StoredObject.Name(name).map({ path($0) }) != file { removed += try removeFile(file, before: moment) }
    }
    try DurableFile.removeDirectoryIfEmpty(folder)
    return removed
  }

  /// A folder that nobody of ours made is left alone: nothing of ours can be in it.
  private func removeFile(_ path: String, before moment: Moment) throws(Refusal) -> Int {
    guard let writtenAt = try DurableFile.writtenAt(path), writtenAt <= moment, try !DurableFile.isDirectory(path)
    else {
      return 0
    }
    try DurableFile.remove(path)
    return 1
  }
}
