// The avatars' bytes: fetched once with the access token, shown by blob: addresses, let go when they are erased.

import { ask } from "./api.js";

/** By avatar id: `{ blob, url }`, or `{ problem }`. */
const pictures = new Map();

export async function picture(photosession, avatar) {
  const there = pictures.get(avatar.id);
  if (there && !there.problem) return there;
  const coming = load(`/v1/photosessions/${photosession.id}/avatars/${avatar.id}`);
  pictures.set(avatar.id, coming);
  const come = await coming;
  if (pictures.has(avatar.id)) pictures.set(avatar.id, come);
  else if (come.url) URL.revokeObjectURL(come.url);
  return come;
}

async function load(path) {
  try {
    const blob = await (await ask(path)).blob();
    return { blob, url: URL.createObjectURL(blob) };
  } catch (problem) {
    return { problem };
  }
}

export function letPicturesGo() {
  for (const { url } of pictures.values()) if (url) URL.revokeObjectURL(url);
  pictures.clear();
}

export function fileName(avatar, number) {
  const ending = { "image/jpeg": "jpg", "image/webp": "webp" }[avatar.contentType] ?? "png";
  return `avatar-${number}.${ending}`;
}

/** Hands a file to the person's downloads. */
export function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the address after this turn; a minute later it has surely begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
