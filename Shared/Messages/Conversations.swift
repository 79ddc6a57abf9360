/// Who may open which conversation. The bus refuses all else before it reads the message, and turns away at the gate
/// whoever has no business with a process at all.
///
/// Which messages each of them may send is said by the message itself (`RequestMessage.callers`); a test keeps this
/// table at what the messages say, and no wider.
public enum Conversations {
  /// The table. A process may also ask itself: that is how its command line asks the running process, with its key.
  public static func callers(of receiver: ServiceName, _ conversation: Conversation) -> Set<ServiceName> {
    switch (receiver, conversation) {
    // It is asked over HTTP only.
    case (.gateway, .service), (.gateway, .desk): []
    case (.account, .service), (.account, .desk): [.gateway, .janitor]
    case (.uploadStore, .service), (.uploadStore, .desk): [.gateway, .astriaBridge, .janitor]
    case (.astriaBridge, .service), (.astriaBridge, .desk): [.gateway, .account, .janitor]
    case (.janitor, .service), (.janitor, .desk): [.gateway, .account, .uploadStore, .astriaBridge]
    }
  }

  public static func mayOpen(sender: ServiceName, receiver: ServiceName, conversation: Conversation) -> Bool {
    sender == receiver || callers(of: receiver, conversation).contains(sender)
  }

  /// Whether there is anything at all that `sender` may ask `receiver`.
  public static func mayCome(sender: ServiceName, receiver: ServiceName) -> Bool {
    Conversation.allCases.contains { mayOpen(sender: sender, receiver: receiver, conversation: $0) }
  }
}
