import Shared

// What is done at Astria about tunes that nobody owns.
extension BridgeRunner {
  /// All pages. Titles that are not ours may say anything about anybody: they stay here.
  func listTunes(_ looker: TuneLooker?) async -> BridgeOutcome {
    var (ours, foreigners): ([ListedTune], Int) = ([], 0)
    var before: Int64?
    do throws(AstriaFailure) {
      while true {
        let page = try await astria.tunes(nil, before)
        guard let last = page.last, last.id < before ?? .max else {
          return .tunesListed(ours, foreigners: foreigners, for: looker)
        }
        let own = page.compactMap(listed)
        ours += own
        foreigners += page.count - own.count
        before = last.id
      }
    } catch {
      _ = note(error, "listing all tunes")
      return .tunesNotListed(for: looker)
    }
  }

  private func listed(_ tune: AstriaTune) -> ListedTune? {
    guard let copy = tune.title.flatMap(title.tune) else { return nil }
    return ListedTune(number: tune.id, copy: copy, createdAt: tune.createdAt.flatMap(Moment.init))
  }

  func eraseStray(_ stray: ListedTune) async -> BridgeOutcome {
    do throws(AstriaFailure) {
      guard let prompts = try await eraseWithPrompts(stray.number) else {
        return .strayRemains(stray.number, Trouble(.unreachable))
      }
      log.warning(
        "a tune of ours that stood in no ledger is erased at Astria and read back",
        metadata: ["number": "\(stray.number)", "prompts": "\(prompts)"])
      return .strayErased(stray.number)
    } catch {
      return .strayRemains(stray.number, note(error, "erasing a tune that stands in no ledger"))
    }
  }

  /// Prompts before the tune, as always; then all that was deleted is asked for again.
  /// - Returns: how many prompts there were; `nil` if something of it can be read still.
  func eraseWithPrompts(_ number: Int64) async throws(AstriaFailure) -> Int? {
    let tune = try await astria.tune(number)
    let prompts = try await prompts(on: number, tune?.createdAt.flatMap(Moment.init))
    for prompt in prompts { try await astria.delete(.prompt(prompt)) }
    try await astria.delete(.tune(number))
    return try await isGone(number, prompts, tune?.origImages?.first) ? prompts.count : nil
  }

  private func isGone(_ tune: Int64, _ prompts: [Int64], _ address: String?) async throws(AstriaFailure) -> Bool {
    for prompt in prompts where try await astria.prompt(prompt) != nil { return false }
    guard try await astria.tune(tune) == nil else { return false }
    guard let address else { return true }
    return try await !images.isReadable(Personal(address))
  }

  /// The list is read until what is older than the tune; all of it if the tune itself is gone.
  private func prompts(on tune: Int64, _ since: Moment?) async throws(AstriaFailure) -> [Int64] {
    var found: [Int64] = []
    var before: Int64?
    while true {
      let page = try await astria.prompts(before)
      found += page.filter { $0.isOn(tune) }.map(\.id)
      guard let last = page.last, last.id < before ?? .max else { return found }
      if let since, Self.isOlder(last.createdAt, than: since) { return found }
      before = last.id
    }
  }
}
