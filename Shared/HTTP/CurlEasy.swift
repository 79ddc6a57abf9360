import CCurl

/// What is the same for all exchanges of one client.
struct CurlSettings: Sendable {
  let userAgent: String
  let certificates: String?
  let observe: (@Sendable (HTTPExchange) -> Void)?
}

/// One exchange as libcurl sees it: its handle, the memory that must outlive it, and the callbacks. Lives on the
/// thread.
final class CurlEasy {
  let handle: UnsafeMutableRawPointer
  let transfer: Transfer
  private let settings: CurlSettings
  private let unpause: () -> Void
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var parser = HeadParser()

  /// Nil where libcurl refuses an option.
  init?(_ transfer: Transfer, _ settings: CurlSettings, unpause: @escaping () -> Void) {
    guard let handle = curl_easy_init() else { return nil }
    self.handle = handle
    self.transfer = transfer
    self.settings = settings
    self.unpause = unpause
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    guard setUp() else { return nil }
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headerList)
    message.deallocate()
  }

  private func setUp() -> Bool {
    let request = transfer.request
    for field in request.headers.fields {
      // An empty value needs a semicolon: with a colon libcurl would drop the header.
      let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
      guard let longer = curl_slist_append(headerList, line) else { return false }
      headerList = longer
    }
    // libcurl's own idea to ask before a large body costs a second where a server does not know it.
    guard let longer = curl_slist_append(headerList, "Expect:") else { return false }
    headerList = longer

    var options = CurlOptions(handle)
    options.setSafety(transfer.address, certificates: settings.certificates)
    options.setRequest(request, length: transfer.length, userAgent: settings.userAgent)
    options.set(CURLOPT_HTTPHEADER, headerList)
    options.set(CURLOPT_ERRORBUFFER, message)
    options.setCallbacks(Unmanaged.passUnretained(self).toOpaque())
    return options.areTaken
  }

  func resume() {
    let pauses = transfer.pauses
    let mask = (pauses.receiving ? CURLPAUSE_RECV : 0) | (pauses.sending ? CURLPAUSE_SEND : 0)
    curl_easy_pause(handle, mask)
  }

  /// Tells those who wait, and then who observes.
  func finish(_ outcome: Result<Void, HTTPFailure>) {
    let settled = transfer.finish(outcome)
    guard let observe = settings.observe else { return }
    var failure: HTTPFailure?
    if case .failure(let reason) = settled { failure = reason }
    observe(
      HTTPExchange(
        method: transfer.request.method, host: transfer.address.host, status: transfer.status, failure: failure,
        sent: offset(CURLINFO_SIZE_UPLOAD_T), received: offset(CURLINFO_SIZE_DOWNLOAD_T),
        duration: .microseconds(offset(CURLINFO_TOTAL_TIME_T)), connections: number(CURLINFO_NUM_CONNECTS)))
  }

  func outcome(of code: CURLcode) -> Result<Void, HTTPFailure> {
    guard let failure = HTTPFailure(code, wasSent: number(CURLINFO_REQUEST_SIZE) > 0, text: text(of: code)) else {
      // A connection that ends in the middle of a head is a success to libcurl.
      return transfer.status == nil ? .failure(.interrupted("the head of the answer is cut short")) : .success(())
    }
    return .failure(failure)
  }

  private func text(of code: CURLcode) -> String {
    let own = String(cString: message)
    return own.isEmpty ? String(cString: curl_easy_strerror(code)) : own
  }

  private func number(_ info: CURLINFO) -> Int {
    var value = 0
    _ = ccurl_get_number(handle, info, &value)
    return value
  }

  private func offset(_ info: CURLINFO) -> Int {
    var value: curl_off_t = 0
    _ = ccurl_get_offset(handle, info, &value)
    return Int(value)
  }
}

// What libcurl calls.
extension CurlEasy {
  func tookHeader(_ line: UnsafeRawBufferPointer) -> Int {
    do throws(HTTPFailure) {
      if let head = try parser.add(line), transfer.begin(answer: head) { unpause() }
      return line.count
    } catch {
      transfer.condemn(error)
      return 0
    }
  }

  func tookBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    switch transfer.take(bytes) {
    case .all: bytes.count
    case .later: Int(CURL_WRITEFUNC_PAUSE)
    case .refused: 0
    }
  }

  func wantsBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    switch transfer.give(buffer) {
    case .bytes(let count): count
    case .later: Int(CURL_READFUNC_PAUSE)
    case .refused: Int(CURL_READFUNC_ABORT)
    }
  }

  func rewinds(to offset: curl_off_t, from origin: Int32) -> Int32 {
    origin == 0 && transfer.rewind(to: Int(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_CANTSEEK
  }
}
