/// One of the files that the web page is made of. They are part of the executable: nothing is read from a disk.
struct PageFile: Sendable {
  let bytes: [UInt8]
  let contentType: String

  static let all: [String: PageFile] = sources.merging(["paper.css": PackageResources.paper_css]) { $1 }
    .reduce(into: [:]) { files, source in
      files[source.key] = PageFile(bytes: source.value, contentType: contentType(of: source.key))
    }

  /// What lies in `Page`, by name.
  private static let sources: [String: [UInt8]] = [
    "actions.js": PackageResources.actions_js,
    "api.js": PackageResources.api_js,
    "base.css": PackageResources.base_css,
    "dialog.js": PackageResources.dialog_js,
    "dom.js": PackageResources.dom_js,
    "follow.js": PackageResources.follow_js,
    "icons.svg": PackageResources.icons_svg,
    "index.html": PackageResources.index_html,
    "keep.js": PackageResources.keep_js,
    "mayfly.svg": PackageResources.mayfly_svg,
    "page.css": PackageResources.page_css,
    "page.js": PackageResources.page_js,
    "pictures.js": PackageResources.pictures_js,
    "state.js": PackageResources.state_js,
    "steps.css": PackageResources.steps_css,
    "steps.js": PackageResources.steps_js,
    "style-other.svg": PackageResources.style_other_svg,
    "style-outdoors.svg": PackageResources.style_outdoors_svg,
    "style-painted.svg": PackageResources.style_painted_svg,
    "style-studio.svg": PackageResources.style_studio_svg,
    "uploads.js": PackageResources.uploads_js,
    "view-account.js": PackageResources.view_account_js,
    "view-avatars.js": PackageResources.view_avatars_js,
    "view-erasure.js": PackageResources.view_erasure_js,
    "view-held.js": PackageResources.view_held_js,
    "view-photos.js": PackageResources.view_photos_js,
    "view-receipts.js": PackageResources.view_receipts_js,
    "view-style.js": PackageResources.view_style_js,
    "view-training.js": PackageResources.view_training_js,
    "view-you.js": PackageResources.view_you_js,
    "words.js": PackageResources.words_js,
    "zip.js": PackageResources.zip_js,
  ]

  private static func contentType(of name: String) -> String {
    let types = [
      "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
      "svg": "image/svg+xml",
    ]
    guard let ending = name.split(separator: ".").last, let type = types[String(ending)] else {
      preconditionFailure("the page is made of HTML, CSS, JavaScript and SVG")
    }
    return type
  }
}
