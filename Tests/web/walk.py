#!/usr/bin/env python3
"""Walks through Mayfly's page as a person would, in a real browser, against a running suite.

    python3 -m venv .venv && .venv/bin/pip install playwright      # the browser is the system's Chromium
    .venv/bin/python Tests/web/walk.py --url http://127.0.0.1:8080 --photos DIR --screenshots DIR

DIR holds at least four photos of a face. Each step prints a line. The exit status is 0 only if the person came to
"Nothing is held" and the browser saw nothing wrong on the way: no console error, no breach of the content security
policy, no failed request, nothing loaded from elsewhere.
"""

import argparse
import base64
import datetime
import io
import json
import mimetypes
import pathlib
import re
import sys
import time
import zipfile

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from watcher import Watcher

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
LEAST_PHOTOS = 4
NO_PHOTO = "not-a-photo.jpg"


class Walk:
    """One person, one photosession, from sign-up to a deleted account."""

    def __init__(self, page: Page, options: argparse.Namespace):
        self.page = page
        self.options = options
        self.watcher = Watcher(page, options.url)
        self.pictures = 0
        self.begun = time.monotonic()
        self.patience = options.patience * 1000

    def run(self):
        for step in [
            self.reads_what_is_promised, self.arrives, self.is_too_young, self.signs_up, self.chooses_a_style,
            self.meets_a_closed_intake, self.drops_photos, self.reloads,
            self.removes_what_is_no_photo, self.starts, self.reloads_in_the_middle, self.sees_avatars,
            self.downloads_avatars, self.has_them, self.sees_receipts, self.sees_what_is_gone, self.sees_it_listed,
            self.deletes_the_account,
        ]:
            line = step()
            print(f"{time.monotonic() - self.begun:6.1f} s  {step.__name__.replace('_', ' ')}: {line}", flush=True)
            self.picture(step.__name__)
            self.look_for_complaints()

    def picture(self, name: str):
        if self.options.screenshots:
            self.pictures += 1
            place = pathlib.Path(self.options.screenshots) / f"{self.pictures:02}-{name.replace('_', '-')}.png"
            # The whole page as one tall window: what sticks to the window's edge then stands where it belongs.
            size = SIZES[self.options.size]
            height = self.page.evaluate("() => document.documentElement.scrollHeight")
            self.page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
            self.page.screenshot(path=place)
            self.page.set_viewport_size(size)

    def look_for_complaints(self):
        if self.watcher.complaints:
            raise AssertionError("the browser complained:\n  " + "\n  ".join(self.watcher.complaints))

    # The steps

    def reads_what_is_promised(self):
        self.reads("/privacy", "Privacy", "24 hours")
        self.reads("/privacy/face-data", "What is done with faces", "How long is face data kept")
        self.reads("/transparency", "What is held, and what is gone", "No alarm rings.")
        return "policy, face data and transparency, none wider than the window"

    def arrives(self):
        self.page.goto(self.options.url + "/")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        expect(self.panel()).to_have_text("Nothing is held")
        expect(self.page.get_by_label("I agree to")).to_be_visible()
        return self.page.get_by_role("heading", level=1).inner_text()

    def is_too_young(self):
        this_year = datetime.date.today().year
        self.fill_in(day=1, month=1, year=this_year - 12)
        self.button("Sign up").click()
        error = self.page.locator("#birth-error")
        expect(error).to_contain_text("18 or older")
        expect(self.page.get_by_label("Day", exact=True)).to_be_focused()
        return error.inner_text()

    def signs_up(self):
        self.fill_in(day=27, month=3, year=1990)
        self.button("Sign up").click()
        self.is_on("style")
        return self.page.locator("#step-you .step-summary").inner_text()

    def chooses_a_style(self):
        self.page.get_by_label("Woman", exact=True).check()
        cards = self.page.locator("#styles label")
        expect(cards.first).to_be_visible()
        cards.first.click()
        self.wait_for_images("#styles img")
        title = cards.first.locator("b").inner_text()
        self.picture("sees_styles")
        self.button("Continue to photos").click()
        self.is_on("photos")
        return title

    def meets_a_closed_intake(self):
        """Nothing is taken in while erasure is not assured: the page says so, and keeps what was chosen."""
        problem = {"type": "urn:mayfly:problem:retention-unavailable", "title": "", "status": 503, "detail": "Closed."}
        self.watcher.refusals_expected = LEAST_PHOTOS
        self.page.route("**/photos", lambda route: route.fulfill(
            status=503, content_type="application/problem+json", body=json.dumps(problem)))
        self.drop(self.good_photos())
        words = self.page.locator("#photos-again-text")
        expect(words).to_contain_text("No new photos are taken in right now")
        expect(self.page.locator(".photo.failed img")).to_have_count(LEAST_PHOTOS)
        expect(self.page.locator("#photos-why a")).to_have_attribute("href", "/transparency")
        expect(self.panel()).to_have_text("Nothing is held")
        self.picture("is_told_why")
        self.page.unroute("**/photos")
        self.button("Try again").click()
        expect(self.page.locator(".photo.kept")).to_have_count(LEAST_PHOTOS, timeout=60_000)
        expect(words).to_be_hidden()
        return words.text_content() or "the same photos were taken in afterwards"

    def drops_photos(self):
        self.watcher.refusals_expected = 1
        self.drop(self.good_photos() + [(NO_PHOTO, b"This is a text, not a photo.\n" * 40)])
        failed = self.page.locator(".photo.failed .problem")
        expect(failed).to_be_visible(timeout=60_000)
        expect(self.page.locator(".photo.kept")).to_have_count(LEAST_PHOTOS, timeout=60_000)
        self.wait_for_images(".photo.kept img")
        expect(self.panel()).to_have_text("4 photos held", timeout=10_000)
        return f"{LEAST_PHOTOS} stored; {NO_PHOTO}: {failed.inner_text()}"

    def reloads(self):
        self.page.reload()
        self.is_on("photos")
        expect(self.page.locator(".photo.kept")).to_have_count(LEAST_PHOTOS)
        return "the photos are still there, and nobody can look at them any more"

    def removes_what_is_no_photo(self):
        self.page.get_by_role("button", name="Remove").first.click()
        expect(self.page.locator(".photo.kept")).to_have_count(LEAST_PHOTOS - 1)
        expect(self.button("Start", exact=True)).to_have_attribute("aria-disabled", "true")
        self.drop(self.good_photos()[:1])
        expect(self.page.locator(".photo.kept")).to_have_count(LEAST_PHOTOS, timeout=60_000)
        return "one photo taken out, one put in"

    def starts(self):
        self.button(f"Start with {LEAST_PHOTOS} photos").click()
        self.is_on("training")
        return self.page.locator("#timeline li.now b").inner_text()

    def reloads_in_the_middle(self):
        self.page.reload()
        expect(self.page.locator(".step[data-state=now]")).to_be_visible()
        return self.page.locator(".step[data-state=now] .step-title").inner_text()

    def sees_avatars(self):
        self.is_on("avatars", timeout=self.patience)
        tiles = self.page.locator("#avatars img")
        expect(tiles).to_have_count(self.page.locator("#avatars li").count(), timeout=60_000)
        self.wait_for_images("#avatars img")
        assert tiles.count() > 0, "no avatar is shown"
        return f"{tiles.count()} avatars, all drawn; {self.panel().inner_text()}"

    def downloads_avatars(self):
        with self.page.expect_download() as coming:
            self.button("Download all").click()
        with zipfile.ZipFile(io.BytesIO(pathlib.Path(coming.value.path()).read_bytes())) as archive:
            assert archive.testzip() is None, "the downloaded ZIP is damaged"
            names = archive.namelist()
        assert len(names) == self.page.locator("#avatars img").count(), f"the ZIP holds {names}"
        return ", ".join(names)

    def has_them(self):
        self.button("I have them").click()
        self.is_on("erasure")
        expect(self.page.locator("#ending h3")).to_be_visible()
        self.picture("watches_the_erasure")
        expect(self.page.locator("#ending h3")).to_have_text("Nothing is held", timeout=self.patience)
        expect(self.panel()).to_have_text("Nothing is held")
        expect(self.page.locator("#ending .fates li.now")).to_have_count(0)
        return self.page.locator("#ending p").inner_text()

    def sees_receipts(self):
        rows = self.page.locator("#receipts tbody tr")
        expect(rows.first).to_be_visible(timeout=30_000)
        # Four photos, one removed before them, a tune, at least one prompt, and the avatars.
        least = LEAST_PHOTOS + 3
        assert rows.count() >= least, f"{rows.count()} receipts, at least {least} were expected"
        expect(rows.filter(has_text="proven")).to_have_count(rows.count())
        with self.page.expect_download() as coming:
            self.button("Download receipts").click()
        assert "checkpoint" in pathlib.Path(coming.value.path()).read_text()
        return f"{rows.count()} receipts, all proven and downloaded"

    def sees_what_is_gone(self):
        self.reads("/transparency", "What is held, and what is gone", "erased, read back and found gone")
        expect(self.page.locator("svg.chart:visible rect").first).to_be_visible()
        self.page.get_by_text("The same as a table").click()
        expect(self.page.locator("details tbody tr").first).to_be_visible()
        self.fits("/transparency with its table open")
        stays = self.page.locator(".stack tbody tr").first.inner_text().replace("\n", " ")
        self.picture("sees_the_table")
        self.page.goto(self.options.url + "/")
        self.is_on("erasure")
        return stays

    def sees_it_listed(self):
        self.button("Start another photosession").click()
        self.is_on("style")
        row = self.page.locator("#earlier-list button").first
        expect(row).to_contain_text("Delivered and erased")
        return row.inner_text().replace("\n", ", ")

    def deletes_the_account(self):
        self.button("Delete account").click()
        self.picture("is_asked")
        self.button("Delete everything").click()
        expect(self.page.locator(".notice.good")).to_be_visible(timeout=60_000)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        expect(self.panel()).to_have_text("Nothing is held")
        left = self.page.evaluate("() => localStorage.length + sessionStorage.length")
        assert left == 0, "the browser still keeps something of the person"
        return self.page.locator(".notice.good p").inner_text()

    # What the steps are made of

    def panel(self):
        return self.page.locator("#held-title")

    def button(self, name: str, exact: bool = False):
        return self.page.get_by_role("button", name=name, exact=exact)

    def reads(self, path: str, heading: str, words: str):
        self.page.goto(self.options.url + path)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(self.page.locator("main")).to_contain_text(words)
        self.fits(path)
        self.picture(f"reads{path.replace('/', '_')}")
        self.look_for_complaints()

    def fits(self, place: str):
        wider = self.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{place} is {wider} px wider than the window"

    def is_on(self, step: str, timeout: float = 30_000):
        expect(self.page.locator(f"#step-{step}")).to_have_attribute("data-state", "now", timeout=timeout)

    def fill_in(self, day: int, month: int, year: int):
        self.page.get_by_label("Name", exact=True).fill("Anna Walker")
        self.page.get_by_label("E-mail", exact=True).fill(f"anna.{time.time_ns()}@example.org")
        for label, value in (("Day", day), ("Month", month), ("Year", year)):
            self.page.get_by_label(label, exact=True).fill(str(value))
        self.page.get_by_label("I agree to").check()

    def good_photos(self) -> list[tuple[str, bytes]]:
        return [(path.name, path.read_bytes()) for path in self.options.photos[:LEAST_PHOTOS]]

    def drop(self, files: list[tuple[str, bytes]]):
        """Lets go of the files above the page, as a hand with a mouse does."""
        given = [
            {"name": name, "type": mimetypes.guess_type(name)[0] or "", "bytes": base64.b64encode(content).decode()}
            for name, content in files
        ]
        transfer = self.page.evaluate_handle(
            """(given) => {
              const transfer = new DataTransfer();
              for (const { name, type, bytes } of given)
                transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type }));
              return transfer;
            }""",
            given,
        )
        for event in ("dragenter", "dragover", "drop"):
            self.page.locator("#drop").dispatch_event(event, {"dataTransfer": transfer})

    def wait_for_images(self, selector: str):
        """An `<img>` that failed is complete as well: only its natural size tells that a picture was drawn."""
        images = self.page.locator(selector)
        for index in range(images.count()):
            image = images.nth(index)
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
            assert image.evaluate("(image) => image.naturalWidth") > 0, f"{selector} number {index + 1} shows nothing"


