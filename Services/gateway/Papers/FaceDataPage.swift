/// The answers for App Review as a page: each with the place in the policy, the words themselves at the end.
struct FaceDataPage {
  let document: FaceDataDocument

  var html: Markup { Paper(title: "Face data", path: "/privacy/face-data", body: body).html }

  private var body: Markup {
    """
    <h1>What is done with faces</h1>
    <p class="lead">The questions that App Review asks, answered from the retention contract that our services enforce \
    and from the receipts of what they erased. Policy version \(document.version), revised on \
    \(PrivacyPage.day(document.revised)); questions: <a href="mailto:\(document.contact)">\(document.contact)</a>.</p>
    \(measured)
    \(document.answers.dropLast().map(answer))
    \(document.answers.suffix(1).map(quotes))
    <p class="fine">The same as data: <a href="/v1/policy/face-data">/v1/policy/face-data</a></p>
    """
  }

  private var measured: Markup {
    guard let measured = document.measured else {
      return """
        <p class="callout warn">What was measured cannot be shown right now: the service that keeps the receipts does \
        not answer. What is promised stands below in any case.</p>
        """
    }
    return """
      <div class="wide-table">
      <table class="stack">
      <caption>How long faces really stayed, measured from received to read back over the last \(measured.days) days, \
      as of \(measured.asOf.markup)</caption>
      <thead><tr><th scope="col">What</th><th scope="col">Where</th><th scope="col">Promised at most</th>\
      <th scope="col">Longest measured</th><th scope="col" class="number">Proven gone</th></tr></thead>
      <tbody>
      \(document.places.map(row))
      </tbody>
      </table>
      </div>
      """
  }

  private func row(_ place: FaceDataDocument.Place) -> Markup {
    """
    <tr><th scope="row">\(place.copyClass.plural)</th><td data-label="Where">\(place.custodian.brief)</td>\
    <td data-label="Promised at most">\(place.deadline.text)</td>\
    <td data-label="Longest measured"><strong>\(place.longestStay?.text ?? "none erased yet")</strong></td>\
    <td data-label="Proven gone" class="number">\((place.erased ?? 0).phrase)</td></tr>
    """
  }

  private func answer(_ answer: FaceDataDocument.Answer) -> Markup {
    """
    <section class="answer">
    <h2>\(answer.question)</h2>
    \(answer.answer.map { "<p>\($0)</p>" as Markup })
    <p class="fine">In the policy: \(links(answer.policy))</p>
    </section>
    """
  }

  private func links(_ quotes: [FaceDataDocument.Quote]) -> Markup {
    quotes.reduce(.nothing) { links, quote in
      "\(links)\(links.isEmpty ? .nothing : " · ")<a href=\"\(quote.address)\">\(quote.title)</a>"
    }
  }

  private func quotes(_ answer: FaceDataDocument.Answer) -> Markup {
    """
    <section class="answer">
    <h2>\(answer.question)</h2>
    \(answer.answer.map { "<p>\($0)</p>" as Markup })
    \(answer.policy.map(quote))
    </section>
    """
  }

  private func quote(_ quote: FaceDataDocument.Quote) -> Markup {
    """
    <figure class="quote">
    <figcaption><a href="\(quote.address)">\(quote.title)</a></figcaption>
    <blockquote>\(quote.words.map { "<p>\($0)</p>" as Markup })</blockquote>
    </figure>
    """
  }
}
