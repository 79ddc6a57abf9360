import CCurl

/// Sets a handle's options and remembers whether libcurl took them all.
struct CurlOptions {
  private let handle: UnsafeMutableRawPointer
  private(set) var areTaken = true

  init(_ handle: UnsafeMutableRawPointer) { self.handle = handle }

  mutating func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_number(handle, option, value)) }
  mutating func set(_ option: CURLoption, _ value: String) { note(ccurl_set_text(handle, option, value)) }
  mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
    note(ccurl_set_pointer(handle, option, value))
  }

  /// Nothing that the environment or the server could turn to its advantage: no redirects, proxies, cookies or signals.
  mutating func setSafety(_ address: HTTPAddress, certificates: String?) {
    set(CURLOPT_PROTOCOLS_STR, address.scheme)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    if let certificates { set(CURLOPT_CAINFO, certificates) }
  }

  /// HTTP/1.1 on purpose: in HTTP/2 a paused answer would hold up the others on its connection.
  mutating func setRequest(_ request: HTTPRequest, length: Int?, userAgent: String) {
    set(CURLOPT_URL, request.url)
    // Object keys may hold "..": what was signed is what is sent.
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    set(CURLOPT_USERAGENT, userAgent)
    set(CURLOPT_TIMEOUT_MS, request.timeout.curlMilliseconds)
    set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.curlMilliseconds)
    setMethod(request, length: length)
    // libcurl sends a request again, unasked, when a reused connection turns out dead: harmless for a GET, a second
    // charge for a POST. On a connection of its own that never happens.
    if !request.isIdempotent { set(CURLOPT_FRESH_CONNECT, 1) }
  }

  private mutating func setMethod(_ request: HTTPRequest, length: Int?) {
    switch request.body {
    case .none where request.method == "HEAD": set(CURLOPT_NOBODY, 1)
    case .none where !["POST", "PUT", "PATCH"].contains(request.method): set(CURLOPT_HTTPGET, 1)
    case .none, .bytes, .stream:
      set(CURLOPT_UPLOAD, 1)
      // A piece as it comes from who has it, in one call of the kernel.
      set(CURLOPT_UPLOAD_BUFFERSIZE, Chunk.sizeMax)
      note(ccurl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(length ?? -1)))
    }
    set(CURLOPT_CUSTOMREQUEST, request.method)
  }

  mutating func setCallbacks(_ easy: UnsafeMutableRawPointer) {
    note(ccurl_set_data_callback(handle, CURLOPT_HEADERFUNCTION, CurlCallbacks.header))
    note(ccurl_set_data_callback(handle, CURLOPT_WRITEFUNCTION, CurlCallbacks.write))
    note(ccurl_set_data_callback(handle, CURLOPT_READFUNCTION, CurlCallbacks.read))
    note(ccurl_set_seek_callback(handle, CurlCallbacks.seek))
    for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA] { set(option, easy) }
  }

  mutating func setRead(
    _ read: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int
  ) {
    note(ccurl_set_data_callback(handle, CURLOPT_READFUNCTION, read))
  }

  private mutating func note(_ code: CURLcode) {
    if code != CURLE_OK { areTaken = false }
  }
}

/// Plain functions for C. The context is the `CurlEasy`, which its thread keeps alive until after clean-up.
private enum CurlCallbacks {
  typealias Data = @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int

  static let header: Data = { bytes, size, count, context in
    easy(context).tookHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
  }
  static let write: Data = { bytes, size, count, context in
    easy(context).tookBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
  }
  static let read: Data = { bytes, size, count, context in
    easy(context).wantsBody(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
  }
  static let seek: @convention(c) (UnsafeMutableRawPointer?, curl_off_t, Int32) -> Int32 = { context, offset, origin in
    easy(context).rewinds(to: offset, from: origin)
  }

  private static func easy(_ context: UnsafeMutableRawPointer?) -> CurlEasy {
    guard let context else { preconditionFailure("libcurl lost the context of a callback") }
    return Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue()
  }
}

extension Duration {
  /// At least one millisecond: libcurl takes zero for "never".
  fileprivate var curlMilliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(clamping: seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
