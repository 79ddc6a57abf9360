import Shared
import Testing

/// The table of who may open which conversation, and the messages themselves, say the same.
@Suite(.timeLimit(.minutes(1))) struct ConversationTests {
  @Test(arguments: ServiceName.allCases) func theTableSaysWhatTheMessagesSay(_ receiver: ServiceName) {
    let own = MessageSamples.conversations.filter { $0.conversation == .service && $0.receivers == [receiver] }
    let callers = own.flatMap(\.requests).compactMap { ($0.message as? any RequestMessage)?.callers }
    #expect(Conversations.callers(of: receiver, .service) == callers.reduce([]) { $0.union($1) })
  }

  /// Whoever has business with a process may ask whether it is there; nobody else needs to know.
  @Test(arguments: ServiceName.allCases) func theDeskIsOpenToWhoeverHasBusiness(_ receiver: ServiceName) {
    #expect(Conversations.callers(of: receiver, .desk) == Conversations.callers(of: receiver, .service))
    #expect(DeskRequest.ping.callers.isSuperset(of: Conversations.callers(of: receiver, .desk)))
  }

  @Test(arguments: ServiceName.allCases) func aProcessMayAskItself(_ service: ServiceName) {
    for conversation in Conversation.allCases {
      #expect(Conversations.mayOpen(sender: service, receiver: service, conversation: conversation))
    }
  }

  /// The gateway asks everybody, and nobody asks it but over HTTP.
  @Test func nobodyHasBusinessAtTheGateway() {
    for service in ServiceName.allCases where service != .gateway {
      #expect(!Conversations.mayCome(sender: service, receiver: .gateway))
      #expect(Conversations.mayCome(sender: .gateway, receiver: service))
    }
  }
}