def photos_in(folder: str) -> list[pathlib.Path]:
    found = sorted(p for p in pathlib.Path(folder).iterdir() if re.search(r"\.(jpe?g|png)$", p.name, re.IGNORECASE))
    found = [path for path in found if path.name != NO_PHOTO]
    if len(found) < LEAST_PHOTOS:
        raise SystemExit(f"{folder} holds {len(found)} photos (JPEG or PNG); {LEAST_PHOTOS} are needed.")
    return found


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="where the gateway listens, such as http://127.0.0.1:8080")
    parser.add_argument("--photos", required=True, type=photos_in, help="a folder with at least four photos")
    parser.add_argument("--screenshots", help="a folder for a picture of each step")
    parser.add_argument("--size", choices=SIZES, default="phone")
    parser.add_argument("--dark", action="store_true", help="as somebody who prefers dark colours")
    parser.add_argument("--patience", type=float, default=180, help="seconds to wait for avatars and for the erasure")
    parser.add_argument("--browser", default="/usr/bin/chromium", help="the browser's program")
    options = parser.parse_args()
    options.url = options.url.rstrip("/")
    if options.screenshots:
        pathlib.Path(options.screenshots).mkdir(parents=True, exist_ok=True)
    return options


def open_page(browser: Browser, options: argparse.Namespace) -> Page:
    context = browser.new_context(
        viewport=SIZES[options.size], device_scale_factor=2, locale="en-GB",
        color_scheme="dark" if options.dark else "light", reduced_motion="reduce")
    return context.new_page()


def main() -> int:
    options = read_options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
        walk = Walk(open_page(browser, options), options)
        try:
            walk.run()
        except (AssertionError, Error) as failure:
            print(f"FAILED: {failure}", file=sys.stderr)
            for complaint in walk.watcher.complaints:
                print(f"  {complaint}", file=sys.stderr)
            walk.picture("failed")
            return 1
        finally:
            browser.close()
    print("The walk went well.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
