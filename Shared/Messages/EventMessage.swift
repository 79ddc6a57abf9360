/// Something that a process tells whoever listens, and that may be lost: it only says sooner what a question would also
/// find out.
public protocol EventMessage: Message {
  static var publisher: ServiceName { get }
  /// What it is about. Whoever knows the topic may listen to it, so it has to be hard to guess.
  var topic: EventTopic { get }
}

/// What events are about: one thing, by its identifier.
public struct EventTopic: Hashable, Sendable {
  public let text: String

  public init<Of>(_ id: Identifier<Of>) { text = id.text }

  /// `nil` unless it is an identifier.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let text = String(validating: bytes, as: UTF8.self), let id = Identifier<EventTopic>(text) else { return nil }
    self.text = id.text
  }
}

/// What `astria-bridge` tells of a photosession as soon as it stands otherwise.
public enum AstriaBridgeEvent: EventMessage, Hashable {
  case photosession(PhotosessionView)

  public static let publisher = ServiceName.astriaBridge

  public var topic: EventTopic {
    switch self {
    case .photosession(let view): EventTopic(view.id)
    }
  }
}
