// Step 5: the avatars, to look at and to save; then they are erased.

import { delivered } from "./actions.js";
import { busy, byId, fill, icon, make, say, sayError } from "./dom.js";
import { confirmed } from "./dialog.js";
import { fileName, letPicturesGo, picture, saveFile } from "./pictures.js";
import { state } from "./state.js";
import { clock, sentence } from "./words.js";
import { zip } from "./zip.js";

/** Ids of those the person has saved, to ask before erasing the others. */
const saved = new Set();
// On a phone the share sheet is the way into the photo library.
const areAllSaved = () => state.avatars.every((one) => saved.has(one.id));
const isPhone = matchMedia("(pointer: coarse)").matches && Boolean(navigator.canShare);

export function startAvatars() {
  byId("save-all").addEventListener("click", (event) => busy(event.currentTarget, saveAll));
  byId("delivered").addEventListener("click", haveThem);
  if (isPhone) {
    say(byId("save-all").querySelector("span"), "Save all");
    byId("save-all").querySelector(".icon").replaceWith(icon("share"));
  }
}

export function drawAvatars({ photosession, avatars }) {
  const isOn = photosession?.state === "ready";
  if (!isOn && !["generating", "submitted", "training"].includes(photosession?.state)) letPicturesGo();
  fill(byId("avatars"), isOn ? avatars.map((one) => one.id) : [], () => (isOn ? avatars.map(tile) : []));
  advise();
  const until = avatars.map((one) => one.mustBeGoneBy).sort()[0];
  say(byId("avatars-until"), until ? `, and by ${clock(until)} in any case` : "");
}

/** The button that stands out is the sensible next one: first save, then erase. */
function advise() {
  const next = areAllSaved() ? "delivered" : "save-all";
  for (const id of ["save-all", "delivered"]) byId(id).className = id === next ? "primary" : "secondary";
}

function tile(avatar, index) {
  const number = index + 1;
  const item = make("li", { class: "avatar loading" });
  const button = make("button", { type: "button", class: "secondary", "aria-label": `Download avatar ${number}`,
    onclick: () => saveOne(avatar, number, button) }, icon("save"));
  load(avatar, number, item, button);
  return item;
}

async function load(avatar, number, item, button) {
  const { url, problem } = await picture(state.photosession, avatar);
  item.classList.remove("loading");
  if (problem) {
    const onclick = () => load(avatar, number, item, button);
    const again = make("button", { type: "button", class: "retry", onclick }, "Try again");
    return item.replaceChildren(make("div", { class: "problem" }, make("p", {}, sentence(problem)), again));
  }
  item.replaceChildren(make("img", { src: url, alt: `Avatar ${number}` }), button);
}

async function saveOne(avatar, number, button) {
  const { blob, problem } = await picture(state.photosession, avatar);
  if (problem) return sayError(byId("avatars-error"), sentence(problem));
  saveFile(blob, fileName(avatar, number));
  saved.add(avatar.id);
  advise();
  button.classList.add("saved");
  button.replaceChildren(icon("check"));
  button.setAttribute("aria-label", `Avatar ${number} downloaded. Download it again`);
}

async function saveAll() {
  sayError(byId("avatars-error"), "");
  const { avatars, photosession } = state;
  const come = await Promise.all(avatars.map((avatar) => picture(photosession, avatar)));
  const problem = come.find((one) => one.problem)?.problem;
  if (problem) return sayError(byId("avatars-error"), sentence(problem));
  const file = ({ blob }, index) => new File([blob], fileName(avatars[index], index + 1), { type: blob.type });
  const files = come.map(file);
  if (!(await hand(files))) return;
  for (const avatar of avatars) saved.add(avatar.id);
  say(byId("save-all").querySelector("span"), isPhone ? "Saved" : "Downloaded");
  advise();
}

/** False if the person closed the share sheet without choosing. */
async function hand(files) {
  if (isPhone && navigator.canShare({ files })) {
    try {
      await navigator.share({ files });
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
    }
  }
  const part = async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  saveFile(zip(await Promise.all(files.map(part))), "avatars.zip");
  return true;
}

function unsavedQuestion() {
  const left = state.avatars.filter((one) => !saved.has(one.id)).length;
  const which = left === state.avatars.length ? "any avatar yet" : `${left} of them`;
  const text = `You have not downloaded ${which}. Once erased, nobody can bring them back.`;
  return { title: "Erase without saving?", text, yes: "Erase now", no: "Go back" };
}

async function haveThem() {
  sayError(byId("avatars-error"), "");
  if (!areAllSaved() && !(await confirmed(unsavedQuestion()))) return;
  await busy(byId("delivered"), async () => {
    try {
      await delivered();
    } catch (problem) {
      sayError(byId("avatars-error"), sentence(problem));
    }
  });
}
