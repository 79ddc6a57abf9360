// How the page speaks: names of things, times and lengths of time, problems as sentences.

const CLASSES = {
  photo: ["photo", "photos"],
  tune: ["model of your face", "models of your face"],
  prompt: ["set of pictures", "sets of pictures"],
  avatar: ["avatar", "avatars"],
};
const CUSTODIANS = { "upload-store": "With us, encrypted", astria: "At Astria" };
const HEADINGS = { photo: "Photos", tune: "Model of your face", prompt: "Pictures at Astria", avatar: "Avatars" };
const REASONS = {
  processed: "no longer needed", delivered: "delivered", failed: "it failed", cancelled: "you cancelled",
  removed: "you removed it",
  expired: "time was up", "account-erasure": "account deleted", orphan: "left over",
};

export const FACE_CLASSES = Object.keys(CLASSES);
export const heading = (copyClass) => HEADINGS[copyClass] ?? copyClass;
export const where = (custodian) => CUSTODIANS[custodian] ?? custodian;
export const whyErased = (reason) => REASONS[reason] ?? reason;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export function count(copies, copyClass) {
  const [one, many] = CLASSES[copyClass] ?? [copyClass, copyClass];
  return `${copies} ${copies === 1 ? one : many}`;
}

export const plural = (number, one, many) => `${number} ${number === 1 ? one : many}`;

/** "14:02", with the day if it is not today. */
export function clock(time, withSeconds = false) {
  const date = new Date(time);
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (withSeconds) form.second = "2-digit";
  const text = date.toLocaleTimeString(undefined, form);
  const today = new Date();
  if (date.toDateString() === today.toDateString()) return text;
  const tomorrow = new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1);
  return `${date.toDateString() === tomorrow.toDateString() ? "tomorrow" : day(time)}, ${text}`;
}

export const day = (time) => new Date(time).toLocaleDateString(undefined, { day: "numeric", month: "short" });

/** "11 h 58 min", "58 min 03 s", "12 s": the two largest units that matter. */
export function timeLeft(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  if (h > 0) return `${h} h ${two(m)} min`;
  return m > 0 ? `${m} min ${two(s)} s` : `${s} s`;
}

export function bytes(number) {
  if (number < 1_000_000) return `${Math.max(1, Math.round(number / 1000))} kB`;
  return `${(number / 1_000_000).toFixed(1).replace(".0", "")} MB`;
}

/** The longest time that anything with a face may exist, from the policy that is enforced. */
export function longestDeadline(policy) {
  const rows = policy.retention.filter((row) => FACE_CLASSES.includes(row.class));
  return rows.map((row) => row.deadline).sort((a, b) => b.seconds - a.seconds)[0];
}

// Where the server's own sentence speaks to programs, ours speaks to people.
const PROBLEMS = {
  "retention-unavailable": "No new photos are taken in right now: we accept none while their erasure is not assured. "
    + "What you chose stays here, on your device. Please try again in a minute.",
  "insufficient-storage": "There is no room for new photos here right now. What you chose stays here, on your device. "
    + "Please try again later.",
  unavailable: "A part of Mayfly is not reachable right now. Please try again in a minute.",
  busy: "It is busy here right now. Please try again in a moment.",
  "timed-out": "That took too long. Please try again.",
  unauthorized: "You are no longer signed in.",
  "under-age": "Mayfly is only for people who are 18 or older. Nothing you typed has been kept.",
  internal: "Something went wrong on our side. Please try again.",
};

export function sentence(problem) {
  const text = PROBLEMS[problem.code] ?? problem.detail ?? problem.title;
  return text || "Something went wrong. Please try again.";
}
