// How a service's turn stands in a recording.

extension Recorder {
  func record<S: Service>(
    _ turn: Int, _ event: Event<S>, _ envelope: Envelope?, _ time: ClockReading, _ drawn: [Drawn],
    _ outputs: [Output<S>]
  ) {
    write(RecordedLine(.started, at: time.now, turn: turn)) { line throws in
      line.wall = time.isFaulty ? time.wall : nil
      try self.describe(event, envelope, &line)
      line.drawn = drawn.isEmpty ? nil : try self.json(drawn).decoded()
    }
    for output in outputs {
      write(RecordedLine(.effect, at: time.now, turn: turn)) { line throws in
        try line.describe(output, pseudonym: self.pseudonyms.encode)
      }
    }
  }

  private func describe<S: Service>(_ event: Event<S>, _ envelope: Envelope?, _ line: inout RecordedLine) throws {
    switch event {
    case .started: line.line = .started
    case .ticked: line.line = .ticked
    case .request(let request, let asker):
      line.line = .request
      line.envelope = envelope.map(concealed)
      line.asker = asker
      line.kind = request.kind
      line.message = try json(request)
    case .outcome(let outcome):
      line.line = .outcome
      line.message = try json(outcome)
    }
  }
}

extension RecordedLine {
  mutating func describe<S: Service>(_ output: Output<S>, pseudonym: (@Sendable (String) -> String)?) throws {
    switch output {
    case .reply(let to, let reply, let object):
      line = .reply
      self.to = to
      kind = reply.kind
      message = try JSONValue(reply, pseudonym: pseudonym)
      self.object = try object.map { try JSONValue($0, pseudonym: pseudonym) }
    case .refuse(let to, let refusal):
      line = .refusal
      self.to = to
      message = try JSONValue(refusal)
    case .perform(let effect):
      line = .effect
      message = try JSONValue(effect, pseudonym: pseudonym)
    case .publish(let event):
      line = .event
      message = try JSONValue(event, pseudonym: pseudonym)
    }
  }
}
