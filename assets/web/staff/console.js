// The console of one counter: what is pressed goes out, what happened comes in.

import { fill, h } from "../dom.js";
import { Dialogs } from "./dialogs.js";
import { both, either, languageButton } from "./language.js";
import { openLine } from "./line.js";
import { openRequest, requestBody } from "./request.js";
import { Screen } from "./screen.js";
import { Sender } from "./sender.js";
import * as W from "./words.js";

/** The second press of a double press is not meant as another. */
const QUIET_MS = 700;

/** What can be done only while nobody is served, and only while somebody is. */
const FREE = new Set(["call-next", "call-missed", "call-number"]);
const SERVING = new Set(["recall", "no-show", "park", "transfer", "finish", "finish-as", "add-stop", "drop-stop", "reorder-stops", "own-notes", "own-cancel", "request"]);

const place = (id) => document.getElementById(id);
const counter = document.body.dataset.counter;
const rights = new Set(document.body.dataset.rights.split(" "));
const base = `/api/staff/counters/${encodeURIComponent(counter)}`;
const buttons = [...document.querySelectorAll("[data-action]")];
const sender = new Sender(base);
const dialogs = new Dialogs((action, fields) => press(action, fields), base);
const screen = new Screen({
  callMissed: ({ visit }, event) => press("call-missed", { visit }, event),
  callParked: ({ visit }, event) => press("call-number", { visit, reason: "came_back" }, event),
  resume: ({ visit, service }, event) => press("resume", { visit, service: service.id }, event),
  choose: (visit) => ask("choose", () => dialogs.callNumber(visit, view.serving !== null)),
  drop: (stop) => ask("drop-stop", () => dialogs.dropStop(view.serving, stop)),
  move: (services, event) => press("reorder-stops", { visit: view.serving.visit, services }, event),
  service: (queue) => ask("service-status", () => dialogs.serviceStatus(queue, rights.has("run_lobby"))),
  undoEnded: () => enable(),
});

/** Buttons that ask before anything is sent, or send nothing. */
const asks = {
  transfer: () => dialogs.transfer(view),
  "finish-as": () => dialogs.finishAs(view.serving),
  "add-stop": () => dialogs.addStop(view.serving),
  "own-cancel": () => dialogs.cancelVisit(view.serving, view.serving.visit),
  "own-notes": () => dialogs.notes(view.serving, view.serving.visit),
  request: () => showRequest(view.serving),
  status: () => dialogs.counterStatus(view),
  find: () => dialogs.find(() => view.serving !== null),
  keys: () => dialogs.keys(W.ALL_KEYS),
};

let view = null;
let connected = false;
let underWay = false;
let deviceAlarms = "[]";
let alsoOpen = "[]";
let lastPress = { action: "", at: -QUIET_MS };

function may(action) {
  if (!connected || underWay || view === null || !rights.has("serve")) return false;
  if (FREE.has(action)) return view.serving === null;
  if (action === "undo") return screen.undoable;
  if (action === "request") return view.serving?.has_request === true;
  return !SERVING.has(action) || view.serving !== null;
}

function ask(action, open) {
  if (may(action)) open();
}

function enable() {
  // not `disabled`: that would take the focus from who works by keyboard
  for (const button of buttons) button.setAttribute("aria-disabled", String(!may(button.dataset.action)));
  for (const button of document.querySelectorAll("[data-does]")) {
    button.setAttribute("aria-disabled", String(!may(button.dataset.does) || (button.dataset.away ?? "") !== ""));
  }
}

function show(fresh) {
  // an answer and the stream may overtake one another
  if (view !== null && fresh.position < view.position && Date.parse(fresh.at) <= Date.parse(view.at)) return;
  const services = (of) => of.queues.map((queue) => queue.service.id).join(" ");
  if (view !== null && services(view) !== services(fresh)) {
    fill(place("reassigned-words"), both(W.reassigned(fresh.queues.map((queue) => queue.service))));
    place("reassigned").hidden = false;
  }
  view = fresh;
  screen.show(view);
  enable();
  if (dialogs.outdated(view)) say("refused", W.CHANGED_ELSEWHERE);
}

function say(kind, words) {
  place("message").className = `message message-${kind}`;
  fill(place("message"), both(words));
}

