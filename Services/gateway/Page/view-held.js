// "What is still held": always in view, over all photosessions of the person, with the time until it must be gone.

import { byId, fill, icon, make, say } from "./dom.js";
import { capital, clock, count, longestDeadline, timeLeft, where } from "./words.js";

const AROUND = 2 * Math.PI * 20;
const SVG = "http://www.w3.org/2000/svg";
const panel = byId("held");
let rows = [];
/** The whole of the dial, in milliseconds: a day, unless the policy says otherwise. */
let day = 86_400_000;

export function startHeld() {
  const toggle = make("button", {
    type: "button", class: "held-toggle", id: "held-toggle", "aria-expanded": "false", "aria-controls": "held-body",
    "aria-label": "Details of what is held", onclick: () => open(!panel.classList.contains("open")),
  }, icon("up"));
  const words = make("div", { class: "held-words" },
    make("h2", { class: "held-title", id: "held-title" }), make("p", { class: "held-sub", id: "held-sub" }));
  const body = make("div", { class: "held-body", id: "held-body" },
    make("ul", { class: "held-rows", id: "held-rows" }), make("p", { class: "held-note", id: "held-note" }));
  const live = make("p", { class: "only-read", id: "held-live", role: "status" });
  panel.append(make("div", { class: "held-head" }, dial(), words, toggle), body, live);
  setInterval(tick, 1000);
}

function open(isOpen) {
  panel.classList.toggle("open", isOpen);
  byId("held-toggle").setAttribute("aria-expanded", String(isOpen));
}

/** The hours of one day; what is left of them is drawn. */
function dial() {
  const draw = (name, attributes) => {
    const shape = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    return shape;
  };
  const svg = draw("svg", { class: "dial none", viewBox: "0 0 48 48", "aria-hidden": "true", id: "dial" });
  svg.append(draw("circle", { class: "ring", cx: 24, cy: 24, r: 20 }),
    draw("circle", { class: "left", cx: 24, cy: 24, r: 20, "stroke-dasharray": AROUND, "stroke-dashoffset": AROUND }),
    draw("text", { x: 24, y: 29 }), draw("path", { class: "tick", d: "m16.5 24.8 5.2 5.2 10-11" }));
  return svg;
}

export function drawHeld({ isReady, isSignedIn, isConnected, photosessions, account, policy }) {
  day = (policy && longestDeadline(policy)?.seconds * 1000) || day;
  rows = photosessions.flatMap((one) => one.held).sort((a, b) => (a.mustBeGoneBy < b.mustBeGoneBy ? -1 : 1));
  const copies = rows.reduce((sum, row) => sum + row.copies, 0);
  const isUnknown = !isReady;
  const title = isUnknown ? "What is held?" : copies === 0 ? "Nothing is held" : heldTitle(copies);
  say(byId("held-title"), title);
  say(byId("held-live"), isUnknown ? "" : title);
  panel.dataset.copies = isUnknown ? "unknown" : copies;
  panel.dataset.isConnected = isConnected;
  byId("dial").setAttribute("class", `dial ${isUnknown ? "unknown" : copies === 0 ? "none" : "some"}`);
  fill(byId("held-rows"), rows, () => rows.map(item));
  say(byId("held-note"), note(isSignedIn, account));
  tick();
}

function heldTitle(copies) {
  return rows.length === 1 ? `${capital(count(copies, rows[0].class))} held` : `${copies} copies held`;
}

function note(isSignedIn, account) {
  return isSignedIn && account
    ? "Your name and e-mail address stay until you delete your account."
    : "Whatever you give us will be counted here, with the time by which it is gone.";
}

function item(row) {
  const what = make("p", { class: "what" },
    make("span", {}, capital(count(row.copies, row.class))), make("span", { "data-until": row.mustBeGoneBy }));
  const place = make("p", { class: "where" },
    make("span", {}, where(row.custodian)), make("span", {}, `by ${clock(row.mustBeGoneBy)}`));
  return make("li", {}, what, place);
}

/** The clock runs in the page; the times themselves are the server's. */
function tick() {
  const now = Date.now();
  const left = (until) => Date.parse(until) - now;
  for (const place of panel.querySelectorAll("[data-until]")) {
    const rest = left(place.dataset.until);
    say(place, rest > 0 ? timeLeft(rest) : "any moment");
  }
  const last = rows.length > 0 ? left(rows[rows.length - 1].mustBeGoneBy) : null;
  say(byId("held-sub"), subtitle(last));
  say(panel.querySelector("text"), last > 0 ? short(last) : "");
  const part = Math.min(1, Math.max(0, (last ?? 0) / day));
  panel.querySelector(".left").style.strokeDashoffset = String(AROUND * (1 - part));
}

const short = (left) => timeLeft(left).split(" ").slice(0, 2).join("").replace("min", "m");

function subtitle(left) {
  if (panel.dataset.isConnected === "false") return "No connection: this is what we heard last.";
  if (panel.dataset.copies === "unknown") return "Asking …";
  if (left === null) return "No photo, model or avatar of you.";
  return left > 0 ? `Gone within ${timeLeft(left)}` : "Being erased now";
}
