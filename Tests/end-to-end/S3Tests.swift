import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// The real processes with their objects on a real server that speaks S3.
@Suite(.timeLimit(.minutes(5))) struct S3Tests {
  @Test func photosLieOnS3SealedAndNothingOfThemStays() async throws {
    try await S3Server.with(.seaweed) { server in
      // A bucket with versions, the hardest one: what is deleted there stays.
      try await server.say(
        """
        s3.create_bucket(Bucket='faces')
        s3.put_bucket_versioning(Bucket='faces', VersioningConfiguration={'Status': 'Enabled'})
        """)
      let deployment = try await Deployment(
        .init(settings: [
          "MAYFLY_STORE": "s3://faces/mayfly", "MAYFLY_S3_ENDPOINT": server.address,
          "AWS_ACCESS_KEY_ID": S3Server.credentials.0, "AWS_SECRET_ACCESS_KEY": S3Server.credentials.1,
        ]))
      do {
        try await walk(deployment, server)
        try deployment.remove()
      } catch {
        deployment.stop()
        Issue.record("\(error)\n\(deployment.logs())")
      }
    }
  }

  private func walk(_ deployment: Deployment, _ server: S3Server) async throws {
    let person = try await Person.signUp(at: deployment, name: "Kim", email: "kim@example.org")
    let photos = try await TestPhoto.make(in: deployment.folder + "/photos")
    let photosession = try await person.openPhotosession()
    for photo in photos { try await person.upload(photo, to: photosession).expect(201) }
    #expect(try await server.versions(in: "faces") == photos.count)
    var canaries: [String: [UInt8]] = [:]
    for photo in photos {
      for (number, piece) in photo.canaries.enumerated() { canaries["\(photo.name), piece \(number)"] = piece }
    }
    #expect(try Scan.find(canaries, in: server.data).isEmpty)

    try await person.train(photosession)
    try await person.wait(for: .ready, photosession)
    #expect(try await !person.avatars(photosession).isEmpty)
    try await person.delivered(photosession)
    try await person.wait(for: .erased, photosession)
    #expect(try await server.versions(in: "faces") == 0)
    #expect(try await deployment.command(.janitor, "verify").status == 0)
  }
}
