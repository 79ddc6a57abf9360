// The photos of one photosession on their way: at most three at a time, each with its own fate.

import { freshKey, remove as removeAt, upload, Problem } from "./api.js";
import { state } from "./state.js";
import { bytes } from "./words.js";

const AT_ONCE = 3;
const TYPES = { jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", heic: "image/heic", heif: "image/heic" };

/** A photo's state is waiting (can become: sending), sending (kept, failed), kept, or failed (waiting). */
let photos = [];
let owner = null;
let onChange = () => {};
/** Removed here; the server's list may name them once more before it knows. */
const removed = new Set();

export function whenUploadsChange(action) {
  onChange = action;
}

export const uploads = () => photos;
export const keptOnes = () => photos.filter((photo) => photo.status === "kept");
export const areUnderWay = () => photos.some((photo) => ["waiting", "sending"].includes(photo.status));

/** Begins with what the server already has: after a reload those have no preview, nobody can fetch a photo back. */
export function uploadsOf(photosession) {
  if (owner !== photosession.id) clearUploads();
  owner = photosession.id;
  for (const photo of photosession.photos) {
    if (removed.has(photo.id) || photos.some((one) => one.photo?.id === photo.id)) continue;
    if (areUnderWay()) continue;  // It may be one of those, acknowledged a moment before we hear of it ourselves.
    photos.push({ key: photo.id, name: "", status: "kept", photo, progress: 1, abort: new AbortController() });
  }
}

/** Nothing of the photos stays in the page once they are handed over. */
export function clearUploads() {
  for (const photo of photos) {
    photo.abort.abort();
    if (photo.url) URL.revokeObjectURL(photo.url);
  }
  photos = [];
  owner = null;
}

/** Returns how many were left out, because there are enough. */
export function addFiles(files) {
  const fresh = files.filter((file) => !photos.some((one) => one.name === file.name && one.size === file.size));
  const room = state.limits.photosMax - photos.filter((one) => one.status !== "failed").length;
  for (const file of fresh.slice(0, room)) photos.push(waiting(file));
  onChange();
  sendNext();
  return Math.max(0, fresh.length - room);
}

function waiting(file) {
  const { name, size } = file;
  const url = URL.createObjectURL(file);
  const abort = new AbortController();
  const photo = { key: freshKey(), file, name, size, url, status: "waiting", progress: 0, abort };
  const most = state.limits.photoBytesMax;
  const text = `This photo has ${bytes(size)}; at most ${bytes(most)} are possible.`;
  if (size > most) fail(photo, new Problem("photo-too-large", text, 413));
  return photo;
}

/** Only what may succeed later keeps its file. */
function fail(photo, problem) {
  Object.assign(photo, { status: "failed", problem, file: problem.isWorthARetry ? photo.file : null });
}

function sendNext() {
  const sending = photos.filter((photo) => photo.status === "sending").length;
  for (const photo of photos.filter((one) => one.status === "waiting").slice(0, AT_ONCE - sending)) sendOne(photo);
}

function contentType({ name, type }) {
  return type || TYPES[name.split(".").pop().toLowerCase()] || "application/octet-stream";
}

async function sendOne(photo) {
  photo.status = "sending";
  const onProgress = (part) => { photo.progress = part; onChange(); };
  try {
    const path = `/v1/photosessions/${owner}/photos`;
    const { file, key, abort } = photo;
    const answer = await upload(path, { file, key, contentType: contentType(file), onProgress, signal: abort.signal });
    Object.assign(photo, { status: "kept", progress: 1, photo: answer.photo, file: null });
  } catch (problem) {
    fail(photo, problem);
  }
  onChange();
  sendNext();
}

/** Failed through no fault of theirs. */
export const unlucky = () => photos.filter((photo) => photo.status === "failed" && photo.problem.isWorthARetry);

export function tryAgain() {
  for (const photo of unlucky())
    Object.assign(photo, { status: "waiting", progress: 0, problem: null, abort: new AbortController() });
  onChange();
  sendNext();
}

export async function removePhoto(photo) {
  photo.abort.abort();
  if (photo.photo) await removeAt(`/v1/photosessions/${owner}/photos/${photo.photo.id}`);
  if (photo.photo) removed.add(photo.photo.id);
  if (photo.url) URL.revokeObjectURL(photo.url);
  photos = photos.filter((one) => one !== photo);
  onChange();
}