async function press(action, fields, event) {
  const now = performance.now();
  if (event?.detail > 1 || (lastPress.action === action && now - lastPress.at < QUIET_MS)) return;
  if (event?.currentTarget?.getAttribute("aria-disabled") === "true" || !may(action)) return;
  lastPress = { action, at: now };
  underWay = true;
  enable();
  try {
    const outcome = await sender.send(action, fields);
    if (outcome.signedOut) signedOut();
    else if (outcome.refused) say("refused", outcome.refused);
    else if (outcome.unanswered) say("refused", W.UNANSWERED);
    else {
      say("done", W.SAID[action](outcome.done.number ?? ""));
      show(outcome.done.view);
    }
  } finally {
    underWay = false;
    enable();
  }
}

/** Whom the sender means: one who is behind cannot act on somebody else. */
function meant(action) {
  if (action === "undo") return { visit: view.undo.visit };
  return SERVING.has(action) ? { visit: view.serving.visit } : {};
}

/** What a button does: asks first, or sends. */
function act(button, event) {
  const { action } = button.dataset;
  if (button.getAttribute("aria-disabled") === "true") return;
  if (asks[action] !== undefined) ask(action, asks[action]);
  else if (may(action)) press(action, meant(action), event);
}

/** What the resident filled in. It is in the dialog alone, and goes with it. */
async function showRequest({ visit, number }) {
  lastPress = { action: "request", at: performance.now() };
  underWay = true;
  enable();
  try {
    const answer = await openRequest(base);
    if (answer.signedOut) signedOut();
    else if (answer.refused) say("refused", answer.refused);
    // meanwhile another screen may have gone on to somebody else
    else if (answer.request.visit === visit && view.serving?.visit === visit) dialogs.show(W.requestOf(number), requestBody(answer.request), visit);
    else say("refused", W.CHANGED_ELSEWHERE);
  } finally {
    underWay = false;
    enable();
  }
}

function signedOut() {
  location.assign(`/staff/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

/** Moves the focus along the lists. */
function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const now = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, now + by))]?.focus();
}

for (const button of buttons) {
  button.addEventListener("click", (event) => act(button, event));
}
place("reassigned-seen").addEventListener("click", () => {
  place("reassigned").hidden = true;
});
window.addEventListener("pagehide", () => dialogs.forget());
languageButton(place("language"), () => {
  screen.draw();
  enable();
});

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  if (dialogs.open) {
    // the keys of what lies behind a dialog rest
    const chosen = [...document.querySelectorAll("#dialog [data-hotkey]")].find((one) => one.dataset.hotkey === key);
    if (chosen === undefined) return;
    event.preventDefault();
    chosen.focus();
    chosen.click();
    return;
  }
  if (key === "arrowdown" || key === "arrowup") {
    event.preventDefault();
    step(key === "arrowdown" ? 1 : -1);
    return;
  }
  if (key === "l") {
    event.preventDefault();
    place("language").click();
    return;
  }
  const wanted = key === "u" ? "z" : event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key;
  const button = buttons.find((candidate) => candidate.dataset.hotkey === wanted);
  if (button === undefined) return;
  event.preventDefault();
  act(button);
});

/** Where people get no paper. Said once, as below. */
function tellDevices(alarms) {
  if (JSON.stringify(alarms) === deviceAlarms) return;
  deviceAlarms = JSON.stringify(alarms);
  place("devices").hidden = alarms.length === 0;
  fill(place("devices"), alarms.map((alarm) => h("p", {}, both(W.deviceAlarm(alarm)))));
}

openLine(`/api/staff/events?counter=${encodeURIComponent(counter)}`, {
  view: show,
  outlook: (outlook) => screen.outlook(outlook),
  beat: (beat) => {
    place("no-displays").hidden = beat.displays;
    tellDevices(beat.devices);
    // said once: a screen reader would say it again with each beat
    if (JSON.stringify(beat.consoles) === alsoOpen) return;
    alsoOpen = JSON.stringify(beat.consoles);
    const names = [...new Set(beat.consoles.filter((console) => !console.same_account).map((console) => console.display_name))];
    const own = beat.consoles.some((console) => console.same_account);
    place("also-open").hidden = beat.consoles.length === 0;
    fill(place("also-open"), both(W.alsoOpen(names, own)));
  },
  connected: (now) => {
    connected = now;
    place("cut-off").hidden = now;
    document.body.classList.toggle("is-cut-off", !now);
    enable();
  },
  signedOut,
});
