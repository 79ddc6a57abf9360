import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

/// What the operations port tells of everybody together.
@Suite(.timeLimit(.minutes(1)))
struct MetricsTests {
  private func text(_ notice: Notice?) async throws -> String {
    let operations = Operations(metrics: Metrics(), peers: { [:] }, notice: { notice })
    return try await Application(router: operations.router()).test(.router) { client async throws in
      String(buffer: try await client.execute(uri: "/metrics", method: .get).body)
    }
  }

  @Test func whatIsHeldAndErasedIsTold() async throws {
    var transparency = World.transparency
    transparency.silent = [SilentCustodian(name: .astriaBridge, since: World.now)]
    transparency.foundReadable = 5
    transparency.alarms = [Alarm(kind: .overdue, about: .astriaBridge, since: World.now)]
    let text = try await text(Notice(transparency: transparency, isCurrent: true))
    for line in [
      #"mayfly_held_copies{class="photo",custodian="upload-store"} 12"#,
      #"mayfly_unproven_copies{class="photo",custodian="upload-store"} 2"#,
      #"mayfly_oldest_copy_seconds{class="photo",custodian="upload-store"} 3600"#,
      #"mayfly_overdue_seconds{class="photo",custodian="upload-store"} 0"#,
      #"mayfly_erasures_total{class="photo",custodian="upload-store"} 2100"#,
      #"mayfly_own_clock_erasures_total{class="photo",custodian="upload-store"} 7"#,
      "mayfly_found_readable_total 5", "mayfly_receipts_total 2100", "mayfly_intake_open 1",
      "mayfly_silent_custodians 1", #"mayfly_custodian_silent{custodian="astria-bridge"} 1"#, "mayfly_janitor_heard 1",
      #"mayfly_alarms_ringing{kind="overdue"} 1"#, #"mayfly_alarms_ringing{kind="clock-fault"} 0"#,
    ] {
      #expect(text.contains("\n\(line)\n"), "\(line)")
    }
  }

  @Test(arguments: [nil, Notice(transparency: World.transparency, isCurrent: false)])
  func anOldNumberNeverLooksLikeANewOne(_ notice: Notice?) async throws {
    let text = try await text(notice)
    #expect(text.contains("\nmayfly_janitor_heard 0\n"))
    #expect(!text.contains("mayfly_held_copies"))
  }
}
