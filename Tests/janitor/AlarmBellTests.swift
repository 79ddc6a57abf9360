import Foundation
import Logging
import Shared
import Synchronization
import TestSupport
import Testing

@testable import janitor

/// Whoever is on call hears of alarms, by each way that is set.
@Suite(.timeLimit(.minutes(2))) struct AlarmBellTests {
  private let news = AlarmNews(
    id: Scene.id(7), alarm: Alarm(kind: .stillReadable, about: .astriaBridge, since: Scene.start))

  private func settings(_ environment: [String: String]) throws -> Settings {
    try Settings(.janitor, environment: environment)
  }

  @Test func withNothingSetTheLogIsEnough() async throws {
    let isTold = try await AlarmBell(settings([:])).tell(news)
    #expect(isTold)
  }

  @Test func theWebhookReceivesEachAlarmAsJSON() async throws {
    let received = Mutex<[[UInt8]]>([])
    let server = try LoopbackServer { connection in
      guard let request = connection.read() else { return }
      received.withLock { $0.append(request.body) }
      connection.respond(204)
    }
    let bell = try AlarmBell(settings(["MAYFLY_ALARM_WEBHOOK": "\(server.url)/alarms"]))
    #expect(await bell.tell(news))
    let body = try #require(received.withLock { $0.first })
    let message = try JSON.decode(AlarmBell.Message.self, body)
    #expect(message == AlarmBell.Message(news.alarm))
    #expect(message.state == "ringing")
  }

  @Test func aWebhookThatRefusesIsToldAgain() async throws {
    let server = try LoopbackServer { connection in
      _ = connection.read()
      connection.respond(500)
    }
    let refused = try AlarmBell(settings(["MAYFLY_ALARM_WEBHOOK": server.url]))
    #expect(await !refused.tell(news))
    let nobody = try AlarmBell(settings(["MAYFLY_ALARM_WEBHOOK": "http://127.0.0.1:\(LoopbackSocket.closedPort())"]))
    #expect(await !nobody.tell(news))
  }

  /// Takes one mail, prints it and ends.
  private static let mailServer = """
    import sys, threading
    from aiosmtpd.controller import Controller
    came = threading.Event()
    class Box:
        async def handle_DATA(self, server, session, envelope):
            print(envelope.mail_from, envelope.rcpt_tos)
            print(envelope.content.decode())
            came.set()
            return "250 OK"
    controller = Controller(Box(), hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    came.wait(60)
    controller.stop()
    """

  @Test func aMailboxReceivesAMail() async throws {
    let port = try LoopbackSocket.closedPort()
    let python = ProcessInfo.processInfo.environment["MAYFLY_PYTHON"] ?? "python3"
    async let came = Command.run(python, ["-c", Self.mailServer, "\(port)"])
    let bell = try AlarmBell(
      settings([
        "MAYFLY_ALARM_MAIL_SERVER": "smtp://127.0.0.1:\(port)", "MAYFLY_ALARM_MAIL_FROM": "mayfly@example.org",
        "MAYFLY_ALARM_MAIL_TO": "call@example.org, ops@example.org",
      ]))
    try await Eventually.holds("the mail server takes a mail") { await bell.tell(news) }
    let mail = try await came.output
    #expect(mail.hasPrefix("mayfly@example.org ['call@example.org', 'ops@example.org']"), "\(mail)")
    #expect(mail.contains("Subject: ALARM: still-readable at astria-bridge"))
    #expect(mail.contains("From: mayfly@example.org") && mail.contains("Date: "))
    #expect(mail.contains(news.alarm.sentence) && mail.contains(Scene.start.description))
  }

  @Test func aLineBreakNeverBecomesAField() async throws {
    let mailer = try Mailer(server: "smtp://127.0.0.1:1")
    let mail = Mail(from: "a@example.org", to: ["b@example.org"], subject: "x\r\nBcc: c@example.org", text: "")
    await #expect(throws: MailFailure.self) { try await mailer.send(mail, at: Scene.start, id: "1") }
  }

  @Test(arguments: [
    ["MAYFLY_ALARM_MAIL_SERVER": "smtp://localhost"],
    [
      "MAYFLY_ALARM_MAIL_SERVER": "mail.example.org", "MAYFLY_ALARM_MAIL_FROM": "a@example.org",
      "MAYFLY_ALARM_MAIL_TO": "b@example.org",
    ],
  ])
  func settingsThatCannotWorkAreRefused(_ environment: [String: String]) throws {
    #expect(throws: SettingsError.self) { try AlarmBell(settings(environment)) }
  }
}
