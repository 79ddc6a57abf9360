import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// `kill -9` of each process in each state of a photosession: it always ends delivered and erased, with one tune ever
/// made.
@Suite(.timeLimit(.minutes(20))) struct KillTests {
  /// When the process is killed.
  enum Moment: String, CaseIterable, CustomStringConvertible {
    case collecting
    case trainingRequested = "training requested"
    case handedOver = "photos handed over"
    case training
    case avatarsArriving = "avatars arriving"
    case ready
    var description: String { rawValue }
  }

  static let pairs = ServiceName.allCases.flatMap { service in Moment.allCases.map { (service, $0) } }

  @Test func everyPhotosessionEndsDeliveredAndErasedWhateverIsKilled() async throws {
    let deployment = try await Deployment(.init(training: "1500ms", prompt: "700ms"))
    do {
      let photos = try await TestPhoto.make(in: deployment.folder + "/photos")
      let person = try await Person.signUp(at: deployment, name: "Robin", email: "robin@example.org")
      for (service, moment) in Self.pairs {
        let tunesBefore = try await deployment.sandboxState().tunesCreated
        try await walk(person, photos, Killer(deployment, service, moment))
        let after = try await deployment.sandboxState()
        #expect(after.tunesCreated == tunesBefore + 1, "\(service) killed when \(moment): one tune ever created")
        #expect(after.tunesAlive == 0 && after.promptsAlive == 0 && after.filesAlive == 0, "\(service), \(moment)")
      }
      let verified = try await deployment.command(.janitor, "verify")
      #expect(verified.status == 0, "\(verified.output)")
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }

  private func walk(_ person: Person, _ photos: [TestPhoto], _ killer: Killer) async throws {
    let photosession = try await person.openPhotosession()
    for (number, photo) in photos.enumerated() {
      if number == 2 { try killer.reached(.collecting) }
      try await person.upload(photo, to: photosession).expect(201)
    }
    try await person.train(photosession)
    try killer.reached(.trainingRequested)
    try await person.wait(for: .training, photosession)
    try killer.reached(.handedOver)
    _ = try await Eventually.get("photos are erased", within: .seconds(60)) {
      try await person.look(photosession).list("photos").isEmpty ? true : nil
    }
    try killer.reached(.training)
    _ = try await Eventually.get("an avatar", within: .seconds(60)) {
      let progress = try await person.look(photosession).object()["progress"] as? [String: Any]
      return (progress?["avatarsReady"] as? Int ?? 0) > 0 ? true : nil
    }
    try killer.reached(.avatarsArriving)
    try await person.wait(for: .ready, photosession)
    try killer.reached(.ready)
    let avatars = try await person.avatars(photosession)
    #expect(avatars.count == 4, "\(killer)")
    try await person.delivered(photosession)
    let end = try await person.wait(for: .erased, photosession)
    let outcome = try end.text("outcome")
    #expect(outcome == "delivered", "\(killer)")
  }
}

private struct Killer: CustomStringConvertible {
  let deployment: Deployment
  let service: ServiceName
  let moment: KillTests.Moment

  init(_ deployment: Deployment, _ service: ServiceName, _ moment: KillTests.Moment) {
    self.deployment = deployment
    self.service = service
    self.moment = moment
  }

  var description: String { "\(service) killed when \(moment)" }

  func reached(_ moment: KillTests.Moment) throws {
    if moment == self.moment { try deployment.restart(service) }
  }
}
