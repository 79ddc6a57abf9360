// Following one photosession until it is erased: by server-sent events, and by asking every few seconds while
// they do not come. `fetch` instead of `EventSource`, because the latter cannot carry the access token.

import { ask, get } from "./api.js";
import { isOver } from "./state.js";

const PAUSE = 2_000;
const PAUSE_MAX = 15_000;
// The server lets itself be heard every 15 seconds; a stream silent for longer is dead, whatever TCP thinks.
const SILENCE = 40_000;

let following = new AbortController();

export function stopFollowing() {
  following.abort();
}

/** Calls `onView` with each newer view and `onSilence` when the server cannot be reached. */
export async function follow(id, onView, onSilence) {
  stopFollowing();
  const { signal } = (following = new AbortController());
  const path = `/v1/photosessions/${id}`;
  const hear = (view) => {
    if (!signal.aborted) onView(view);
    return isOver(view);
  };
  let last = "";
  let pause = PAUSE;
  const hearEvent = ({ id, view }) => {
    last = id;
    pause = PAUSE;
    return hear(view);
  };
  const isHopeless = (problem) => signal.aborted || problem.status === 401 || problem.status === 404;
  while (!signal.aborted) {
    try {
      if (await listen(`${path}/events`, last, signal, hearEvent)) return;
    } catch (problem) {
      if (isHopeless(problem)) return;
    }
    await wait(pause, signal);
    try {
      if (hear(await get(path))) return;
    } catch (problem) {
      if (isHopeless(problem)) return;
      pause = Math.min(pause * 2, PAUSE_MAX);
      onSilence(problem);
    }
  }
}

/** Reads one stream to its end; true once an event said that nothing more will come. */
async function listen(path, last, signal, onEvent) {
  const quiet = new AbortController();
  const extra = { Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) };
  signal.addEventListener("abort", () => quiet.abort(), { once: true });
  let alarm;
  const restart = () => {
    clearTimeout(alarm);
    alarm = setTimeout(() => quiet.abort(), SILENCE);
  };
  try {
    restart();
    const answer = await ask(path, { extra, signal: quiet.signal });
    if (!answer.body) return false;
    for await (const event of events(answer.body, restart)) if (onEvent(event)) return true;
    return false;
  } finally {
    clearTimeout(alarm);
    quiet.abort();
  }
}

async function* events(body, onSign) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    onSign();
    const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parse(block);
      if (event) yield event;
    }
  }
}

function parse(block) {
  const lines = block.split("\n");
  const field = (name) => {
    const found = lines.filter((line) => line.startsWith(`${name}:`));
    return found.map((line) => line.slice(name.length + 1).replace(/^ /, "")).join("\n");
  };
  const data = field("data");
  return data === "" ? null : { id: field("id"), view: JSON.parse(data) };
}

function wait(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });
}
