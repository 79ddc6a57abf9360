// Step 4: the way from photos to avatars, as a line with the times at which each part began.

import { rank } from "./actions.js";
import { byId, fill, icon, make, say } from "./dom.js";
import { kept } from "./keep.js";
import { clock } from "./words.js";

const PARTS = [
  { state: "submitted", title: "Photos go to Astria", text: "From us to them, never by a public link." },
  { state: "training", title: "Astria learns your face", text: "Your photos are erased here now." },
  { state: "generating", title: "Avatars are made", text: "Each one is fetched as soon as it is ready." },
  { state: "ready", title: "Avatars are here", text: "And everything at Astria is erased." },
];

export function drawTraining({ photosession }) {
  if (!photosession || rank(photosession) < 1 || rank(photosession) > 3) return;
  const { state, progress } = photosession;
  const times = kept.times[photosession.id] ?? {};
  const build = () => PARTS.map((part) => item(part, photosession, times));
  fill(byId("timeline"), [photosession.id, state, progress, times], build);
  const part = PARTS.find((one) => one.state === state);
  say(byId("training-live"), state === "generating" ? made(progress) : `${part.title}.`);
}

const made = ({ avatarsReady, avatarsExpected }) => `${avatarsReady} of ${avatarsExpected} avatars made`;

function item(part, photosession, times) {
  const distance = rank(part) - rank(photosession);
  const kind = distance < 0 ? "done" : distance === 0 ? "now" : "next";
  const words = make("div", {}, make("b", {}, part.title), kind !== "next" && make("small", {}, part.text));
  if (part.state === "generating" && kind === "now") words.append(...bar(photosession.progress));
  const time = times[part.state];
  return make("li", { class: kind, "aria-current": kind === "now" && "step" },
    make("span", { class: "dot" }, kind === "done" && icon("check")), words,
    time ? make("time", { datetime: time }, clock(time)) : make("span"));
}

function bar(progress) {
  const { avatarsReady, avatarsExpected } = progress;
  return [
    make("small", {}, made(progress)),
    make("progress", { max: avatarsExpected || 1, value: avatarsReady, "aria-label": "Avatars made" }),
  ];
}
