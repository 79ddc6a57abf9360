/// Who asked, and how to answer.
public struct Asker: Codable, Sendable, Hashable {
  public var id: Envelope.ID
  public var sender: ServiceName
  public var attachment: AttachmentHead?

  public init(id: Envelope.ID, sender: ServiceName, attachment: AttachmentHead? = nil) {
    self.id = id
    self.sender = sender
    self.attachment = attachment
  }
}
