// Step 2: whom the photos show, and how the avatars shall look.

import { loadShopWindow, order } from "./actions.js";
import { freshKey } from "./api.js";
import { busy, byId, fill, make, sayError, show, showWhy } from "./dom.js";
import { plural, sentence, capital } from "./words.js";

const PICTURES = ["studio", "outdoors", "painted"];
const form = byId("style-form");
let key = freshKey();

export function startStyle() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form.querySelector(".primary"), submit);
  });
  form.addEventListener("change", () => {
    key = freshKey();
    offer();
  });
}

export function drawStyle({ styles, subjects }) {
  fill(byId("subjects"), subjects, () => subjects.map(subjectChoice));
  const cards = () => (styles ? styles.map(styleCard) : [1, 2, 3].map(() => make("div", { class: "loading" })));
  fill(byId("styles"), styles, cards);
  offer();
}

/** Only what is for whoever is in the photos. */
function offer() {
  const subject = form.elements.namedItem("subject")?.value;
  const inputs = [...form.querySelectorAll("#styles input")];
  for (const input of inputs) {
    input.disabled = Boolean(subject) && !input.dataset.subjects.split(" ").includes(subject);
    show(input.closest("label"), !input.disabled);
  }
  const chosen = inputs.find((input) => input.checked && !input.disabled) ?? inputs.find((input) => !input.disabled);
  if (chosen) chosen.checked = true;
}

function subjectChoice(subject) {
  const input = make("input", { type: "radio", name: "subject", value: subject, required: true });
  return make("label", {}, input, make("span", {}, capital(subject)));
}

function styleCard(style, index) {
  const picture = `/page/style-${PICTURES.includes(style.id) ? style.id : "other"}.svg`;
  const input = make("input", {
    type: "radio", name: "style", value: style.id, required: true, checked: index === 0,
    "data-subjects": style.subjects.join(" "),
  });
  const words = make("span", { class: "card-words" },
    make("b", {}, style.title), make("small", {}, style.description),
    make("small", {}, plural(style.avatars, "avatar", "avatars")));
  return make("label", {}, input, make("span", { class: "card" }, make("img", { src: picture, alt: "" }), words));
}

async function submit() {
  const [subject, style] = ["subject", "style"].map((name) => form.elements.namedItem(name)?.value);
  if (!subject || !style) {
    sayError(byId("style-error"), subject ? "Please choose a style." : "Please choose who is in the photos.");
    form.querySelector(subject ? "#styles input" : "#subjects input")?.focus();
    return;
  }
  sayError(byId("style-error"), "");
  showWhy(byId("style-why"), null);
  try {
    await order(subject, style, key);
    key = freshKey();
  } catch (problem) {
    sayError(byId("style-error"), sentence(problem));
    showWhy(byId("style-why"), problem);
    if (problem.code === "consent-outdated") await loadShopWindow();
  }
}
