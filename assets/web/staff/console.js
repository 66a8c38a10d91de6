// The console of one counter: what is pressed goes out, what happened comes in.

import { Dialogs } from "./dialogs.js";
import { openLine } from "./line.js";
import { Screen } from "./screen.js";
import { Sender } from "./sender.js";
import { SAID } from "./words.js";

/** The second press of a double press is not meant as another. */
const QUIET_MS = 700;

/** What can be done only while nobody is served, and only while somebody is. */
const FREE = new Set(["call-next", "call-missed", "call-number"]);
const SERVING = new Set(["recall", "no-show", "park", "transfer", "finish", "add-stop", "drop-stop"]);

const counter = document.body.dataset.counter;
const base = `/api/staff/counters/${encodeURIComponent(counter)}`;
const message = document.getElementById("message");
const buttons = [...document.querySelectorAll("[data-action]")];
const sender = new Sender(base);
const dialogs = new Dialogs((action, fields) => press(action, fields));
const screen = new Screen({
  callMissed: ({ visit }, event) => press("call-missed", { visit }, event),
  callParked: ({ visit }, event) => press("call-number", { visit, reason: "came_back" }, event),
  resume: ({ visit, service }, event) => press("resume", { visit, service: service.id }, event),
  choose: (visit) => ask(visit.elsewhere === null, () => dialogs.callNumber(visit, view.serving !== null)),
  drop: (stop) => ask(may("drop-stop"), () => dialogs.dropStop(view.serving, stop)),
  service: (queue) => ask(true, () => dialogs.serviceStatus(queue)),
  undoEnded: () => enable(),
});

/** Buttons that ask before anything is sent. */
const asks = {
  transfer: () => dialogs.transfer(view.serving),
  "add-stop": () => dialogs.addStop(view.serving),
  "cancel-visit": () => dialogs.cancelVisit(view.serving, view.serving.visit),
  status: () => dialogs.counterStatus(view),
};

let view = null;
let connected = false;
let underWay = false;
let lastPress = { action: "", at: -QUIET_MS };

function may(action) {
  if (!connected || underWay || view === null) return false;
  if (FREE.has(action)) return view.serving === null;
  if (action === "undo") return screen.undoable;
  return !SERVING.has(action) || view.serving !== null;
}

function ask(allowed, open) {
  if (allowed && may("ask")) open();
}

function enable() {
  // not `disabled`: that would take the focus from who works by keyboard
  for (const button of buttons) {
    const { action } = button.dataset;
    // a waiting visit can be cancelled too, but from its own dialog
    const allowed = may(action) && (action !== "cancel-visit" || view.serving !== null);
    button.setAttribute("aria-disabled", String(!allowed));
  }
  for (const button of document.querySelectorAll("[data-does]")) {
    button.setAttribute("aria-disabled", String(!may(button.dataset.does) || (button.dataset.away ?? "") !== ""));
  }
}

function show(fresh) {
  // an answer and the stream may overtake one another
  if (view !== null && fresh.position < view.position && Date.parse(fresh.at) <= Date.parse(view.at)) return;
  view = fresh;
  screen.show(view);
  enable();
  if (dialogs.outdated(view)) say("refused", "ほかの画面で操作がありました。いまの番号を確かめてください。", "Another screen acted first.");
}

function say(kind, japanese, english = "") {
  message.className = `message message-${kind}`;
  message.replaceChildren(japanese, " ");
  if (english !== "") {
    const small = document.createElement("span");
    small.lang = "en";
    small.textContent = english;
    message.append(small);
  }
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
    else if (outcome.refused) say("refused", outcome.refused.ja, outcome.refused.en);
    else if (outcome.unanswered) say("refused", "サーバーから返事がありません。もう一度押してください。", "No answer. Press again; it will not act twice.");
    else {
      const [japanese, english] = SAID[action];
      const number = outcome.done.number === null ? "" : `${outcome.done.number} `;
      say("done", number + japanese, number + english);
      show(outcome.done.view);
    }
  } finally {
    underWay = false;
    enable();
  }
}

/** What a button does: asks first, or sends; about who is served, where somebody is. */
function act(button, event) {
  const { action } = button.dataset;
  if (button.getAttribute("aria-disabled") === "true") return;
  if (asks[action] !== undefined) ask(may(action), asks[action]);
  else press(action, SERVING.has(action) ? { visit: view.serving.visit } : {}, event);
}

function signedOut() {
  location.assign(`/staff/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

for (const button of buttons) {
  button.addEventListener("click", (event) => act(button, event));
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input:not([type=radio]), textarea, select, [contenteditable]")) return;
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
  const wanted = key === "u" ? "z" : key;
  const button = buttons.find((candidate) => candidate.dataset.hotkey === wanted);
  if (button === undefined) return;
  event.preventDefault();
  act(button);
});

openLine(`/api/staff/events?counter=${encodeURIComponent(counter)}`, {
  view: show,
  beat: (beat) => {
    document.getElementById("no-displays").hidden = beat.displays;
  },
  connected: (now) => {
    connected = now;
    document.getElementById("cut-off").hidden = now;
    document.body.classList.toggle("is-cut-off", !now);
    enable();
  },
  signedOut,
});
