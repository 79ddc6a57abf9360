import Shared

/// The first thing that is said: is everything as it should be?
struct TransparencyStates {
  private enum Kind: String { case good, warn, bad }

  let document: TransparencyDocument

  var items: [Markup] {
    (document.isCurrent ? [] : [unheard]) + [intake] + alarms + stillSilent.map(silent) + rehearsal
  }

  private var unheard: Markup {
    item(.bad, "The service that erases and checks does not answer.", "This is what it said \(document.asOf.markup).")
  }

  private var intake: Markup {
    guard !document.intake.isOpen else {
      return item(.good, "New photos are taken in.", "That is so only while their erasure is assured.")
    }
    let reason = document.intake.reason ?? "Their erasure is not assured right now."
    return item(.bad, "No new photos are taken in.", "\(reason) Only when that is mended, there will be more.")
  }

  private var alarms: [Markup] {
    guard !document.alarms.isEmpty else { return [item(.good, "No alarm rings.", .nothing)] }
    return document.alarms.map { item(.bad, $0.title, "\($0.meaning) Since \($0.since.markup).") }
  }

  private var rehearsal: [Markup] {
    guard let moment = document.lastRehearsal else { return [] }
    return [
      item(
        .good, "The last rehearsal came through on \(moment.phrase).",
        "A made-up person went through everything, and all of theirs was proven gone.")
    ]
  }

  /// Those that are not silent for long enough to be an alarm.
  private var stillSilent: [TransparencyDocument.Silent] {
    let alarmed = document.alarms.filter { $0.kind == .custodianSilent }.map(\.about)
    return document.silent.filter { !alarmed.contains($0.custodian) }
  }

  private func silent(_ silent: TransparencyDocument.Silent) -> Markup {
    item(
      .warn, "\(silent.custodian.inWords.capitalFirst) does not answer.",
      "Not since \(silent.since.markup). What it holds it still erases by itself when its time comes.")
  }

  private func item(_ kind: Kind, _ title: String, _ text: Markup) -> Markup {
    """
    <li class="\(kind.rawValue)">\(Paper.icon(kind == .good ? "check" : "warning"))\
    <p><strong>\(title)</strong> \(text)</p></li>
    """
  }
}
