import Foundation
import Logging
import Shared

/// Tells whoever is on call of alarms: the log always, a webhook and a mailbox if there are any.
struct AlarmBell: Sendable {
  struct Mailbox: Sendable {
    let mailer: Mailer
    let from: String
    let to: [String]
  }

  /// What a webhook receives, as JSON.
  struct Message: Codable, Sendable, Equatable {
    /// `ringing` or `over`.
    var state: String
    var kind: Alarm.Kind
    var about: ServiceName
    var since: Moment
    var until: Moment?
    var sentence: String
  }

  let log: Logger
  let clock: WallClock
  let webhook: (url: String, client: HTTPClient)?
  let mailbox: Mailbox?

  /// - Returns: whether everybody was told who should be.
  func tell(_ news: AlarmNews) async -> Bool {
    note(news)
    let isPosted = await post(news)
    let isMailed = await mail(news)
    return isPosted && isMailed
  }

  private func note(_ news: AlarmNews) {
    let alarm = news.alarm
    let facts: Logger.Metadata = [
      "kind": "\(alarm.kind.rawValue)", "about": "\(alarm.about)", "since": "\(alarm.since)",
    ]
    if news.isOver {
      log.notice("an alarm is over", metadata: facts)
    } else {
      log.critical("ALARM: \(alarm.sentence)", metadata: facts)
    }
  }

  private func post(_ news: AlarmNews) async -> Bool {
    guard let webhook else { return true }
    do {
      let body = try JSON.encode(Message(news.alarm))
      let answer = try await webhook.client.send(
        HTTPRequest(
          "POST", webhook.url, headers: ["Content-Type": "application/json", "Idempotency-Key": Self.key(news)],
          body: .bytes(body)))
      guard (200..<300).contains(answer.status) else {
        log.error(
          "the alarm webhook refused; it is told again. Check MAYFLY_ALARM_WEBHOOK",
          metadata: ["status": "\(answer.status)"])
        return false
      }
      return true
    } catch {
      log.error(
        "the alarm webhook cannot be reached; it is told again. Check MAYFLY_ALARM_WEBHOOK",
        metadata: ["why": "\(error)"])
      return false
    }
  }

  private func mail(_ news: AlarmNews) async -> Bool {
    guard let mailbox else { return true }
    let alarm = news.alarm
    let subject = "\(news.isOver ? "Over" : "ALARM"): \(alarm.kind.rawValue) at \(alarm.about)"
    let times = "Since \(alarm.since)" + (alarm.until.map { ", over at \($0)" } ?? "")
    let letter = Mail(
      from: mailbox.from, to: mailbox.to, subject: subject,
      text: "\(alarm.sentence)\n\n\(times). `janitor alarms` shows all that ring.")
    do throws(MailFailure) {
      try await mailbox.mailer.send(letter, at: clock.now(), id: Self.key(news))
      return true
    } catch {
      log.error(
        "an alarm could not be mailed; it is tried again. Check MAYFLY_ALARM_MAIL_SERVER", metadata: ["why": "\(error)"]
      )
      return false
    }
  }

  /// The same for each try to tell the same.
  private static func key(_ news: AlarmNews) -> String { "\(news.id).\(news.isOver ? "over" : "ringing")" }
}

extension AlarmBell.Message {
  init(_ alarm: Alarm) {
    self.init(
      state: alarm.until == nil ? "ringing" : "over", kind: alarm.kind, about: alarm.about, since: alarm.since,
      until: alarm.until, sentence: alarm.sentence)
  }
}

extension AlarmBell {
  /// | variable | meaning |
  /// |---|---|
  /// | `MAYFLY_ALARM_WEBHOOK` | where to POST each alarm as JSON |
  /// | `MAYFLY_ALARM_MAIL_SERVER` | `smtp://host:port` or `smtps://host:port` |
  /// | `MAYFLY_ALARM_MAIL_FROM`, `MAYFLY_ALARM_MAIL_TO` | from whom, and to whom (with commas between) |
  /// | `MAYFLY_ALARM_MAIL_USER`, `MAYFLY_ALARM_MAIL_PASSWORD` | who signs in there; the password's secret file |
  init(_ settings: Settings) throws {
    log = settings.log
    clock = settings.clock
    webhook = settings.text("MAYFLY_ALARM_WEBHOOK").map { ($0, HTTPClient(userAgent: "mayfly-janitor")) }
    mailbox = try Self.mailbox(settings)
  }

  private static func mailbox(_ settings: Settings) throws -> Mailbox? {
    guard let server = settings.text("MAYFLY_ALARM_MAIL_SERVER") else { return nil }
    guard let from = settings.text("MAYFLY_ALARM_MAIL_FROM"), let to = settings.text("MAYFLY_ALARM_MAIL_TO") else {
      throw SettingsError(
        "With MAYFLY_ALARM_MAIL_SERVER set, give MAYFLY_ALARM_MAIL_FROM and MAYFLY_ALARM_MAIL_TO too.")
    }
    let login = try settings.text("MAYFLY_ALARM_MAIL_USER").map { user in
      Mailer.Login(
        user: user,
        password: try settings.secret(
          "MAYFLY_ALARM_MAIL_PASSWORD", remedy: "Write the mail server's password into a file of its own."))
    }
    let names = to.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    do { return Mailbox(mailer: try Mailer(server: server, login: login), from: from, to: names) } catch {
      throw SettingsError("MAYFLY_ALARM_MAIL_SERVER: \(error)")
    }
  }
}
