// Around the steps: notices, earlier photosessions, sign-out, and the end of the account.

import { cancel, choose, deleteAccount, leave, signOut } from "./actions.js";
import { confirmed } from "./dialog.js";
import { busy, byId, fill, icon, make, say, scrolling, show } from "./dom.js";
import { announce, complain, dismiss, isOver, state } from "./state.js";
import { clock, plural } from "./words.js";

const PILLS = {
  collecting: "Photos", submitted: "Being made", training: "Being made", generating: "Being made", ready: "Ready",
  erasing: "Erasing",
};
const ENDS = {
  delivered: "Delivered and erased", failed: "Failed, erased", cancelled: "Cancelled, erased",
  expired: "Expired, erased",
};

export function startAccount() {
  byId("sign-out").addEventListener("click", askSignOut);
  byId("delete-account").addEventListener("click", askDelete);
  for (const button of document.querySelectorAll("[data-cancel]"))
    button.addEventListener("click", () => askCancel(button));
}

export function drawAccount({ isReady, isSignedIn, account, photosessions, photosession, styles, notices }) {
  show(byId("hero"), isReady && !isSignedIn);
  show(byId("steps"), isReady);
  show(byId("sign-out"), isSignedIn);
  show(byId("account"), isSignedIn);
  if (account) say(byId("account-text"), `${account.name}, ${account.email}`);
  drawOthers(photosessions.filter((one) => one.id !== photosession?.id), styles);
  fill(byId("notices"), notices, () => notices.map(noticeItem));
}

function drawOthers(others, styles) {
  show(byId("earlier"), others.length > 0);
  const key = [others.map((one) => [one.id, one.state, one.outcome]), styles];
  fill(byId("earlier-list"), key, () => others.map((one) => row(one, styles)));
}

function row(one, styles) {
  const title = styles?.find((style) => style.id === one.style)?.title ?? one.style;
  const kind = isOver(one) ? (one.outcome === "delivered" ? "good" : "") : "live";
  const words = make("span", {},
    make("span", { class: "row-title" }, title),
    make("span", { class: "row-sub" }, clock(one.createdAt)));
  const pill = make("span", { class: `pill ${kind}` }, isOver(one) ? ENDS[one.outcome] ?? "Erased" : PILLS[one.state]);
  const open = () => {
    choose(one);
    toTop();
  };
  return make("li", {}, make("button", { type: "button", onclick: open }, words, pill));
}

const toTop = () => scrollTo({ top: 0, behavior: scrolling() });

function noticeItem({ text, kind }) {
  const close = { type: "button", class: "close", "aria-label": "Close this message", onclick: () => dismiss(text) };
  return make("div", { class: `notice ${kind}` },
    icon(kind === "good" ? "check" : "warning"), make("p", {}, text), make("button", close, icon("cross")));
}

async function attempt(work) {
  try {
    return await work();
  } catch (problem) {
    complain(problem);
    return null;
  }
}

async function askCancel(button) {
  const question = {
    title: "Cancel and erase?",
    text: "Everything of this photosession is erased now, here and at Astria. There will be no avatars.",
    yes: "Cancel and erase", no: "Keep going", isDangerous: true,
  };
  if (await confirmed(question)) await busy(button, () => attempt(cancel));
}

async function askSignOut() {
  const held = state.photosessions.flatMap((one) => one.held);
  const last = held.map((one) => one.mustBeGoneBy).sort().pop();
  const copies = plural(held.reduce((sum, one) => sum + one.copies, 0), "copy is", "copies are");
  const question = {
    title: "Sign out now?",
    text: `${copies} still held. You will not be able to follow or save them from here. `
      + `They are erased by ${last && clock(last)} all the same.`,
    yes: "Sign out",
  };
  if (held.length > 0 && !(await confirmed(question))) return;
  await attempt(signOut);
  // Whatever the server said: the person wants to be gone from this device.
  leave();
}

async function askDelete() {
  const question = {
    title: "Delete your account?",
    text: "Your name, e-mail address and every photosession are erased, here and at Astria. This cannot be undone. "
      + "Receipts stay, but show nobody whose they are.",
    yes: "Delete everything", isDangerous: true,
  };
  if (!(await confirmed(question))) return;
  let answer;
  await busy(byId("delete-account"), async () => { answer = await attempt(deleteAccount); });
  if (!answer) return;
  const end = clock(answer.deadline);
  const text = `Your account is being erased with everything in it. All is gone by ${end}, usually within a minute.`;
  announce(text, "good");
  toTop();
}
