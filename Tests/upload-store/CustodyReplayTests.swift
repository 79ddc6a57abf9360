import Shared
import Testing

@testable import upload_store

/// The same events with the same draws give the same outputs: what makes a recording a test.
@Suite(.timeLimit(.minutes(1)))
struct CustodyReplayTests {
  private func outputs() throws -> [[String]] {
    let script = try CustodyScript(seed: 7)
    var outputs: [[String]] = []
    func note() { outputs.append(script.service.outputs.map { String(reflecting: $0) }) }
    try script.restart(); note()
    for number in 1...6 as ClosedRange<UInt8> { try script.hold(number); note() }
    try script.sendPhoto(7); note()
    try script.closeIntake(); note()
    try script.restart(); note()
    try script.finishRemovals(); note()
    try script.ask(.erase(copies: (1...4).reversed().map(CustodyScript.copy), reason: .processed)); note()
    try script.finishRemovals(); note()
    script.now = script.photosMustBeGoneBy
    try script.tick(); note()
    try script.ask(.photos(photosession: script.photosession)); note()
    try script.ask(.holdings(.all())); note()
    return outputs
  }

  @Test func theSameEventsGiveTheSameOutputs() throws {
    #expect(try outputs() == outputs())
  }

  @Test func aFreshInstanceDecidesAsTheRecordedOneDid() throws {
    let settings = Custody(try .load(path: nil)).settings
    let decoded = try JSON.decode(Custody.Settings.self, JSON.encode(settings))
    #expect(Custody(replaying: decoded).settings.contract == settings.contract)
  }
}
