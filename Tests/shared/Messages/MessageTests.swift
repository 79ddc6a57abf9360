import Testing

@testable import Shared

/// Messages arrive as they were sent.
@Suite(.timeLimit(.minutes(1))) struct MessageTests {
  @Test(arguments: MessageSamples.all) func aMessageArrivesAsItWasSent(_ sample: Sample) throws {
    #expect(try sample.survives(Coding.encode(sample.message)))
  }

  @Test(arguments: MessageSamples.all) func aRecordingOfItShowsNobody(_ sample: Sample) throws {
    let text = try JSONValue(sample.message, pseudonym: Pseudonyms().encode).text
    #expect(!text.contains("canary"))
    #expect(!text.contains("cccccccc"))
  }

  @Test func envelopesArriveAsTheyWereSent() throws {
    for envelope in MessageSamples.envelopes {
      #expect(try Coding.decode(Envelope.self, Coding.encode(envelope)) == envelope)
    }
    for envelope in MessageSamples.replyEnvelopes {
      #expect(try Coding.decode(ReplyEnvelope.self, Coding.encode(envelope)) == envelope)
    }
  }

  @Test(arguments: Problem.allCases) func everyRefusalArrivesAsItWasSent(_ problem: Problem) throws {
    let refusal = Refusal(problem, "A sentence.")
    #expect(try Coding.decode(Refusal.self, Coding.encode(refusal)) == refusal)
  }
}
