import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// Photos as large as we take pass through the bridge piece by piece, however many there are.
@Suite(.timeLimit(.minutes(10))) struct LargePhotosTests {
  private static let count = Scale.pick(6, all: 20)
  private static let costMax = 60_000_000

  @Test func aTrainingWithThemCostsTheBridgeLittleMemory() async throws {
    let deployment = try await Deployment()
    do {
      let bridge = try #require(deployment.services[.astriaBridge])
      let person = try await Person.signUp(at: deployment, name: "Somebody", email: "somebody@example.org")
      let photo = try await Self.photo(in: deployment.folder)
      let photosession = try await person.openPhotosession()
      for number in 0..<Self.count {
        try await person.insist(
          "POST", "/v1/photosessions/\(photosession)/photos", bytes: Self.another(photo, number), type: "image/jpeg"
        ).expect(201)
      }
      let before = try bridge.peakMemory()
      try await person.train(photosession)
      try await person.wait(for: .ready, photosession)
      let cost = try bridge.peakMemory() - before
      print("\(Self.count) photos of \(photo.count / 1_000_000) MB cost the bridge \(cost / 1_000_000) MB")
      #expect(cost < Self.costMax)
      try await person.delivered(photosession)
      try await person.wait(for: .erased, photosession)
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }

  /// Noise, so that it is as large as it may be.
  private static func photo(in folder: String) async throws -> [UInt8] {
    let python = ProcessInfo.processInfo.environment["MAYFLY_PYTHON"] ?? "python3"
    let path = folder + "/large.jpg"
    let program = """
      import os, sys; from PIL import Image
      Image.frombytes("RGB", (2750, 2500), os.urandom(2750 * 2500 * 3)).save(sys.argv[1], quality=97, subsampling=0)
      """
    let made = try await Command.run(python, ["-c", program, path])
    guard made.status == 0 else { throw InVain("pillow: \(made.output) Run ./compose/test, which sets up its needs.") }
    let photo = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect((15_000_000...20_000_000).contains(photo.count), "\(photo.count) bytes")
    return photo
  }

  /// The same to look at, and yet another file: a byte of the picture's data is changed.
  private static func another(_ photo: [UInt8], _ number: Int) -> [UInt8] {
    var photo = photo
    let middle = photo.count / 2 + number * 1000
    guard let place = (middle..<photo.count - 3).first(where: { !photo[$0 - 1...$0 + 1].contains(0xFF) }) else {
      return photo
    }
    photo[place] = photo[place] == 0 ? 1 : photo[place] - 1
    return photo
  }
}
