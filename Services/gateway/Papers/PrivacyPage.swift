import Shared

/// The policy as a page for people: plain, and readable on a phone.
struct PrivacyPage {
  let policy: PolicyDocument

  var html: Markup { Paper(title: "Privacy", path: "/privacy", body: body).html }

  private var body: Markup {
    """
    <h1>Privacy</h1>
    <p class="lead">Version \(policy.version), revised on \(Self.day(policy.revised)). Questions: \
    <a href="mailto:\(policy.contact)">\(policy.contact)</a></p>
    \(brief)
    \(policy.sections.map(section))
    <section id="list">
    <h2>Everything that is kept, where, and for how long</h2>
    <p>This list is made from the file that our services enforce: what is promised here and what is done cannot drift \
    apart. <a href="/transparency">What is held at this moment</a> can be seen by everybody.</p>
    \(group("Your face", rows(\.isFaceData)))
    \(group("You", rows { Self.ofThePerson.contains($0) }))
    \(group("What we note", rows { !$0.isFaceData && !Self.ofThePerson.contains($0) }))
    </section>
    <p class="fine">SHA-256 of that file: <code>\(policy.digest)</code><br>
    The same as data: <a href="/v1/policy">/v1/policy</a> · Answers for App Review: \
    <a href="/privacy/face-data">face data</a></p>
    """
  }

  private static let ofThePerson: Set<CopyClass> = [.account, .accessToken, .signInCode, .visit]

  private func rows(_ isMeant: (CopyClass) -> Bool) -> [PolicyDocument.Row] {
    policy.retention.filter { isMeant($0.copyClass) }
  }

  /// What most people come for.
  private var brief: Markup {
    """
    <dl class="brief">
    \(rows { [.photo, .tune, .avatar].contains($0) }.map { row in
      """
      <div><dt>\(row.copyClass == .tune ? "The model of your face" : row.what)</dt>\
      <dd><strong>\(row.deadline.text)</strong> at most, \(row.custodian.brief)</dd></div>
      """ as Markup
    })
    </dl>
    """
  }

  private func section(_ section: PolicyDocument.Section) -> Markup {
    """
    <section id="\(section.id.rawValue)">
    <h2>\(section.title)</h2>
    \(section.paragraphs.map { "<p>\($0)</p>" as Markup })
    </section>
    """
  }

  private func group(_ title: String, _ rows: [PolicyDocument.Row]) -> Markup {
    """
    <h3 class="group">\(title)</h3>
    <div class="cards-of-rows">
    \(rows.map(card))
    </div>
    """
  }

  private func card(_ row: PolicyDocument.Row) -> Markup {
    """
    <article class="row-card" id="row-\(row.copyClass.rawValue)">
    <h4>\(row.what)</h4>
    <dl>
    <dt>Where</dt><dd>\(row.whereKept.capitalFirst)</dd>
    \(times(row))
    \(ownDefault(row))
    <dt>How</dt><dd>\(row.howErased.capitalFirst)</dd>
    </dl>
    </article>
    """
  }

  /// What goes with time alone has one time; the rest has a beginning, too.
  private func times(_ row: PolicyDocument.Row) -> Markup {
    let gone: Markup = "<strong>\(row.deadline.text)</strong> after \(row.countsFrom)"
    guard row.purposeEnds.hasPrefix("when ") else {
      return "<dt>Gone</dt><dd>\(gone)</dd><dt>Because</dt><dd>\(row.purposeEnds.capitalFirst)</dd>"
    }
    guard row.mustBeGoneBy.seconds < row.deadline.seconds else {
      return "<dt>Gone</dt><dd>\(row.purposeEnds.capitalFirst), and in any case \(gone)</dd>"
    }
    let latest =
      row.mustBeGoneBy.seconds == 0 ? "at once" : "at the latest \(row.mustBeGoneBy.text) after \(row.countsFrom)"
    return """
      <dt>Erasure begins</dt><dd>\(row.purposeEnds.capitalFirst), \(latest)</dd>
      <dt>Gone for certain</dt><dd>\(gone)</dd>
      """
  }

  /// As a time element.
  static func day(_ text: String) -> Markup {
    guard let moment = Moment("\(text)T00:00:00Z") else { return "<time>\(text)</time>" }
    return "<time datetime=\"\(text)\">\(Day(moment).phrase) \(String(text.prefix(4)))</time>"
  }

  private func ownDefault(_ row: PolicyDocument.Row) -> Markup {
    guard let ownDefault = row.custodianDefault else { return .nothing }
    return
      "<dt>Astria's default</dt><dd>\(ownDefault.capitalFirst). We do not rely on it: we delete, and look again.</dd>"
  }
}
