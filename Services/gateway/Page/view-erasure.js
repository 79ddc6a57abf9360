// Step 6: watching everything go, and why it ended as it did.

import { beginAnew } from "./actions.js";
import { byId, fill, icon, make, show } from "./dom.js";
import { isOver } from "./state.js";
import { capital, clock, count, FACE_CLASSES, heading, plural } from "./words.js";

export function startErasure() {
  byId("start-again").addEventListener("click", beginAnew);
}

export function drawErasure({ photosession, receipts }) {
  const isOn = ["erasing", "erased"].includes(photosession?.state);
  show(byId("again"), isOver(photosession));
  if (!isOn) return fill(byId("ending"), null, () => []);
  const fates = FACE_CLASSES.map((one) => fate(one, photosession, receipts ?? [])).filter(Boolean);
  const key = [photosession.id, photosession.state, photosession.outcome, photosession.reason, fates, receipts?.length];
  const build = () => [ending(photosession, receipts), make("ul", { class: "fates" }, fates.map(fateItem))];
  fill(byId("ending"), key, build);
}

const SORRY = {
  failed: "It did not work out",
  cancelled: "Cancelled",
  expired: "Time was up",
};

function ending(photosession, receipts) {
  const { outcome, reason } = photosession;
  const text = reason ? `${capital(reason).replace(/\.?$/, ".")} ` : "";
  const isSorry = outcome === "failed" || outcome === "expired";
  const why = outcome in SORRY ? `${SORRY[outcome]}. ${text}` : "";
  const isDone = isOver(photosession);
  const title = isDone ? "Nothing is held" : "Erasing now …";
  const more = isDone ? erasedText(receipts) : "Each copy is deleted, then we look whether it is really gone.";
  return make("div", { class: `ending${isSorry ? " sorry" : ""}`, role: "status" },
    icon(isDone ? "check" : "day"), make("div", {}, make("h3", {}, title), make("p", {}, `${why}${more}`)));
}

function erasedText(receipts) {
  if (!receipts) return "No photo, model or avatar of you is left, here or at Astria.";
  if (receipts.length === 0) return "There was nothing to erase: no photo had been stored.";
  const proof = plural(receipts.length, "receipt proves", "receipts prove");
  return `No photo, model or avatar of you is left, here or at Astria. ${proof} it.`;
}

/** What became of one class: gone with a time, or still going; `null` if there never was any. */
function fate(copyClass, photosession, receipts) {
  const going = photosession.held.filter((one) => one.class === copyClass).reduce((sum, one) => sum + one.copies, 0);
  const gone = receipts.filter(({ receipt }) => receipt.class === copyClass);
  if (going + gone.length === 0) return null;
  const time = gone.map(({ receipt }) => receipt.readBackAt).sort().pop();
  return { copyClass, going, gone: gone.length, time };
}

function fateItem({ copyClass, going, gone, time }) {
  const text = going > 0
    ? `Erasing ${count(going, copyClass)} …`
    : `${plural(gone, "copy", "copies")} deleted, looked for, not found`;
  return make("li", { class: going > 0 ? "now" : "done" },
    make("span", { class: "dot" }, going === 0 && icon("check")),
    make("div", {}, make("b", {}, heading(copyClass)), make("small", {}, text)),
    going === 0 && time ? make("time", { datetime: time }, clock(time, true)) : make("span"));
}
