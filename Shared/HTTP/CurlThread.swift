import CCurl
import Foundation
import Synchronization

/// The one thread on which libcurl works for a client. Everybody else leaves it commands and wakes it; nobody waits for
/// it.
///
/// `@unchecked Sendable`: `multi` and `running` are used on the thread only, except that `curl_multi_wakeup` may be
/// called from any thread as long as `multi` exists, which holds while `inbox` is open; `inbox` has its own lock.
final class CurlThread: @unchecked Sendable {
  private enum Command {
    case start(Transfer)
    case resume(Transfer)
    case abort(Transfer)
  }

  private enum Phase { case open, ending, ended }

  private struct Inbox {
    var commands: [Command] = []
    var phase = Phase.open
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let inbox = Mutex(Inbox())
  private let multi: UnsafeMutableRawPointer
  private var running: [ObjectIdentifier: CurlEasy] = [:]
  private let settings: CurlSettings

  init(_ settings: CurlSettings) {
    precondition(CurlLibrary.isReady, "libcurl cannot be initialised")
    guard let multi = curl_multi_init() else { preconditionFailure("libcurl has no memory for its connections") }
    self.multi = multi
    self.settings = settings
    // Idle connections that are kept, all hosts together; without a limit libcurl keeps four times the most ever busy.
    _ = ccurl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, 32)
    let thread = Thread { [self] in run() }
    thread.name = "http"
    thread.start()
  }
}

// From any thread.
extension CurlThread {
  func start(_ transfer: Transfer) {
    if !leave(.start(transfer)) { transfer.finish(.failure(.shutDown)) }
  }

  func resume(_ transfer: Transfer) { _ = leave(.resume(transfer)) }

  func abort(_ transfer: Transfer, because failure: HTTPFailure) {
    transfer.condemn(failure)
    _ = leave(.abort(transfer))
  }

  /// Ends the thread soon: what runs fails as `shutDown`.
  func end() {
    inbox.withLock { inbox in
      guard inbox.phase == .open else { return }
      inbox.phase = .ending
      curl_multi_wakeup(multi)
    }
  }

  /// Ends the thread and returns when it has let go of everything.
  func endAndWait() async {
    end()
    await withCheckedContinuation { continuation in
      let hasEnded = inbox.withLock { inbox in
        if inbox.phase == .ended { return true }
        inbox.waiters.append(continuation)
        return false
      }
      if hasEnded { continuation.resume() }
    }
  }

  private func leave(_ command: Command) -> Bool {
    inbox.withLock { inbox in
      guard inbox.phase == .open else { return false }
      if inbox.commands.isEmpty { curl_multi_wakeup(multi) }
      inbox.commands.append(command)
      return true
    }
  }
}

// On the thread.
extension CurlThread {
  private func run() {
    Self.blockBrokenPipes()
    while true {
      let (commands, phase) = inbox.withLock { inbox in
        defer { inbox.commands = [] }
        return (inbox.commands, inbox.phase)
      }
      for command in commands { perform(command) }
      if phase != .open { return close() }
      turn()
    }
  }

  /// A wake-up between `take` and the poll is not lost: libcurl remembers it, and the poll then returns at once.
  private func turn() {
    var count: Int32 = 0
    check(curl_multi_perform(multi, &count))
    collect()
    check(curl_multi_poll(multi, nil, 0, 60_000, nil))
  }

  private func perform(_ command: Command) {
    switch command {
    case .start(let transfer): begin(transfer)
    case .resume(let transfer): running[ObjectIdentifier(transfer)]?.resume()
    case .abort(let transfer): stop(transfer)
    }
  }

  private func begin(_ transfer: Transfer) {
    if let failure = transfer.verdict {
      transfer.finish(.failure(failure))
      return
    }
    guard let easy = CurlEasy(transfer, settings, unpause: { [weak self] in self?.resume(transfer) }) else {
      transfer.finish(.failure(.malformedRequest("libcurl does not take it")))
      return
    }
    running[ObjectIdentifier(transfer)] = easy
    check(curl_multi_add_handle(multi, easy.handle))
  }

  private func stop(_ transfer: Transfer) {
    guard let easy = running.removeValue(forKey: ObjectIdentifier(transfer)) else { return }
    check(curl_multi_remove_handle(multi, easy.handle))
    easy.finish(.failure(.cancelled))
  }

  private func collect() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
      let code = message.pointee.data.result
      guard let easy = running.first(where: { $0.value.handle == handle })?.value else { continue }
      running[ObjectIdentifier(easy.transfer)] = nil
      check(curl_multi_remove_handle(multi, handle))
      easy.finish(easy.outcome(of: code))
    }
  }

  private func close() {
    for easy in running.values {
      check(curl_multi_remove_handle(multi, easy.handle))
      easy.finish(.failure(.shutDown))
    }
    running = [:]
    let waiters = inbox.withLock { inbox in
      inbox.phase = .ended
      for case .start(let transfer) in inbox.commands { transfer.finish(.failure(.shutDown)) }
      inbox.commands = []
      defer { inbox.waiters = [] }
      return inbox.waiters
    }
    curl_multi_cleanup(multi)
    for waiter in waiters { waiter.resume() }
  }

  private func check(_ code: CURLMcode) {
    precondition(code == CURLM_OK, String(cString: curl_multi_strerror(code)))
  }

  /// libcurl leaves SIGPIPE to us (CURLOPT_NOSIGNAL), and OpenSSL writes to sockets that may be closed. Threads that
  /// libcurl starts inherit this.
  private static func blockBrokenPipes() {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }
}

/// libcurl's own state of the process, made once.
private enum CurlLibrary {
  static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
