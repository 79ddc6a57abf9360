// Talking with the gateway. Everything that goes wrong comes out as a `Problem`, whatever its cause.

import { kept } from "./keep.js";

const PATIENCE = 30_000;

/** A refusal with its stable code, a sentence for people, and whether the same request may succeed later. */
export class Problem extends Error {
  constructor(code, detail, status = 0, retryAfter = 0) {
    super(detail || code);
    Object.assign(this, { code, detail, status, retryAfter });
  }

  get isWorthARetry() {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

const unreachable = () =>
  new Problem("unreachable", "Mayfly cannot be reached. Please check your connection and try again.");

function problemFrom(status, text) {
  try {
    const body = JSON.parse(text);
    return new Problem(String(body.type).split(":").pop(), body.detail || body.title, status, body.retryAfter ?? 0);
  } catch {
    return new Problem("internal", "", status);
  }
}

let forgetSignIn = () => {};
/** What to do when the server does not know our token any more. */
export function whenSignedOut(action) {
  forgetSignIn = action;
}

function notice(problem) {
  if (problem.code === "unauthorized") forgetSignIn();
  return problem;
}

/** 128 random bits: names one wish, so that sending it twice does it once. */
export function freshKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function headers(extra) {
  return kept.token ? { Authorization: `Bearer ${kept.token}`, ...extra } : { ...extra };
}

/** The raw answer, if it is a good one. */
export async function ask(path, { method = "GET", extra = {}, body, signal } = {}) {
  const until = signal ?? AbortSignal.timeout(PATIENCE);
  let answer;
  try {
    answer = await fetch(path, { method, headers: headers(extra), body, signal: until, cache: "no-store" });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  if (answer.ok) return answer;
  throw notice(problemFrom(answer.status, await answer.text().catch(() => "")));
}

async function content(answer) {
  return answer.status === 204 ? null : answer.json();
}

export const get = async (path) => content(await ask(path));
export const remove = async (path) => content(await ask(path, { method: "DELETE" }));

export async function send(method, path, body, key = freshKey()) {
  const extra = method === "POST" ? { "Idempotency-Key": key } : {};
  if (body !== undefined) extra["Content-Type"] = "application/json";
  return content(await ask(path, { method, extra, body: body === undefined ? undefined : JSON.stringify(body) }));
}

/** Sends a file and tells how far it is. `XMLHttpRequest`, because `fetch` does not know the progress of a body. */
export function upload(path, { file, contentType, key, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(headers({ "Content-Type": contentType, "Idempotency-Key": key })))
      request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(notice(problemFrom(request.status, request.responseText)));
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new Problem("cancelled", "Removed."));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
