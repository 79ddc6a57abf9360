// Step 1: who the person is and what they agreed to.

import { agreeAgain, signUp } from "./actions.js";
import { busy, byId, say, sayError, show } from "./dom.js";
import { longestDeadline, sentence } from "./words.js";

const form = byId("sign-up");
const field = (name) => form.elements.namedItem(name);

export function startYou() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form.querySelector(".primary"), submit);
  });
  byId("consent-again-button").addEventListener("click", (event) => busy(event.currentTarget, consentAgain));
}

export function drawYou({ isSignedIn, account, policy }) {
  show(form, !isSignedIn);
  show(byId("consent-again"), isSignedIn && !account.consent.isCurrent);
  const deadline = policy && longestDeadline(policy);
  if (deadline) for (const place of document.querySelectorAll("[data-deadline]")) say(place, deadline.text);
  const version = policy ? `, version ${policy.version} of ${policy.revised}` : "";
  say(byId("policy-version"), version);
  say(byId("consent-again-version"), policy ? ` (version ${policy.version}, ${policy.revised})` : "");
}

async function submit() {
  sayError(byId("sign-up-error"), "");
  const [name, email] = ["name", "email"].map((one) => field(one).value.trim());
  const person = { name, email, dateOfBirth: birth(), stays: field("stay").checked };
  if (!check(person)) return;
  try {
    await signUp(person);
    form.reset();
  } catch (problem) {
    sayError(byId("sign-up-error"), sentence(problem));
  }
}

/** `undefined` if it is no day of the calendar. */
function birth() {
  const [day, month, year] = ["day", "month", "year"].map((name) => Number(field(name).value.trim() || NaN));
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}

function isAdult(dateOfBirth) {
  const [year, month, day] = dateOfBirth.split("-").map(Number);
  return new Date(year + 18, month - 1, day) <= new Date();
}

/** Under 18 is found here first: what a child typed then never leaves the device. The server checks as well. */
function birthProblem(dateOfBirth) {
  if (!dateOfBirth) return "Please give your date of birth as day, month and year, such as 27 3 1990.";
  return isAdult(dateOfBirth) ? "" : "Mayfly is only for people who are 18 or older. Nothing you typed has been sent.";
}

function emailProblem(email) {
  return /^\S+@\S+\.\S+$/.test(email) ? "" : "Please give your e-mail address, such as anna@example.org.";
}

function consentProblem(isGiven) {
  return isGiven ? "" : "Please agree, or leave it: without it we may not take your photos.";
}

function check(person) {
  const wrong = [
    complain("name", [field("name")], person.name ? "" : "Please give your name."),
    complain("email", [field("email")], emailProblem(person.email)),
    complain("birth", ["day", "month", "year"].map(field), birthProblem(person.dateOfBirth)),
    complain("consent", [field("consent")], consentProblem(field("consent").checked)),
  ].filter(Boolean);
  wrong[0]?.focus();
  return wrong.length === 0;
}

/** Marks the inputs and says why; returns the first of them if something is wrong. */
function complain(name, inputs, text) {
  sayError(byId(`${name}-error`), text);
  for (const input of inputs) {
    input.setAttribute("aria-invalid", String(text !== ""));
    if (text) input.setAttribute("aria-describedby", `${name}-error`);
    else input.removeAttribute("aria-describedby");
  }
  return text ? inputs[0] : null;
}

async function consentAgain() {
  try {
    await agreeAgain();
    sayError(byId("consent-again-error"), "");
  } catch (problem) {
    sayError(byId("consent-again-error"), sentence(problem));
  }
}
