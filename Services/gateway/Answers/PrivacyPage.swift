import Shared

/// The policy as a page for people: plain, and readable on a phone.
struct PrivacyPage {
  let policy: PolicyDocument

  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Mayfly: privacy</title>
    <link rel="stylesheet" href="/page/privacy.css">
    </head>
    <body>
    <main>
    <p><a href="/">Mayfly</a></p>
    <h1>Privacy</h1>
    <p>Version \(policy.version), revised on <time>\(escaped(policy.revised))</time>. \
    Questions: <a href="mailto:\(escaped(policy.contact))">\(escaped(policy.contact))</a></p>
    <ol>
    \(policy.statements.map { "<li>\(escaped($0))</li>" }.joined(separator: "\n"))
    </ol>
    <h2>What is kept, where, and for how long</h2>
    <p>This list is made from the file that our services enforce.</p>
    \(policy.retention.map(section).joined(separator: "\n"))
    <footer><p>SHA-256 of that file: <code>\(policy.digest)</code></p></footer>
    </main>
    </body>
    </html>

    """
  }

  private func section(_ row: PolicyDocument.Row) -> String {
    """
    <section>
    <h3>\(escaped(row.what))</h3>
    <dl>
    <dt>Where</dt><dd>\(escaped(row.whereKept))</dd>
    <dt>Erasure begins</dt><dd>\(escaped(row.purposeEnds)); at the latest \(begins(row))</dd>
    <dt>Gone for certain</dt><dd>\(escaped(row.deadline.text)) after \(escaped(row.countsFrom))</dd>
    <dt>How</dt><dd>\(escaped(row.howErased))</dd>
    </dl>
    </section>
    """
  }

  private func begins(_ row: PolicyDocument.Row) -> String {
    row.mustBeGoneBy.seconds == 0
      ? "at once" : "\(escaped(row.mustBeGoneBy.text)) after \(escaped(row.countsFrom))"
  }

  private func escaped(_ text: String) -> String {
    let names: [Character: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"]
    return text.reduce(into: "") { $0 += names[$1] ?? String($1) }
  }
}
