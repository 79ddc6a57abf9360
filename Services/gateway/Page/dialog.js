// One question with two answers, before anything that cannot be undone.

import { byId, say } from "./dom.js";

const dialog = byId("dialog");

/** True if the person said yes; Escape and Cancel mean no. */
export function confirmed({ title, text, yes, no = "Cancel", isDangerous = false }) {
  say(byId("dialog-title"), title);
  say(byId("dialog-text"), text);
  say(byId("dialog-yes"), yes);
  say(byId("dialog-no"), no);
  byId("dialog-yes").classList.toggle("danger", isDangerous);
  dialog.returnValue = "no";
  dialog.showModal();
  byId("dialog-no").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
