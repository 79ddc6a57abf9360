import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// A disk that is full takes no photo, says so, and loses none that it has.
@Suite(.timeLimit(.minutes(5)), .enabled(if: SmallDisk.isPossible, "not allowed to mount a small disk"))
struct FullDiskTests {
  @Test func aFullDiskRefusesWhatItCannotKeepAndLosesNothing() async throws {
    let disk = try SmallDisk(megabytes: 1)
    do {
      let deployment = try await Deployment(.init(settings: ["MAYFLY_STORE": disk.path + "/store"]))
      do {
        try await walk(deployment, disk)
        try deployment.remove()
      } catch {
        deployment.stop()
        Issue.record("\(error)\n\(deployment.logs())")
      }
    }
    try disk.remove()
  }

  private func walk(_ deployment: Deployment, _ disk: SmallDisk) async throws {
    let person = try await Person.signUp(at: deployment, name: "Robin", email: "robin@example.org")
    let made = try await TestPhoto.make(in: deployment.folder + "/photos")
    let photo = try #require(made.max { $0.bytes.count < $1.bytes.count })
    let photosession = try await person.openPhotosession()
    let photos = "/v1/photosessions/\(photosession)/photos"
    var stored: [String] = []
    var refused: Harness.Answer?
    while refused == nil, stored.count < 20 {
      let answer = try await person.call("POST", photos, bytes: photo.bytes, type: photo.contentType)
      if answer.status == 201 { stored.append(answer.headers["Location"] ?? "") } else { refused = answer }
    }
    guard let answer = refused else { throw InVain("the disk was never full") }
    #expect(answer.status == 503 && answer.headers["Retry-After"] != nil)
    #expect(try answer.problem() == "insufficient-storage", "\(answer.body)")

    // In pieces, too: what came before stays, and it goes on once there is room.
    let phone = UploadPhone(port: deployment.port, token: person.token, version: .eight)
    let begun = try await phone.create(at: photos, photo.bytes, type: photo.contentType)
    #expect(begun.answer?.status == 503)
    #expect(try await held(of: person, photosession) == stored.count)
    #expect(try disk.files().count == stored.count, "nothing stray")

    guard let location = stored.popLast() else { throw InVain("not one photo fits") }
    try await person.insist("DELETE", location).expect(204)
    let again = try await phone.upload(photo.bytes, to: photos, type: photo.contentType, endings: [])
    #expect(again.status == 201)
    #expect(try await held(of: person, photosession) == stored.count + 1)
    for location in stored { try await person.insist("DELETE", location).expect(204) }
  }

  private func held(of person: Person, _ photosession: String) async throws -> Int {
    let progress = try await person.look(photosession).object()["progress"] as? [String: Any]
    return progress?["photos"] as? Int ?? -1
  }
}

/// A file system of its own, so small that it is soon full.
private struct SmallDisk {
  /// Whether this user may make one: in many containers not even root may.
  static let isPossible: Bool = {
    do {
      try SmallDisk(megabytes: 1).remove()
      return true
    } catch {
      return false
    }
  }()

  let path = NSTemporaryDirectory() + "mayfly-disk-\(UInt32.random(in: 0 ... .max))"

  init(megabytes: Int) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("mayfly-test", path, "tmpfs", 0, "size=\(megabytes)m,mode=700") == 0 else {
      throw InVain("a small disk cannot be mounted: error \(errno)")
    }
  }

  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder) && !isFolder.boolValue
    }
  }

  func remove() throws {
    guard umount(path) == 0 else { throw InVain("\(path) cannot be unmounted: error \(errno)") }
    try FileManager.default.removeItem(atPath: path)
  }
}
