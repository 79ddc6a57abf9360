// What the browser remembers. For this tab only, unless the person ticked "stay signed in on this device".
// Never a photo, a name or an address: the access token, which photosession is on, and when its steps were seen.

const TOKEN = "mayfly.token";
const CHOSEN = "mayfly.photosession";
const TIMES = "mayfly.times";

const place = () => (localStorage.getItem(TOKEN) === null ? sessionStorage : localStorage);

export const kept = {
  get token() {
    return place().getItem(TOKEN);
  },
  get chosen() {
    return place().getItem(CHOSEN);
  },
  set chosen(id) {
    if (id) place().setItem(CHOSEN, id);
    else place().removeItem(CHOSEN);
  },
  /** When the steps of each photosession were seen to begin: `{ id: { state: time } }`. */
  get times() {
    return JSON.parse(place().getItem(TIMES) ?? "{}");
  },
};

export function keepSignIn(token, stays) {
  forgetEverything();
  (stays ? localStorage : sessionStorage).setItem(TOKEN, token);
}

export function keepTime(id, state, time) {
  const times = kept.times;
  times[id] = { ...times[id], [state]: times[id]?.[state] ?? time };
  place().setItem(TIMES, JSON.stringify(times));
}

export function forgetEverything() {
  for (const storage of [localStorage, sessionStorage])
    for (const key of [TOKEN, CHOSEN, TIMES]) storage.removeItem(key);
}
