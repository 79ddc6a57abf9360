import CCurl
import Foundation

/// Hands mail to a server over SMTP, through libcurl. Rarely used: each mail has a connection and a thread of its own.
public struct Mailer: Sendable {
  /// Name and password at the mail server.
  public struct Login: Sendable {
    let user: String
    let password: String

    public init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  private static let patience = 20

  private let server: String
  private let login: Login?

  /// - Parameter server: `smtp://host:port`, or `smtps://` where the server speaks TLS from the first byte. With a
  ///   login TLS is required.
  public init(server: String, login: Login? = nil) throws(MailFailure) {
    guard server.hasPrefix("smtp://") || server.hasPrefix("smtps://") else {
      throw MailFailure("'\(server)' is no mail server. Give smtp://HOST:PORT or smtps://HOST:PORT.")
    }
    self.server = server
    self.login = login
  }

  public func send(_ mail: Mail, at moment: Moment, id: String) async throws(MailFailure) {
    let bytes = try mail.bytes(at: moment, id: id)
    let code = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: deliver(mail, bytes)) }
    }
    guard code != CURLE_OK else { return }
    throw MailFailure("The mail server \(server) did not take a mail: \(String(cString: curl_easy_strerror(code))).")
  }

  private func deliver(_ mail: Mail, _ bytes: [UInt8]) -> CURLcode {
    guard let handle = curl_easy_init() else { return CURLE_FAILED_INIT }
    defer { curl_easy_cleanup(handle) }
    var recipients: UnsafeMutablePointer<curl_slist>?
    for recipient in mail.to { recipients = curl_slist_append(recipients, recipient) }
    defer { curl_slist_free_all(recipients) }
    let letter = Letter(bytes)
    var options = CurlOptions(handle)
    options.setMail(from: mail.from, UnsafeMutableRawPointer(recipients), to: server, login: login, Self.patience)
    options.setBody(letter)
    guard options.areTaken else { return CURLE_BAD_FUNCTION_ARGUMENT }
    return withExtendedLifetime(letter) { curl_easy_perform(handle) }
  }
}

/// What is left to send.
final class Letter {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let piece = rest.prefix(buffer.count)
    buffer.copyBytes(from: piece)
    rest = rest.dropFirst(piece.count)
    return piece.count
  }
}

extension CurlOptions {
  fileprivate mutating func setMail(
    from: String, _ recipients: UnsafeMutableRawPointer?, to server: String, login: Mailer.Login?, _ patience: Int
  ) {
    set(CURLOPT_URL, server)
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_TIMEOUT, patience)
    set(CURLOPT_USE_SSL, Int((login == nil ? CURLUSESSL_TRY : CURLUSESSL_ALL).rawValue))
    set(CURLOPT_MAIL_FROM, from)
    set(CURLOPT_MAIL_RCPT, recipients)
    set(CURLOPT_UPLOAD, 1)
    if let login {
      set(CURLOPT_USERNAME, login.user)
      set(CURLOPT_PASSWORD, login.password)
    }
  }

  fileprivate mutating func setBody(_ letter: Letter) {
    setRead({ bytes, size, count, context in
      guard let context else { return 0 }
      let letter = Unmanaged<Letter>.fromOpaque(context).takeUnretainedValue()
      return letter.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    })
    set(CURLOPT_READDATA, Unmanaged.passUnretained(letter).toOpaque())
  }
}
