// Mayfly's page. Data flows one way: actions.js changes the state, the views draw it, people press on the views.

import { whenSignedOut } from "./api.js";
import { leave, loadList, loadShopWindow, look, resume } from "./actions.js";
import { kept } from "./keep.js";
import { announce, change, state, watch } from "./state.js";
import { drawSteps, placeForArrivals } from "./steps.js";
import { drawAccount, startAccount } from "./view-account.js";
import { drawAvatars, startAvatars } from "./view-avatars.js";
import { drawErasure, startErasure } from "./view-erasure.js";
import { drawHeld, startHeld } from "./view-held.js";
import { drawPhotos, startPhotos } from "./view-photos.js";
import { drawReceipts } from "./view-receipts.js";
import { drawStyle, startStyle } from "./view-style.js";
import { drawTraining } from "./view-training.js";
import { drawYou, startYou } from "./view-you.js";
import { sentence } from "./words.js";

const AGAIN = 3_000;
// Other photosessions than the one on the stage are asked for this often while they hold something.
const LIST_EVERY = 15_000;

const starts = [
  startHeld, placeForArrivals, startYou, startStyle, startPhotos, startAvatars, startErasure, startAccount,
];
const draws = [
  drawAccount, drawYou, drawStyle, drawPhotos, drawTraining, drawAvatars, drawErasure, drawReceipts,
  drawSteps, drawHeld,
];
starts.forEach((start) => start());
draws.forEach(watch);

whenSignedOut(() => {
  if (!state.isSignedIn) return;
  leave();
  announce("You are no longer signed in here.");
});

async function begin() {
  try {
    await loadShopWindow();
    if (kept.token) await resume();
  } catch (problem) {
    if (problem.status !== 401) {
      announce(sentence(problem));
      change({ isConnected: false });
      setTimeout(begin, AGAIN);
      return;
    }
    leave();
  }
  // Whatever was said while it could not be reached is no longer so.
  change({ isReady: true, isConnected: true, ...(!state.isConnected && { notices: [] }) });
}

/** A phone that was asleep may have missed a lot. */
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && state.photosession) look().catch(() => {});
});

setInterval(() => {
  const others = state.photosessions.filter((one) => one.id !== state.photosession?.id && one.held.length > 0);
  if (state.isSignedIn && others.length > 0 && document.visibilityState === "visible") loadList().catch(() => {});
}, LIST_EVERY);

change({});
begin();
