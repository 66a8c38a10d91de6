// The calendar: a service's week, one slot of it, and what is done with its reservations.

import { fill, h } from "../dom.js";
import { Dialogs } from "./calendar_dialogs.js";
import { noSlot, slotPanel } from "./calendar_slot.js";
import { dayTabs, shownDays, walk, weekTable } from "./calendar_week.js";
import { date, later, monday, spoken, w, when } from "./calendar_words.js";
import { both, either, languageButton } from "./language.js";
import { Sender } from "./sender.js";

const BASE = "/api/staff/reservations";
/** A calendar changes seldom: asking now and then costs less than a line that is kept open. */
const ASK_MS = 3000;

const place = (id) => document.getElementById(id);
const site = JSON.parse(place("site").textContent);
const sender = new Sender(BASE);
const dialogs = new Dialogs(site);

let service = site.services[0] ?? null;
let first = null; // the Monday of the week that is shown; null: this one
let week = null;
let today = null; // by the site's calendar, once it is known
let day = null; // on a narrow screen
let chosen = null; // the beginning of a slot
let list = null;
let moving = null; // a reservation that is to get another slot
let connected = true;
let underWay = false;
let ahead = 0; // milliseconds that the server's clock is before this one's
let asked = 0;

const slotAt = (start) => week?.days.flatMap((one) => one.slots).find((slot) => slot.start === start) ?? null;

function say(kind, ja, en) {
  const message = dialogs.open ? dialogs.message : place("message");
  message.className = `message message-${kind}`;
  message.replaceChildren(w(ja, en));
}

/** What was said of the last step is not true of the next. */
function quiet() {
  place("message").className = "message";
  place("message").replaceChildren();
}

