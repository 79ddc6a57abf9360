import Shared

// What lies in the folder and is no object.
extension FolderStore {
  /// Other work of the store goes on in between.
  func removeLeftovers(before moment: Moment) async throws(Refusal) -> Int {
    var removed = 0
    for name in try DurableFile.names(in: incoming) where !isBeingWritten(name) {
      removed += try removeLeftovers(in: "\(incoming)/\(name)", before: moment)
    }
    for name in try DurableFile.names(in: objects) {
      removed += try removeLeftovers(in: "\(objects)/\(name)", before: moment)
      await Task.yield()
    }
    return removed
  }

  private func removeLeftovers(in folder: String, before moment: Moment) throws(Refusal) -> Int {
    guard try DurableFile.isDirectory(folder) else { return try removeFile(folder, before: moment) }
    var removed = 0
    for name in try DurableFile.names(in: folder) {
      let file = "\(folder)/\(name)"
      if StoredObject.Name(name).map({ path($0) }) != file { removed += try removeLeftovers(in: file, before: moment) }
    }
    try DurableFile.removeDirectoryIfEmpty(folder)
    return removed
  }

  private func removeFile(_ path: String, before moment: Moment) throws(Refusal) -> Int {
    guard let writtenAt = try DurableFile.writtenAt(path), writtenAt <= moment else { return 0 }
    try DurableFile.remove(path)
    return 1
  }
}
