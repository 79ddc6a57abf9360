import CCurl

extension HTTPFailure {
  /// What a result of libcurl means for the caller (codes: curl.se/libcurl/c/libcurl-errors.html); nil for success.
  ///
  /// - Parameter wasSent: whether any byte of the request left this machine.
  init?(_ code: CURLcode, wasSent: Bool, text: String) {
    switch code {
    case CURLE_OK: return nil
    case CURLE_OPERATION_TIMEDOUT: self = wasSent ? .timedOut : .unreachable(text)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      self = .untrusted(text)
    case CURLE_URL_MALFORMAT: self = .malformedRequest("its address cannot be read")
    case CURLE_UNSUPPORTED_PROTOCOL where !wasSent: self = .refusedAddress("its scheme is not spoken")
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
      self = .malformedResponse(text)
    default: self = wasSent ? .interrupted(text) : .unreachable(text)
    }
  }
}
