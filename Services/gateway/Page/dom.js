// Making elements without markup in strings: what people type can then never become part of the page's structure.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** `make("p", { class: "hint", onclick: f }, "text", child)`; null and false children are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) give(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== false));
  return element;
}

function give(element, name, value) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (value === true) element.setAttribute(name, "");
  else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
}

/** One picture of the sheet in icons.svg; always decoration, words say the same beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Writes only what differs, so that screen readers are not told the same thing again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function show(element, isShown) {
  element.hidden = !isShown;
}

/** Shows a sentence under a field or form, or takes it away (`text` empty). */
export function sayError(element, text) {
  say(element, text);
  show(element, text !== "");
}

/** Under a sentence about something that everybody can look up: the link to it, or nothing. */
export function showWhy(element, problem) {
  show(element, problem?.code === "retention-unavailable");
}

/** Runs `work` with the button marked busy; a second press meanwhile does nothing. */
export async function busy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** Builds a list anew only if what it shows has changed: keeps focus and scroll where they are. */
export function fill(element, key, build) {
  const text = JSON.stringify(key);
  if (element.dataset.shows === text) return;
  element.dataset.shows = text;
  element.replaceChildren(...build().filter(Boolean));
}

/** How to scroll: at once for those who asked for less motion. */
export const scrolling = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
