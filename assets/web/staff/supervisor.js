// The supervisor's view: the whole lobby comes in, what runs it goes out.

import { Curve } from "./curve.js";
import { both, called, languageButton, pick } from "./language.js";
import { openLine } from "./line.js";
import { Sender } from "./sender.js";
import { SupervisorDialogs } from "./supervisor_dialogs.js";
import { SupervisorScreen } from "./supervisor_screen.js";
import * as W from "./supervisor_words.js";

const BASE = "/api/staff/supervisor";
/** The curve gains a point a minute; the one of now comes with every view. */
const CURVE_MS = 60_000;
/** The second press of a double press is not meant as another. */
const QUIET_MS = 700;

const message = document.getElementById("message");
const chosen = document.getElementById("curve-service");
const sender = new Sender(BASE);
const chart = new Curve(document.getElementById("curve"));
const dialogs = new SupervisorDialogs((action, fields, about) => send(action, fields, about));
const screen = new SupervisorScreen((what) => ask(what));

let view = null;
let curve = null;
let connected = false;
let underWay = false;
let lastSent = { key: "", at: -QUIET_MS };

const may = () => connected && !underWay && view !== null;

function enable() {
  // not `disabled`: that would take the focus from who works by keyboard
  for (const button of document.querySelectorAll("[data-acts], [data-asks='close-day']")) {
    button.setAttribute("aria-disabled", String(!may()));
  }
}

function ask({ kind, id }) {
  if (kind === "policy") dialogs.policy();
  else if (kind === "curve-table") dialogs.curveTable(view, points());
  else if (kind === "alone") dialogs.alone(view);
  else if (!may()) return;
  else if (kind === "service") dialogs.service(view, id);
  else if (kind === "counter") dialogs.counter(view, id);
  else if (kind === "close-day") dialogs.closeDay(view);
}

function say(kind, words) {
  message.className = `message message-${kind}`;
  message.replaceChildren(both(words));
}

/** `about` has the names of what is changed, for the words afterwards. */
async function send(action, fields, about) {
  const now = performance.now();
  const key = `${action} ${JSON.stringify(fields)}`;
  if (!may() || (lastSent.key === key && now - lastSent.at < QUIET_MS)) return;
  lastSent = { key, at: now };
  underWay = true;
  enable();
  try {
    const outcome = await sender.send(action, fields);
    if (outcome.signedOut) signedOut();
    else if (outcome.refused) say("refused", outcome.refused);
    else if (outcome.unanswered) say("refused", W.UNANSWERED);
    else {
      say("done", W.SAID[action.split("/").at(-1)](about));
      show(outcome.done.view);
    }
  } finally {
    underWay = false;
    enable();
  }
}

function show(fresh) {
  // an answer and the stream may overtake one another
  if (view !== null && fresh.position < view.position && Date.parse(fresh.at) <= Date.parse(view.at)) return;
  const newDay = view !== null && view.day !== fresh.day;
  view = fresh;
  screen.show(view);
  dialogs.update(view);
  enable();
  if (newDay) fetchCurve();
  else draw();
}

/** The day's points with the one of now: {time, people, services} in order of time. */
function points() {
  if (curve === null || view === null) return [];
  const known = curve.moments.map((moment, index) => ({
    time: Date.parse(moment),
    people: curve.people[index],
    services: Object.fromEntries(Object.entries(curve.services).map(([service, values]) => [service, values[index]])),
  }));
  if (known.length === 0 && view.totals.visits === 0) return [];
  const services = Object.fromEntries(view.services.map((service) => [service.id, service.waiting]));
  return [...known, { time: Math.max(Date.parse(view.at), known.at(-1)?.time ?? 0), people: view.totals.waiting, services }];
}

function draw() {
  const service = chosen.value;
  const drawn = points().map((point) => ({ time: point.time, value: service === "" ? point.people : (point.services[service] ?? 0) }));
  chart.show(drawn, view.at, service === "" ? W.ALL : called(view.services.find((one) => one.id === service)));
}

async function fetchCurve() {
  const fresh = await fetch(`${BASE}/curve`)
    .then((response) => (response.ok ? response.json() : null))
    .catch(() => null);
  // the stream says what is wrong; the curve stays as it was
  if (fresh !== null) curve = fresh;
  if (view !== null) draw();
}

function signedOut() {
  location.assign(`/staff/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

/** An option can hold one language only. */
function nameOptions() {
  for (const option of chosen.options) {
    const { letter } = option.dataset;
    option.textContent = letter === undefined ? pick(W.ALL) : `${letter} ${pick({ ja: option.dataset.ja, en: option.dataset.en })}`;
  }
}

chosen.addEventListener("change", () => view !== null && draw());
nameOptions();
languageButton(document.getElementById("language"), () => {
  nameOptions();
  screen.relabel();
  if (view !== null) draw();
});
for (const button of document.querySelectorAll("[data-asks]")) {
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true" && view !== null) ask({ kind: button.dataset.asks });
  });
}
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !dialogs.open) return;
  if (event.target.closest("input, textarea, select")) return;
  dialogs.key(event);
});
setInterval(fetchCurve, CURVE_MS);

openLine(
  `${BASE}/events`,
  {
    view: show,
    beat: (beat) => {
      document.getElementById("no-displays").hidden = beat.displays;
      screen.devices(beat.devices);
    },
    connected: (now) => {
      if (now && !connected) fetchCurve();
      connected = now;
      document.getElementById("cut-off").hidden = now;
      document.body.classList.toggle("is-cut-off", !now);
      enable();
    },
    signedOut,
  },
  BASE,
);