function leave() {
  location.assign(`/staff/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

/** An answer of the API, or null where there is none now. */
async function ask(path, query) {
  try {
    const response = await fetch(`${BASE}/${path}?${new URLSearchParams(query)}`, { signal: AbortSignal.timeout(8000) });
    if (response.status === 401) leave();
    if (response.status >= 500) throw new Error(String(response.status));
    connect(true);
    return { ok: response.ok, answer: await response.json() };
  } catch {
    connect(false);
    return null;
  }
}

function connect(now) {
  connected = now;
  place("cut-off").hidden = now;
  document.body.classList.toggle("is-cut-off", !now);
  enable();
}

function enable() {
  const allowed = connected && !underWay;
  for (const button of document.querySelectorAll("[data-does]")) {
    const full = button.dataset.key === "book" && slotAt(chosen)?.refusal !== null;
    button.setAttribute("aria-disabled", String(!allowed || full));
  }
}

/** Has the week and the chosen slot fetched; what comes late for another week is not shown. */
async function refresh() {
  if (service === null) return;
  const turn = ++asked;
  const query = { service: service.id, days: 7 };
  if (first !== null) query.from = first;
  const [slots, inside] = await Promise.all([ask("slots", query), chosen === null ? null : ask("in-slot", { service: service.id, start: chosen })]);
  if (turn !== asked || slots === null || !slots.ok) return;
  ahead = Date.parse(slots.answer.at) - Date.now();
  today = slots.answer.today;
  if (first === null) {
    // the week of the site's today, not of this machine's
    first = monday(today);
    day ??= today;
    await refresh();
    return;
  }
  const before = JSON.stringify([week?.days, week?.today, list]);
  week = slots.answer;
  if (inside !== null) list = inside.ok ? inside.answer.reservations : [];
  if (JSON.stringify([week.days, week.today, list]) !== before) draw();
}

function draw() {
  if (week === null) return;
  const last = later(first, 6);
  const shown = shownDays(week).map((one) => one.day);
  if (!shown.includes(day)) day = shown.includes(week.today) ? week.today : (shown[0] ?? null);
  place("week-title").replaceChildren(either({ ja: `${date(first).ja} – ${date(last).ja}`, en: `${date(first).en} – ${date(last).en}` }));
  fill(place("day-tabs"), dayTabs(week, day, (one) => show({ day: one })));
  fill(place("week"), weekTable(week, chosen, site.may_change, { choose, day: (one) => whenFree(() => dialogs.day(one, service, setDate)) }));
  for (const cell of document.querySelectorAll("#week [data-day]")) cell.classList.toggle("is-shown", cell.dataset.day === day);
  const slot = chosen === null ? null : slotAt(chosen);
  fill(place("slot"), slot === null ? noSlot() : slotPanel(slot, list, site.may_change, on));
  place("earlier").setAttribute("aria-disabled", String(first <= later(monday(week.today), -35)));
  place("later").setAttribute("aria-disabled", String(later(first, 7) > week.last_day));
  for (const tab of place("services").children) tab.setAttribute("aria-pressed", String(tab.dataset.service === service.id));
  drawMoving();
  history.replaceState(null, "", `#${service.id}/${first}`);
  enable();
  tick();
}

function drawMoving() {
  place("moving").hidden = moving === null;
  document.body.classList.toggle("is-moving", moving !== null);
  if (moving === null || place("moving").childElementCount > 0) return;
  place("moving").replaceChildren(
    h("p", {}, h("b", {}, spoken(moving.number)), " ", either({ ja: `の新しい日時を表から選んでください。いまは ${when(moving.start).ja} です。`, en: `: choose the new slot. It is ${when(moving.start).en} now.` })),
    h("button", { class: "button button-tool", type: "button", onclick: () => stopMoving() }, w("やめる", "Stop")),
  );
}

function stopMoving() {
  if (moving !== null) quiet();
  moving = null;
  place("moving").replaceChildren();
  drawMoving();
}

/** Show another service, week, day or slot. */
function show(wanted) {
  if (wanted.service !== undefined && wanted.service !== service) {
    service = wanted.service;
    [chosen, list, week] = [null, null, null];
    stopMoving();
  }
  if (wanted.first !== undefined) first = wanted.first;
  if (wanted.day !== undefined) day = wanted.day;
  if (wanted.chosen !== undefined && wanted.chosen !== chosen) [chosen, list] = [wanted.chosen, null];
  if (week !== null) draw();
  return refresh();
}

function choose(slot) {
  quiet();
  if (moving === null) {
    show({ chosen: slot.start, day: slot.start.slice(0, 10) });
    // on a narrow screen the slot is below the day
    if (matchMedia("(max-width: 60rem)").matches) place("slot").scrollIntoView({ block: "start" });
    return;
  }
  const one = moving;
  if (slot.start === one.start) return;
  if (slot.refusal !== null) {
    say("refused", "この枠には移せません。空きのある枠を選んでください。", "Choose a slot that has a free place.");
    return;
  }
  whenFree(() => dialogs.move(one, slot, () => send("change", { reservation: one.reservation, start: slot.start }, () => {
    dialogs.close();
    stopMoving();
    say("done", `${spoken(one.number)} を ${when(slot.start).ja} に変えました。`, `${spoken(one.number)} moved to ${when(slot.start).en}.`);
    return { chosen: slot.start };
  })));
}

function whenFree(open) {
  if (!connected || underWay || dialogs.open) return;
  quiet();
  open();
}

/** Sends a command; `then(done)` says what is to be shown next. */
async function send(action, fields, then, refused = (words) => say("refused", words.ja, words.en)) {
  if (!connected || underWay) return;
  underWay = true;
  enable();
  let next = {};
  try {
    const outcome = await sender.send(action, fields);
    if (outcome.signedOut) leave();
    else if (outcome.refused) refused(outcome.refused);
    else if (outcome.unanswered) say("refused", "サーバーから返事がありません。もう一度押してください。", "No answer. Press again; it will not act twice.");
    else next = then(outcome.done) ?? {};
  } finally {
    underWay = false;
    enable();
  }
  await show(next);
}

const on = {
  book() {
    if (slotAt(chosen)?.refusal !== null) return;
    whenFree(() => send("hold", { service: service.id, start: chosen }, (held) => {
      const { reservation } = held;
      dialogs.book(service.id, held, {
        send: (details) => send("book", { reservation, ...details }, (done) => dialogs.booked(done)),
        // whoever hangs up gives the place back at once
        left: () => send("cancel", { reservation }, () => say("done", "仮押さえを取り消しました。", "The hold was given back."), () => {}),
      });
    }));
  },
  capacity: (places) => whenFree(() => send("capacity", { service: service.id, start: chosen, capacity: places }, () => say("done", "定員を変えました。", "Places changed."))),
  checkIn: (one) => whenFree(() => dialogs.checkIn(one, () => send("check-in", { reservation: one.reservation }, (done) => dialogs.checkedIn(one, done)))),
  move(one) {
    stopMoving();
    moving = one;
    drawMoving();
    document.querySelector("#week .slot-open")?.focus();
  },
  edit: (one) => whenFree(() => dialogs.edit(one, (details) => send("change", { reservation: one.reservation, ...details }, () => {
    dialogs.close();
    say("done", `${spoken(one.number)} の内容を変えました。`, `Details of ${spoken(one.number)} changed.`);
  }))),
  cancel: (one) => whenFree(() => dialogs.cancel(one, () => send("cancel", { reservation: one.reservation }, () => {
    dialogs.close();
    say("done", `${spoken(one.number)} を取り消しました。`, `${spoken(one.number)} cancelled.`);
  }))),
};

function setDate(action, fields) {
  send(action, fields, () => {
    dialogs.close();
    const on = date(fields.day);
    if (action === "open") say("done", `${on.ja} の予約の受付を再開しました。`, `${on.en} can be booked again.`);
    else say("done", `${on.ja} の予約の受付を休止しました。`, `${on.en} is closed for booking.`);
  });
}

async function find(number) {
  const found = await ask("find", { number });
  if (found === null) return;
  if (!found.ok) {
    say("refused", found.answer.words.ja, found.answer.words.en);
    return;
  }
  const [one] = found.answer.reservations;
  const its = site.services.find((entry) => entry.id === one.service);
  if (its === undefined) return;
  stopMoving();
  const on = when(one.start);
  if (one.standing === "cancelled") say("refused", `${spoken(one.number)} は ${on.ja} の予約でしたが、取り消されています。`, `${spoken(one.number)} (${on.en}) was cancelled.`);
  else say("done", `${spoken(one.number)} は ${on.ja} の予約です。`, `${spoken(one.number)}: ${on.en}.`);
  await show({ service: its, first: monday(one.start), day: one.start.slice(0, 10), chosen: one.start });
  const row = document.querySelector(`#slot [data-number="${CSS.escape(one.number)}"]`);
  row?.classList.add("is-found");
  row?.querySelector("button")?.focus();
}

/** How long the hold still lasts. */
function tick() {
  for (const left of document.querySelectorAll("[data-expires]")) {
    const seconds = Math.max(0, Math.ceil((Date.parse(left.dataset.expires) - Date.now() - ahead) / 1000));
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    left.classList.toggle("is-late", seconds < 60);
  }
}

for (const entry of site.services) {
  place("services").append(
    h("button", { class: "button tab", type: "button", data: { service: entry.id }, onclick: () => show({ service: entry }) }, h("b", { class: "letter" }, entry.letter), both({ ja: entry.name, en: entry.en })),
  );
}

const step = (weeks) => (event) => {
  if (event?.currentTarget.getAttribute("aria-disabled") !== "true") show({ first: later(first, 7 * weeks), day: null, ...(moving === null ? { chosen: null } : {}) });
};
place("earlier").addEventListener("click", step(-1));
place("later").addEventListener("click", step(1));
place("this-week").addEventListener("click", () => today !== null && show({ first: monday(today), day: today }));
place("week").addEventListener("keydown", (event) => walk(place("week"), event));
place("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const number = place("number").value.normalize("NFKC").replace(/\D/g, "");
  if (number === "") return;
  place("number").value = "";
  find(number);
});

const KEYS = { PageUp: () => place("earlier").click(), PageDown: () => place("later").click(), t: () => place("this-week").click(), b: () => on.book(), "/": () => place("number").focus() };
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || dialogs.open || today === null) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "Escape" && moving !== null) stopMoving();
  const does = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (does === undefined) return;
  event.preventDefault();
  does();
});

function fromAddress() {
  const [id, monday] = location.hash.slice(1).split("/");
  service = site.services.find((entry) => entry.id === id) ?? service;
  if (/^\d{4}-\d\d-\d\d$/.test(monday ?? "")) first = monday;
}

fromAddress();
languageButton(place("language"), draw);
if (service === null) fill(place("week"), h("p", { class: "hint week-empty" }, w("予約枠のある業務がありません。庁舎の設定で決めます。", "No service can be booked: see the site file.")));
fill(place("slot"), noSlot());
refresh();
setInterval(() => {
  if (document.visibilityState === "visible" && !underWay) refresh();
}, ASK_MS);
setInterval(tick, 1000);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
