// What the page knows. Views draw from it and change nothing in it; only actions.js does.

import { sentence } from "./words.js";

const nothing = () => ({
  account: null,
  /** All photosessions of the account, newest first, as last heard. */
  photosessions: [],
  /** The one the steps are about; `null` while the next one is being ordered. */
  photosession: null,
  avatars: [],
  receipts: null,
  checkpoint: null,
});

export const state = {
  isReady: false,
  isSignedIn: false,
  isConnected: true,
  policy: null,
  styles: null,
  subjects: [],
  limits: { photosMin: 4, photosMax: 20, photoBytesMax: 20_000_000 },
  notices: [],
  ...nothing(),
};

const watchers = new Set();
let isDrawing = false;

export function watch(draw) {
  watchers.add(draw);
}

/** Several changes in one go are drawn once. */
export function change(what) {
  Object.assign(state, what);
  if (isDrawing) return;
  isDrawing = true;
  queueMicrotask(() => {
    isDrawing = false;
    for (const draw of watchers) draw(state);
  });
}

export const forgetPerson = () => change({ isSignedIn: false, ...nothing() });

/** Says something above the steps. The same sentence is said once. */
export function announce(text, kind = "warning") {
  if (state.notices.some((one) => one.text === text)) return;
  change({ notices: [...state.notices.slice(-2), { text, kind }] });
}

/** Says what went wrong; that nobody is signed in any more is said elsewhere. */
export function complain(problem) {
  if (problem.status !== 401) announce(sentence(problem));
}

export function dismiss(text) {
  change({ notices: state.notices.filter((one) => one.text !== text) });
}

export const isOver = (photosession) => photosession?.state === "erased";
