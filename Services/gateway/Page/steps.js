// Which of the six steps is on, which are done, and one line about each.

import { byId, make, say, scrolling } from "./dom.js";
import { rank } from "./actions.js";
import { plural } from "./words.js";

const STEPS = ["you", "style", "photos", "training", "avatars", "erasure"];
const STEP_OF = {
  collecting: "photos", submitted: "training", training: "training", generating: "training", ready: "avatars",
  erasing: "erasure", erased: "erasure",
};

function stepNow({ isSignedIn, account, photosession }) {
  if (!isSignedIn) return "you";
  if (photosession) return STEP_OF[photosession.state];
  return account.consent.isCurrent ? "style" : "you";
}

/** Photosessions that ended early never came to the later steps. */
function look(step, now, photosession) {
  if (step === now) return "now";
  if (STEPS.indexOf(step) > STEPS.indexOf(now)) return "later";
  const endedEarly = photosession?.outcome && photosession.outcome !== "delivered";
  if (!endedEarly) return "done";
  const { avatarsReady, avatarsExpected } = photosession.progress;
  return step === "avatars" || (step === "training" && avatarsReady < avatarsExpected) ? "stopped" : "done";
}

const summaries = {
  you: ({ account }) => account && `Signed in as ${account.name}`,
  style({ photosession, styles }) {
    if (!photosession) return "";
    const title = styles?.find((one) => one.id === photosession.style)?.title ?? photosession.style;
    return `${title}, ${photosession.subject}`;
  },
  photos({ photosession }) {
    if (!photosession || rank(photosession) === 0) return "";
    const isHeld = photosession.held.some((one) => one.class === "photo");
    return isHeld ? "On their way to Astria" : "Erased here";
  },
  training({ photosession }) {
    const made = photosession?.progress.avatarsReady;
    return made ? `${plural(made, "avatar", "avatars")} made` : "";
  },
  avatars: ({ photosession }) => (photosession?.outcome === "delivered" ? "You have them" : ""),
  erasure: () => "",
};

function summary(step, kind, state) {
  if (kind === "stopped") return "Not finished";
  return kind === "done" ? summaries[step](state) : "";
}

let before = null;

export function drawSteps(state) {
  const now = stepNow(state);
  for (const step of STEPS) drawStep(step, now, state);
  if (before !== null && before !== now) arrive(now);
  before = now;
}

function drawStep(step, now, state) {
  const item = byId(`step-${step}`);
  const kind = look(step, now, state.photosession);
  item.dataset.state = kind;
  if (kind === "now") item.setAttribute("aria-current", "step");
  else item.removeAttribute("aria-current");
  say(item.querySelector(".step-summary"), summary(step, kind, state) ?? "");
}

/** Takes the keyboard along to the next step if it was in the last one, and tells those who cannot see it. */
function arrive(now) {
  const item = byId(`step-${now}`);
  const heading = item.querySelector(".step-title");
  say(byId("arrival"), `Step ${STEPS.indexOf(now) + 1} of ${STEPS.length}: ${heading.textContent}`);
  const focused = document.activeElement;
  if (focused !== document.body && !focused.closest(".step, dialog")) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  item.scrollIntoView({ block: "start", behavior: scrolling() });
}

export function placeForArrivals() {
  byId("steps").before(make("p", { id: "arrival", class: "only-read", role: "status" }));
}
