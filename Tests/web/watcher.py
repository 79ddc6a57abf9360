"""What a browser complains about while somebody walks through the page."""

from playwright.sync_api import Page


class Watcher:
    """Writes down everything that a browser complains about, and lets pass only what this walk provokes on purpose."""

    def __init__(self, page: Page, url: str):
        self.url = url
        self.complaints: list[str] = []
        self.refusals_expected = 0
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", self.asked)
        page.on("requestfailed", self.failed)
        page.on("response", self.answered)

    def heard(self, message):
        if message.type not in ("error", "warning"):
            return
        where = message.location.get("url", "")
        if where.endswith("/photos") and "Failed to load resource" in message.text:
            return  # The refusal of the file that is no photo: counted in `answered`.
        self.complaints.append(f"console: {message.text} ({where})")

    def asked(self, request):
        if not request.url.startswith((self.url, "blob:")):
            self.complaints.append(f"loaded from elsewhere: {request.url}")

    def failed(self, request):
        # A stream of events ends with the page that listens to it: on a reload, and when the account is deleted.
        if request.url.endswith("/events"):
            return
        # What a page was still loading when it was left is called off by the browser itself.
        if "/page/" in request.url and request.failure == "net::ERR_ABORTED":
            return
        self.complaints.append(f"request failed: {request.method} {request.url} ({request.failure})")

    def answered(self, response):
        if response.status < 400:
            return
        if response.url.endswith("/photos") and response.status in (415, 422, 503) and self.refusals_expected > 0:
            self.refusals_expected -= 1
            return
        self.complaints.append(f"status {response.status}: {response.request.method} {response.url}")
