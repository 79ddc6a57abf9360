import Shared

/// How long faces really stayed, beside what is promised.
struct StaySection {
  let document: TransparencyDocument

  private var faces: [TransparencyDocument.Erased] {
    HeldCards.order.flatMap { copyClass in
      document.erased.filter { $0.copyClass == copyClass && $0.copyClass.isFaceData }
    }
  }

  var markup: Markup {
    guard !faces.isEmpty else { return .nothing }
    return """
      <section aria-labelledby="stay-title">
      <h2 id="stay-title">How long faces stayed</h2>
      <p>Measured from the moment a copy came in to the moment somebody else tried to read it and found nothing.</p>
      <div class="wide-table">
      <table class="stack">
      <thead><tr><th scope="col">What</th><th scope="col">Where</th>\
      <th scope="col">Longest in \(document.daysCovered) days</th><th scope="col">Promised at most</th>\
      <th scope="col" class="number">Gone in \(document.daysCovered) days</th>\
      <th scope="col" class="number">In all</th></tr></thead>
      <tbody>
      \(faces.map(row))
      </tbody>
      </table>
      </div>
      <ul class="facts">\(facts)</ul>
      </section>
      """
  }

  private func row(_ erased: TransparencyDocument.Erased) -> Markup {
    """
    <tr><th scope="row">\(erased.copyClass.plural)</th><td data-label="Where">\(erased.custodian.brief)</td>\
    <td data-label="Longest in \(document.daysCovered) days"><strong>\(erased.longestStay?.text ?? "–")</strong></td>\
    <td data-label="Promised at most">\(erased.deadline.text)</td>\
    <td data-label="Gone in \(document.daysCovered) days" class="number">\(erased.recently.copies.phrase)</td>\
    <td data-label="In all" class="number">\(erased.sinceTheBeginning.copies.phrase)</td></tr>
    """
  }

  private var facts: [Markup] { [late, ownClock, readable] }

  private var late: Markup {
    let late = faces.reduce(0) { $0 + $1.sinceTheBeginning.late }
    let all = faces.reduce(0) { $0 + $1.sinceTheBeginning.copies }
    // Receipts of before there was a count are not among them.
    guard late > 0 else {
      return "<li>Of \(all.counting("copy", "copies")) counted here, none was proven gone later than promised.</li>"
    }
    return """
      <li class="bad">\(late.counting("copy", "copies")) of a face, since the beginning, could be proven gone only \
      after the time that is promised.</li>
      """
  }

  private var ownClock: Markup {
    let own = document.erased.reduce(0) { $0 + $1.recently.onOwnClock }
    let all = document.erased.reduce(0) { $0 + $1.recently.copies }
    return """
      <li>\(own.phrase) of \(all.phrase) erasures of the last \(document.daysCovered) days were made by a custodian on \
      its own clock, before anybody asked: the second line, in case the first fails.</li>
      """
  }

  private var readable: Markup {
    let readable = document.foundReadable
    guard readable > 0 else { return "<li>Nothing that was deleted could ever be read again.</li>" }
    return """
      <li>\(readable.counting("time", "times")), since the beginning, something could still be read after it was \
      deleted. It was erased again until it could not.</li>
      """
  }
}
