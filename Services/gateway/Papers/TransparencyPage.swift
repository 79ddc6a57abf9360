import Shared

/// What is held and what is gone, for people.
struct TransparencyPage {
  let document: TransparencyDocument

  init(_ document: TransparencyDocument) { self.document = document }

  var html: Markup { Self.paper("\(body)") }

  /// Before the janitor was ever heard.
  static let unheard = paper(
    """
    <h1>What is held, and what is gone</h1>
    <p class="callout bad">The service that erases and checks does not answer, so nothing can be shown here right \
    now. No photo is taken in meanwhile, and what is held is still erased when its time comes: whoever holds it does \
    that by itself. Please look again in a minute.</p>
    """)

  private static func paper(_ body: Markup) -> Markup {
    Paper(title: "Transparency", path: "/transparency", body: body).html
  }

  private var body: Markup {
    """
    <h1>What is held, and what is gone</h1>
    <p class="lead">Counted, not claimed: in the ledgers of everyone who holds something, and in the book of receipts. \
    As of \(document.asOf.markup).</p>
    <ul class="states" aria-label="How things stand">\(TransparencyStates(document: document).items)</ul>
    <section aria-labelledby="held-title">
    <h2 id="held-title">Held now</h2>
    \(HeldCards(document: document).markup)
    </section>
    \(DailySection(document: document).markup)
    \(StaySection(document: document).markup)
    \(BookSection(document: document).markup)
    <p class="fine">The same as data: <a href="/v1/transparency">/v1/transparency</a> · \
    <a href="/privacy">What is promised</a> · Contract of version \(document.contract.version), SHA-256 \
    <code>\(document.contract.digest)</code></p>
    """
  }
}
