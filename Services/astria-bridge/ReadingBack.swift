import Shared

// Trying to read what was deleted, hoping to fail.
extension BridgeRunner {
  func readBack(_ remains: [Remains], _ unknown: [Copy.ID], _ asker: Envelope.ID?) async -> BridgeOutcome {
    var findings = unknown.map { Finding(result: ReadBackResult(copy: $0, finding: .gone)) }
    for remain in remains { findings.append(await finding(of: remain)) }
    return .readBack(findings, asker: asker)
  }

  private func finding(of remains: Remains) async -> Finding {
    do throws(AstriaFailure) {
      let number = try await numberFound(of: remains)
      var isReadable = number != nil
      if !isReadable, let address = remains.address { isReadable = try await images.isReadable(address) }
      return Finding(
        result: ReadBackResult(copy: remains.copy, finding: isReadable ? .readable : .gone), number: number)
    } catch {
      _ = note(error, "reading back")
      return Finding(result: ReadBackResult(copy: remains.copy, finding: .unknown))
    }
  }

  /// The number under which Astria still shows it.
  private func numberFound(of remains: Remains) async throws(AstriaFailure) -> Int64? {
    switch (remains.kind, remains.number) {
    case (.tune, let number?): try await astria.tune(number)?.id
    case (.tune(let title), nil): try await tune(named: title, remains.since)?.id
    case (.prompt, let number?): try await astria.prompt(number)?.id
    case (.prompt(let tune, let text, let others), nil):
      try await prompt(tune, text, notOf: others, remains.since)?.id
    }
  }
}
