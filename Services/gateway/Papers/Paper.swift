/// What the pages for reading have in common: one column, the bar above and the links below.
struct Paper {
  let title: String
  let path: String
  let body: Markup

  private static let links = [
    ("/privacy", "Privacy"), ("/transparency", "Transparency"), ("/privacy/face-data", "Face data"),
  ]

  var html: Markup {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>\(title) – Mayfly</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark">
    <meta name="theme-color" content="#f5f6f3" media="(prefers-color-scheme: light)">
    <meta name="theme-color" content="#101413" media="(prefers-color-scheme: dark)">
    <link rel="icon" type="image/svg+xml" href="/page/mayfly.svg">
    <link rel="stylesheet" href="/page/base.css">
    <link rel="stylesheet" href="/page/page.css">
    <link rel="stylesheet" href="/page/paper.css">
    </head>
    <body class="paper">
    <a class="skip" href="#main">Skip to the text</a>
    <header class="bar">
    <a class="brand" href="/" aria-label="Mayfly, start">\(Self.icon("mayfly"))Mayfly</a>
    <nav class="bar-links" aria-label="About">
    \(Self.links.map(link))
    </nav>
    </header>
    <main id="main" tabindex="-1">
    \(body)
    </main>
    <footer class="foot"><p><a href="/">Mayfly</a> · <a href="/openapi.json">For developers</a></p></footer>
    </body>
    </html>

    """
  }

  /// One picture of the page's sheet; words say the same beside it.
  static func icon(_ name: String) -> Markup {
    "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"/page/icons.svg#\(name)\"></use></svg>"
  }

  private func link(_ path: String, _ name: String) -> Markup {
    path == self.path ? "<a href=\"\(path)\" aria-current=\"page\">\(name)</a>" : "<a href=\"\(path)\">\(name)</a>"
  }
}
