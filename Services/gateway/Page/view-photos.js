// Step 3: the photos, with a preview, a progress and a sentence about what is wrong for each.

import { look, train } from "./actions.js";
import { busy, byId, icon, make, say, sayError, show, showWhy } from "./dom.js";
import { change, state } from "./state.js";
import {
  addFiles, areUnderWay, clearUploads, keptOnes, removePhoto, tryAgain, unlucky, uploads, uploadsOf, whenUploadsChange,
} from "./uploads.js";
import { bytes, plural, sentence } from "./words.js";

const drop = byId("drop");
const files = byId("files");
const tiles = new Map();

export function startPhotos() {
  whenUploadsChange(() => change({}));
  byId("choose").addEventListener("click", () => files.click());
  files.addEventListener("change", () => {
    add([...files.files]);
    files.value = "";
  });
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
  drop.addEventListener("dragover", () => drop.classList.add("over"));
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    add([...event.dataTransfer.files]);
  });
  byId("photos-again-button").addEventListener("click", tryAgain);
  byId("train").addEventListener("click", (event) => busy(event.currentTarget, start));
}

function add(chosen) {
  const leftOut = addFiles(chosen);
  const most = state.limits.photosMax;
  sayError(byId("photos-error"), leftOut ? `At most ${most} photos: ${plural(leftOut, "was", "were")} left out.` : "");
}

export function drawPhotos({ photosession, limits }) {
  if (photosession?.state !== "collecting") return letGo();
  uploadsOf(photosession);
  const range = `${limits.photosMin} to ${limits.photosMax} photos`;
  say(byId("photos-lead"), `Choose ${range}. Camera data and location are removed before we store them, encrypted.`);
  say(byId("photo-size"), bytes(limits.photoBytesMax));
  const shown = uploads();
  const isFull = shown.filter((one) => one.status !== "failed").length >= limits.photosMax;
  drop.classList.toggle("full", isFull);
  drawTiles(shown);
  drawUnlucky(unlucky());
  drawCount(keptOnes().length, limits.photosMin);
}

function letGo() {
  clearUploads();
  drawTiles([]);
}

/** What is wrong with us and not with a photo is said once, above the button. */
function drawUnlucky(photos) {
  show(byId("photos-again"), photos.length > 0);
  say(byId("photos-again-text"), photos.length > 0 ? sentence(photos[0].problem) : "");
  showWhy(byId("photos-why"), photos[0]?.problem);
}

function drawCount(kept, least) {
  const missing = least - kept;
  const more = missing > 0 ? ` Add at least ${missing} more.` : "";
  const text = kept === 0 ? "" : `${plural(kept, "photo", "photos")} stored.${more}`;
  say(byId("photo-count"), areUnderWay() ? `${text} Sending …`.trim() : text);
  byId("train").setAttribute("aria-disabled", String(missing > 0 || areUnderWay()));
  say(byId("train"), kept >= least ? `Start with ${kept} photos` : "Start");
}

function drawTiles(shown) {
  for (const [key, tile] of tiles) {
    if (shown.some((photo) => photo.key === key)) continue;
    tile.remove();
    tiles.delete(key);
  }
  for (const photo of shown) {
    if (!tiles.has(photo.key)) tiles.set(photo.key, newTile(photo));
    drawTile(tiles.get(photo.key), photo);
  }
}

function newTile(photo) {
  const tile = make("li", { class: "photo" }, make("div", { class: "frame" }), make("div", { class: "words" }));
  const label = `Remove ${photo.name || "the stored photo"}`;
  const onclick = () => takeAway(photo, tile);
  const cross = make("span", {}, icon("cross"));
  tile.append(make("button", { type: "button", class: "remove", "aria-label": label, onclick }, cross));
  tile.querySelector(".frame").append(preview(photo));
  byId("photos").append(tile);
  return tile;
}

/** Not every browser can show HEIC, and after a reload there is nothing to show: a picture of a lock then. */
function preview(photo) {
  if (!photo.url) return icon("lock");
  const image = make("img", { src: photo.url, alt: photo.name });
  image.addEventListener("error", () => image.replaceWith(icon("photo")));
  return image;
}

function drawTile(tile, photo) {
  tile.className = `photo ${photo.status}`;
  const frame = tile.querySelector(".frame");
  const isMoving = ["waiting", "sending"].includes(photo.status);
  const bar = () => make("progress", { max: 1, "aria-label": `Sending ${photo.name}` });
  one(frame, "progress", isMoving, bar).value = photo.progress;
  one(frame, ".badge", photo.status === "kept" && photo.url, () => make("span", { class: "badge" }, icon("check")));
  drawTileWords(tile.querySelector(".words"), photo);
}

/** The child that matches, made if it is wanted and not there, taken away if it is not wanted. */
function one(parent, selector, isWanted, build) {
  const there = parent.querySelector(selector);
  if (there && !isWanted) there.remove();
  if (!there && isWanted) parent.append(build());
  return parent.querySelector(selector) ?? {};
}

function drawTileWords(words, photo) {
  const key = `${photo.status} ${photo.problem?.detail}`;
  if (words.dataset.shows === key) return;
  words.dataset.shows = key;
  words.replaceChildren(...(photo.status === "failed" ? failure(photo) : [make("p", { class: "name" }, label(photo))]));
}

function label(photo) {
  if (photo.name) return photo.name;
  return `stored, ${bytes(photo.photo.bytes)}`;
}

function failure(photo) {
  const text = photo.problem.isWorthARetry ? "Not stored yet." : sentence(photo.problem);
  return [make("p", { class: "name" }, photo.name), make("p", { class: "problem", role: "alert" }, text)];
}

async function takeAway(photo, tile) {
  tile.setAttribute("aria-busy", "true");
  try {
    await removePhoto(photo);
    byId("choose").focus({ preventScroll: true });
    if (photo.photo) await look();
  } catch (problem) {
    sayError(byId("photos-error"), sentence(problem));
  } finally {
    tile.removeAttribute("aria-busy");
  }
}

async function start() {
  if (byId("train").getAttribute("aria-disabled") === "true") return;
  sayError(byId("photos-error"), "");
  try {
    await train();
  } catch (problem) {
    sayError(byId("photos-error"), sentence(problem));
    await look();
  }
}
