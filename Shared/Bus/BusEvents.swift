import CZeroMQ

// Events, over PUB and SUB: what may be lost. One that is slow or away misses some; whoever begins to listen, or comes
// back, hears first how things stand.
extension Bus {
  /// Tells all who listen. To nobody, if this process publishes nothing.
  public nonisolated func publish(_ event: some EventMessage) {
    let topic = event.topic
    do throws(Refusal) {
      let payload = try Coding.encodeOrRefuse(event)
      let schema = Frame.bytes(UInt32(Swift.type(of: event).schema))
      thread.perform(on: self) { _ = $0.publisher?.send([Array(topic.text.utf8), schema, payload]) }
    } catch {
      log.error("an event could not be encoded", metadata: ["kind": "\(event.kind)"])
    }
  }

  /// Listens to a topic until nobody reads the stream any more. Only the latest event waits to be read.
  public nonisolated func events<Event: EventMessage>(
    _ type: Event.Type = Event.self, about topic: EventTopic
  ) -> AsyncStream<Event> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let listener = Listener { payload, schema in
        do throws(Refusal) {
          continuation.yield(try Coding.decodeMessage(Event.self, payload, schema: schema))
          return true
        } catch {
          return false
        }
      }
      thread.perform(on: self) { $0.add(listener, to: Event.publisher, topic) }
      continuation.onTermination = { _ in
        self.thread.perform(on: self) { $0.remove(listener, from: Event.publisher, topic) }
      }
    }
  }

  /// Who listens to a topic here.
  final class Listener: Sendable {
    /// - Returns: whether the event could be understood.
    let hear: @Sendable (_ payload: [UInt8], _ schema: Int) -> Bool
    init(_ hear: @escaping @Sendable ([UInt8], Int) -> Bool) { self.hear = hear }
  }

  /// What this process listens to at one publisher.
  struct Subscriber {
    /// None once a handshake was refused, until the next try.
    var peer: Peer?
    var listeners: [EventTopic: [Listener]] = [:]
    /// The latest event of each topic that is listened to, for who comes later: libzmq asks a publisher only once.
    var latest: [EventTopic: (payload: [UInt8], schema: Int)] = [:]
  }

  // MARK: The publisher

  /// - Parameter current: called on the bus's thread when somebody begins to listen to a topic, to publish how things
  ///   stand.
  func startPublishing(_ current: @escaping @Sendable (EventTopic) -> Void) throws(BusError) {
    let socket = try makeSocket(ZMQ_XPUB)
    // Also who is not the first to listen to a topic hears how things stand.
    try socket.set(ZMQ_XPUB_VERBOSE, 1)
    try guardGate(of: socket)
    gateWatches.append(try ConnectionWatch(socket, named: "publisher"))
    try socket.bind(BusConfiguration.events(configuration.bind))
    publisher = socket
    answerSubscription = current
    polled = []
  }

  /// A subscription is a byte of 1 and the topic, an end of one a byte of 0.
  func takeSubscriptions(_ publisher: ZMQSocket) {
    drain(publisher) {
      guard parts.count == 1, let what = parts[0].first, what <= 1 else { return reject("subscription") }
      guard what == 1 else { return }
      guard let topic = EventTopic(UnsafeRawBufferPointer(rebasing: parts[0].dropFirst())) else {
        return reject("topic")
      }
      answerSubscription?(topic)
    }
  }

  // MARK: The subscriber

  private func add(_ listener: Listener, to publisher: ServiceName, _ topic: EventTopic) {
    var subscriber = subscribers[publisher] ?? Subscriber()
    if let (payload, schema) = subscriber.latest[topic] { _ = listener.hear(payload, schema) }
    if subscriber.listeners[topic] == nil { subscribe(subscriber.peer, to: topic) }
    subscriber.listeners[topic, default: []].append(listener)
    subscribers[publisher] = subscriber
    renewSubscriptions()
  }

  private func remove(_ listener: Listener, from publisher: ServiceName, _ topic: EventTopic) {
    guard var subscriber = subscribers[publisher] else { return }
    subscriber.listeners[topic]?.removeAll { $0 === listener }
    if subscriber.listeners[topic]?.isEmpty ?? false {
      subscriber.listeners[topic] = nil
      subscriber.latest[topic] = nil
      subscribe(subscriber.peer, to: topic, ZMQ_UNSUBSCRIBE)
    }
    subscribers[publisher] = subscriber
  }

  private func subscribe(_ peer: Peer?, to topic: EventTopic, _ option: Int32 = ZMQ_SUBSCRIBE) {
    do throws(BusError) { try peer?.socket.set(option, topic.text) } catch {
      log.warning("cannot change what is listened to", metadata: ["why": "\(error)"])
    }
  }

  /// Connects to publishers that this process listens to and has no socket for: at first, and after a refusal.
  func renewSubscriptions() {
    for (publisher, subscriber) in subscribers where subscriber.peer == nil && !subscriber.listeners.isEmpty {
      do throws(BusError) {
        let socket = try makeSocket(ZMQ_SUB)
        let peer = Peer(socket: socket, watch: try ConnectionWatch(socket, named: "events-of-\(publisher)"))
        try connect(socket, to: publisher) { BusConfiguration.events($0) }
        for topic in subscriber.listeners.keys { subscribe(peer, to: topic) }
        subscribers[publisher]?.peer = peer
        polled = []
      } catch {
        log.warning("cannot listen", metadata: ["publisher": "\(publisher)", "why": "\(error)"])
      }
    }
  }

  func takeEvents(of publisher: ServiceName, _ subscriber: Subscriber) {
    guard let peer = subscriber.peer else { return }
    while let event = peer.watch.next() {
      guard case .refused(let why) = event else { continue }
      logRefusal(by: publisher, why)
      subscribers[publisher]?.peer = nil
      polled = []
    }
    drain(peer.socket) {
      guard parts.count == 3, let topic = EventTopic(parts[0]), parts[1].count == 4 else { return reject("event") }
      let schema = parts[1].reduce(0) { $0 << 8 | Int($1) }
      let payload = parts.bytes(2)
      let listeners = subscriber.listeners[topic] ?? []
      if !listeners.isEmpty { subscribers[publisher]?.latest[topic] = (payload, schema) }
      for listener in listeners where !listener.hear(payload, schema) { reject("event") }
    }
  }
}
