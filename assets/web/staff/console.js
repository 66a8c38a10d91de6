// The console of one counter: what is pressed goes out, what happened comes in.

import { openLine } from "./line.js";
import { Screen } from "./screen.js";
import { Sender } from "./sender.js";

/** The second press of a double press is not meant as another. */
const QUIET_MS = 700;

const SAID = {
  "call-next": ["を呼び出しました。", "called"],
  "call-missed": ["を呼び出しました。", "called"],
  recall: ["をもう一度呼び出しました。", "called again"],
  "no-show": ["を不在にしました。", "marked as absent"],
  finish: ["の対応を完了しました。", "finished"],
};

const counter = document.body.dataset.counter;
const base = `/api/staff/counters/${encodeURIComponent(counter)}`;
const message = document.getElementById("message");
const buttons = [...document.querySelectorAll("[data-action]")];
const sender = new Sender(base);
const screen = new Screen((visit, event) => press("call-missed", visit.visit, event));

let view = null;
let connected = false;
let underWay = false;
let lastPress = { action: "", at: -QUIET_MS };

function may(action) {
  if (!connected || underWay || view === null) return false;
  return action === "call-next" || action === "call-missed" ? view.serving === null : view.serving !== null;
}

function enable() {
  // not `disabled`: that would take the focus from who works by keyboard
  for (const button of buttons) button.setAttribute("aria-disabled", String(!may(button.dataset.action)));
  for (const button of document.querySelectorAll("#missed button")) {
    button.setAttribute("aria-disabled", String(!may("call-missed") || button.dataset.away !== ""));
  }
}

function show(fresh) {
  // an answer and the stream may overtake one another
  if (view !== null && fresh.position < view.position && Date.parse(fresh.at) <= Date.parse(view.at)) return;
  view = fresh;
  screen.show(view);
  enable();
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

async function press(action, visit, event) {
  const now = performance.now();
  if (event?.detail > 1 || (lastPress.action === action && now - lastPress.at < QUIET_MS)) return;
  if (!may(action)) return;
  lastPress = { action, at: now };
  underWay = true;
  enable();
  try {
    const outcome = await sender.send(action, visit ?? view.serving?.visit);
    if (outcome.signedOut) signedOut();
    else if (outcome.refused) say("refused", outcome.refused.ja, outcome.refused.en);
    else if (outcome.unanswered) say("refused", "サーバーから返事がありません。もう一度押してください。", "No answer. Press again; it will not act twice.");
    else {
      const [japanese, english] = SAID[action];
      say("done", `${outcome.done.number ?? ""} ${japanese}`, `${outcome.done.number ?? ""} ${english}`);
      show(outcome.done.view);
    }
  } finally {
    underWay = false;
    enable();
  }
}

function signedOut() {
  location.assign(`/staff/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

for (const button of buttons) {
  button.addEventListener("click", (event) => press(button.dataset.action, undefined, event));
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const button = buttons.find((candidate) => candidate.dataset.hotkey === event.key.toLowerCase());
  if (button === undefined) return;
  event.preventDefault();
  press(button.dataset.action);
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
