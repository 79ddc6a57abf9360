// What a person can do, and what follows from it for what the page knows.

import { freshKey, get, remove, send } from "./api.js";
import { follow, stopFollowing } from "./follow.js";
import { forgetEverything, keepSignIn, keepTime, kept } from "./keep.js";
import { change, complain, forgetPerson, isOver, state } from "./state.js";

/** What everyone may know: styles and policy. */
export async function loadShopWindow() {
  const [styles, policy] = await Promise.all([get("/v1/styles"), get("/v1/policy")]);
  change({ styles: styles.styles, subjects: styles.subjects, limits: styles.limits, policy });
}

/** Goes on where the person was before a reload. */
export async function resume() {
  const [account, list] = await Promise.all([get("/v1/account"), get("/v1/photosessions")]);
  change({ account, photosessions: list.photosessions, isSignedIn: true });
  const chosen = list.photosessions.find((one) => one.id === kept.chosen)
    ?? list.photosessions.find((one) => !isOver(one));
  if (chosen) choose(chosen);
}

/** All further pages of the list, for people who have been here often. */
export async function loadList() {
  const all = [];
  let cursor;
  do {
    const page = await get(`/v1/photosessions${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);
    all.push(...page.photosessions);
    cursor = page.cursor;
  } while (cursor && all.length < 500);
  change({ photosessions: all });
}

export async function signUp({ name, email, dateOfBirth, stays }) {
  const consent = { policyVersion: state.policy.version };
  const answer = await send("POST", "/v1/accounts", { name, email, dateOfBirth, consent });
  keepSignIn(answer.accessToken, stays);
  change({ account: answer.account, isSignedIn: true, photosessions: [], notices: [] });
}

export async function agreeAgain() {
  const account = await send("PUT", "/v1/account/consent", { policyVersion: state.policy.version });
  change({ account });
}

export async function order(subject, style, key) {
  choose(await send("POST", "/v1/photosessions", { subject, style }, key));
}

/** Puts one photosession on the stage. */
export function choose(photosession) {
  kept.chosen = photosession.id;
  change({ photosession: null, avatars: [], receipts: null, checkpoint: null });
  hear(photosession);
  if (isOver(photosession)) loadReceipts();
  else follow(photosession.id, hear, () => change({ isConnected: false }));
}

export function beginAnew() {
  stopFollowing();
  kept.chosen = null;
  change({ photosession: null, avatars: [], receipts: null, checkpoint: null });
}

// A view may overtake another on its way (an answer and an event): the order of states decides which is newer.
const ORDER = ["collecting", "submitted", "training", "generating", "ready", "erasing", "erased"];
export const rank = (view) => ORDER.indexOf(view.state);

/** A newer view of the photosession on the stage. */
function hear(view) {
  const before = state.photosession;
  if (before && (before.id !== view.id || rank(view) < rank(before))) return;
  if (before && before.state !== view.state) keepTime(view.id, view.state, new Date().toISOString());
  change({ photosession: view, photosessions: listWith(view), isConnected: true });
  lookFurther(view);
}

function listWith(view) {
  const isKnown = state.photosessions.some((one) => one.id === view.id);
  if (!isKnown) return [view, ...state.photosessions];
  return state.photosessions.map((one) => (one.id === view.id ? view : one));
}

/** Avatars and receipts are not part of the view: fetched when it says that there are more of them. */
function lookFurther(view) {
  if (["generating", "ready"].includes(view.state) && view.progress.avatarsReady > state.avatars.length) loadAvatars();
  if (view.state === "erasing" || view.state === "erased") loadReceipts();
}

/** One at a time, and once more if asked meanwhile. */
function one(work) {
  let running = null;
  let isWanted = false;
  return async function run() {
    if (running) { isWanted = true; return running; }
    running = work().catch(complain);
    await running;
    running = null;
    if (isWanted) { isWanted = false; await run(); }
  };
}

const loadAvatars = one(async () => {
  const id = state.photosession?.id;
  if (!id) return;
  const { avatars } = await get(`/v1/photosessions/${id}/avatars`);
  if (state.photosession?.id === id) change({ avatars });
});

export const loadReceipts = one(async () => {
  const id = state.photosession?.id;
  if (!id) return;
  const { receipts, checkpoint } = await get(`/v1/photosessions/${id}/erasure-receipts`);
  if (state.photosession?.id === id) change({ receipts, checkpoint });
});

/** Asks the server again, after something that changed it. */
export async function look() {
  const id = state.photosession?.id;
  if (id) hear(await get(`/v1/photosessions/${id}`));
}

const path = () => `/v1/photosessions/${state.photosession.id}`;
const keys = new Map();
/** The same wish for the same photosession keeps its key, so that pressing again after a lost answer does it once. */
function keyOf(wish) {
  const name = `${wish} ${state.photosession.id}`;
  if (!keys.has(name)) keys.set(name, freshKey());
  return keys.get(name);
}

async function wish(name) {
  try {
    hear(await send("POST", `${path()}/${name}`, undefined, keyOf(name)));
  } catch (problem) {
    if (!problem.isWorthARetry) keys.delete(`${name} ${state.photosession.id}`);
    throw problem;
  }
}

export const train = () => wish("training");
export const delivered = () => wish("delivered");
export const cancel = async () => hear(await remove(path()));

export async function signOut() {
  await remove("/v1/sign-ins/current");
  leave();
}

export async function deleteAccount() {
  const answer = await remove("/v1/account");
  leave();
  return answer;
}

/** The token is no longer good: nothing of the person stays on the page or in the browser. */
export function leave() {
  stopFollowing();
  forgetEverything();
  keys.clear();
  forgetPerson();
}
