import Foundation
import Logging
import Testing

@testable import Shared

/// Who may send what is decided by the message, whoever may open the conversation.
@Suite(.timeLimit(.minutes(1))) struct AdmittedRequestTests {
  private func delivery(
    _ request: some RequestMessage, from sender: ServiceName, with attachment: Shared.Attachment? = nil
  ) throws -> Delivery {
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let bus = try Bus(
      BusConfiguration(me: .uploadStore, bind: "inproc://store", endpoints: [:]), clock: .system, log: log)
    let now = WallClock.system.now()
    let envelope = Envelope(
      id: Randomness.system.identifier(), idempotencyKey: "k", sender: sender, receiver: sender,
      conversation: type(of: request).conversation, kind: request.kind, schema: type(of: request).schema, sentAt: now,
      deadline: now)
    return Delivery(
      envelope: envelope, payload: try Coding.encode(request), attachment: attachment, sender: sender,
      route: .service(sender), bus: bus, fate: Fate())
  }

  /// What is wrong with a request to `upload-store`, if anything.
  private func problem<Request: RequestMessage>(
    _ request: Request, from sender: ServiceName, with attachment: Shared.Attachment? = nil
  ) throws -> Problem? {
    let delivery = try delivery(request, from: sender, with: attachment)
    do {
      let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      _ = try delivery.request(Request.self, at: .uploadStore, log: log)
      return nil
    } catch { return error.problem }
  }

  @Test func aMessageIsForItsCallersAndForTheProcessItself() throws {
    let read = UploadStoreRequest.readPhoto(photosession: MessageSamples.id(), photo: MessageSamples.id(2))
    for sender in ServiceName.allCases {
      let isAllowed = [.astriaBridge, .uploadStore].contains(sender)
      #expect(try problem(read, from: sender) == (isAllowed ? nil : .forbidden), "\(sender)")
    }
  }

  /// The number of things held is for operators, who ask as the process itself.
  @Test func anybodyMayPingAndNobodyElseMayAskHowItStands() throws {
    for sender in ServiceName.allCases {
      #expect(try problem(DeskRequest.ping, from: sender) == nil)
      #expect(try problem(DeskRequest.status, from: sender) == (sender == .uploadStore ? nil : .forbidden))
    }
  }

  @Test func bytesComeWithTheirMessagesOnly() throws {
    let bytes = Shared.Attachment([1, 2, 3])
    let store = UploadStoreRequest.storePhoto(
      photosession: MessageSamples.id(), photo: MessageSamples.id(2), contentType: "image/png")
    #expect(try problem(store, from: .gateway, with: bytes) == nil)
    let remove = UploadStoreRequest.removePhoto(photosession: MessageSamples.id(), photo: MessageSamples.id(2))
    #expect(try problem(remove, from: .gateway, with: bytes) == .malformedRequest)
  }
}
