import Shared

/// What is held, a card for each class: how many, and how much of its time the oldest has used.
struct HeldCards {
  static let order: [CopyClass] = [.photo, .avatar, .tune, .prompt, .account]

  let document: TransparencyDocument

  var markup: Markup {
    let held = Self.order.flatMap { copyClass in document.held.filter { $0.copyClass == copyClass } }
    guard let counted = held.map(\.asOf).min() else {
      return "<p>Nothing was counted yet: that takes a few seconds after a start.</p>"
    }
    return """
      <ul class="held-cards">
      \(held.filter(\.copyClass.isFaceData).map(card))
      </ul>
      \(held.filter { $0.copyClass == .account }.map(accounts))
      <p class="fine">Each custodian counts by itself; the oldest of these counts is of \(counted.markup).</p>
      """
  }

  private func card(_ held: TransparencyDocument.Held) -> Markup {
    """
    <li class="held-card\(held.copies == 0 ? " none" : "")">
    <h3>\(held.copyClass == .prompt ? "Pictures" : held.copyClass.plural)</h3>
    <p class="figure">\(held.copies.phrase)</p>
    <p class="place">\(held.custodian.brief)</p>
    \(oldest(held))
    \(unproven(held))
    </li>
    """
  }

  private func accounts(_ held: TransparencyDocument.Held) -> Markup {
    "<p>And \(held.copies.counting("account", "accounts")), each for as long as its person wants.</p>"
  }

  private func oldest(_ held: TransparencyDocument.Held) -> Markup {
    guard let oldest = held.oldest else {
      return .nothing
    }
    guard held.copies > 0 else { return "<p class=\"note\">Not looked at for \(oldest.age.text)</p>" }
    let allowed = oldest.mustBeGoneBy - oldest.receivedAt
    let isOverdue = oldest.share > 1
    let used = Int((min(1, oldest.share) * 100).rounded())
    let words =
      isOverdue
      ? "Oldest: \(oldest.age.text), should have gone after \(allowed.phrase)"
      : "Oldest: \(oldest.age.text) of at most \(allowed.phrase)"
    return """
      <svg class="used\(isOverdue ? " overdue" : "")" viewBox="0 0 100 6" preserveAspectRatio="none" \
      aria-hidden="true">\
      <rect class="track" width="100" height="6"/><rect class="part" width="\(max(1, used))" height="6"/></svg>
      <p class="note">\(words)</p>
      """
  }

  private func unproven(_ held: TransparencyDocument.Held) -> Markup {
    guard held.unproven > 0 else { return .nothing }
    return "<p class=\"note\">\(held.unproven.phrase) deleted and being checked</p>"
  }
}
