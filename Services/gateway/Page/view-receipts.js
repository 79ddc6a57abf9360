// The erasure receipts: one line for each copy that was, a check that they are this person's, and a file to keep.

import { byId, fill, make, say, show } from "./dom.js";
import { saveFile } from "./pictures.js";
import { state } from "./state.js";
import { capital, clock, count, whyErased } from "./words.js";

const TITLES = ["No.", "What", "Where", "Erased", "Not found", "Why", "Yours"];
const PLACES = { "upload-store": "Mayfly", astria: "Astria" };

export function drawReceipts({ photosession, receipts, checkpoint }) {
  const isOn = ["erasing", "erased"].includes(photosession?.state) && receipts?.length > 0;
  show(byId("receipts"), isOn);
  if (!isOn) return fill(byId("receipts"), null, () => []);
  const numbers = receipts.map(({ receipt }) => receipt.number);
  const build = () => [head(), table(receipts), hint(checkpoint)];
  fill(byId("receipts"), [photosession.id, numbers, checkpoint.note], build);
}

function head() {
  return make("div", { class: "receipts-head" }, make("h3", { id: "receipts-title" }, "Your receipts"),
    make("button", { type: "button", class: "secondary", id: "save-receipts", onclick: save }, "Download receipts"));
}

function save() {
  const { photosession, receipts, checkpoint } = state;
  const text = JSON.stringify({ photosession: photosession.id, receipts, checkpoint }, null, 2);
  saveFile(new Blob([text], { type: "application/json" }), "mayfly-receipts.json");
}

// The roles are spelled out: a table that a style lays out as cards on a phone is otherwise no table any more.
function table(receipts) {
  const titles = TITLES.map((title) => make("th", { scope: "col", role: "columnheader" }, title));
  const top = make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, titles));
  const rows = make("tbody", { role: "rowgroup" }, receipts.map(row));
  return make("div", { class: "table", role: "region", tabindex: 0, "aria-labelledby": "receipts-title" },
    make("table", { role: "table" }, top, rows));
}

function row(owned) {
  const { receipt } = owned;
  const proof = make("td", { role: "cell" }, "…");
  belongs(owned).then((is) => say(proof, verdict(is)));
  const cells = [
    String(receipt.number), capital(count(1, receipt.class).slice(2)), PLACES[receipt.custodian] ?? receipt.custodian,
    clock(receipt.erasedAt, true), clock(receipt.readBackAt, true), capital(whyErased(receipt.reason)),
  ].map((text, index) => make("td", { role: "cell", "data-title": TITLES[index] }, text));
  return make("tr", { role: "row" }, cells, proof);
}

function verdict(isMine) {
  if (isMine === null) return "in the file";
  return isMine ? "✓ proven" : "✗ does not match";
}

/** Whether salt and copy give the receipt's commitment; `null` where the browser cannot compute it. */
async function belongs({ receipt, copy, salt }) {
  if (!crypto.subtle) return null;
  const bytes = [...salt.match(/../g).map((pair) => parseInt(pair, 16)), ...new TextEncoder().encode(copy)];
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === receipt.commitment;
}

const HINTS = [
  "A receipt is written only after a copy was deleted and then looked for in vain. It names nobody: it holds the "
    + "SHA-256 of a salt and the copy’s id. The salt is yours alone, so only you can show that it is about you. "
    + "That is what “proven” means here, computed in your browser.",
  "Every receipt is signed (Ed25519) and is a leaf of a Merkle tree (RFC 9162) over the whole book. The downloaded file "
    + "holds what leads from yours to the tree’s root, and a checkpoint: that root, signed. So it can be checked "
    + "anywhere, without us and without anybody else’s receipts, and it shows later if the book was rewritten:",
];

function hint({ note, key }) {
  const code = (text) => make("code", {}, text);
  const block = (text) => make("pre", { tabindex: 0 }, code(text));
  return make("details", {}, make("summary", {}, "How to check them"), HINTS.map((text) => make("p", {}, text)),
    block("janitor verify --receipt mayfly-receipts.json --public-key KEY"),
    make("p", {}, "The checkpoint of today, and the key that signed it. Trust the key only if you know it from "
      + "elsewhere, too."),
    block(note), block(key));
}
