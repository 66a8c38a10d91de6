// The week: one column a day, one row a time, each place of a slot a dot.

import { h } from "../dom.js";
import { REFUSAL, STANDING, date, isWeekend, shortDate, time, w, when } from "./calendar_words.js";
import { both, either, pick } from "./language.js";

/** More places than this are said by numbers only. */
const PIPS_MAX = 8;

function pips(slot) {
  const kinds = [
    ["came", slot.came],
    ["missing", slot.missing],
    ["booked", slot.booked - slot.came - slot.missing],
    ["held", slot.held],
    ["free", slot.free],
  ];
  const all = kinds.flatMap(([kind, count]) => Array.from({ length: Math.max(0, count) }, () => kind));
  if (all.length > PIPS_MAX) return null;
  return h("span", { class: all.length > 3 ? "pips pips-many" : "pips", "aria-hidden": "true" }, all.map((kind) => h("i", { class: `pip pip-${kind}` })));
}

/** What a cell says to who cannot see it. */
function label(slot) {
  const count = (words, number) => `${pick(words)} ${number}`;
  const parts = [pick(when(slot.start)), count({ ja: "定員", en: "places" }, slot.capacity), count(STANDING.booked, slot.booked)];
  for (const kind of ["held", "came", "missing"]) {
    if (slot[kind] > 0) parts.push(count(STANDING[kind], slot[kind]));
  }
  parts.push(slot.refusal === null ? count({ ja: "空き", en: "free" }, slot.free) : pick(REFUSAL[slot.refusal].words));
  return parts.join(pick({ ja: "、", en: ", " }));
}

const over = (slot) => slot.booked + slot.held > slot.capacity;

function cell(slot, chosen, on) {
  const mark = slot.refusal === null ? null : h("span", { class: "slot-mark" }, either(REFUSAL[slot.refusal].mark));
  return h(
    "button",
    {
      class: `slot ${slot.refusal === null ? "slot-open" : slot.refusal.replace("_", "-")} ${over(slot) ? "slot-over" : slot.booked + slot.held === 0 ? "slot-none" : ""}`,
      type: "button",
      "aria-label": label(slot),
      "aria-pressed": String(slot.start === chosen),
      data: { key: slot.start, start: slot.start },
      onclick: () => on.choose(slot),
    },
    pips(slot),
    h("span", { class: "slot-count" }, `${slot.booked + slot.held}/${slot.capacity}`),
    mark,
  );
}

function head(day, today, mayChange, on) {
  const short = shortDate(day.day);
  const closed = day.closed;
  const note = closed !== null ? closed.words : day.opened_by_staff ? { ja: "臨時に受付", en: "Opened" } : null;
  const words = [
    h("span", { class: "day-name" }, h("b", {}, short.on), " ", both(short.weekday)),
    note === null ? null : h("span", { class: closed === null ? "day-note" : "day-note day-closed" }, either(note)),
  ];
  const kind = ["day", day.day === today ? "day-today" : "", closed === null ? "" : "day-is-closed"].join(" ");
  return h(
    "th",
    { scope: "col", class: kind, data: { day: day.day }, "aria-current": day.day === today ? "date" : null },
    mayChange && day.day >= today
      ? h(
          "button",
          { class: "day-press", type: "button", "aria-haspopup": "dialog", "aria-label": pick({ ja: `${date(day.day).ja} の受付を変える`, en: `Change ${date(day.day).en}` }), data: { key: `day ${day.day}` }, onclick: () => on.day(day) },
          words,
        )
      : words,
  );
}

/** The days that are shown: a weekend only where it has slots. */
export const shownDays = (view) => view.days.filter((day) => day.slots.length > 0 || !isWeekend(day.day));

/** The table of a week. `on` has choose(slot) and day(day). */
export function weekTable(view, chosen, mayChange, on) {
  const days = shownDays(view);
  const times = [...new Set(days.flatMap((day) => day.slots.map((slot) => time(slot.start).padStart(5, "0"))))].sort();
  if (times.length === 0) return h("p", { class: "hint week-empty" }, w("この週に予約枠はありません。", "No slots in this week."));
  return h(
    "table",
    { class: "week-table" },
    h("thead", {}, h("tr", {}, h("th", { class: "corner", scope: "col" }, h("span", { class: "unseen" }, either({ ja: "時刻", en: "Time" }))), days.map((day) => head(day, view.today, mayChange, on)))),
    h(
      "tbody",
      {},
      times.map((at) =>
        h(
          "tr",
          {},
          h("th", { scope: "row", class: "hour" }, at.replace(/^0/, "")),
          days.map((day) => {
            const slot = day.slots.find((one) => time(one.start).padStart(5, "0") === at);
            const kind = ["day", day.day === view.today ? "day-today" : "", day.closed === null ? "" : "day-is-closed"].join(" ");
            return h("td", { class: kind, data: { day: day.day } }, slot === undefined ? null : cell(slot, chosen, on));
          }),
        ),
      ),
    ),
  );
}

/** Moves the focus between cells by the arrow keys. */
export function walk(table, event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const here = event.target.closest("td");
  if (step === undefined || here === null) return;
  event.preventDefault();
  const rows = [...table.querySelectorAll("tbody tr")];
  let [column, row] = [here.cellIndex, rows.indexOf(here.parentElement)];
  // over cells that have no slot
  for (;;) {
    column += step[0];
    row += step[1];
    const next = rows[row]?.cells[column];
    if (next === undefined || next.matches("th")) return;
    const button = next.querySelector("button");
    if (button !== null && button.offsetParent !== null) {
      button.focus();
      return;
    }
  }
}

/** On a narrow screen one day is shown; these choose it. */
export function dayTabs(view, shown, choose) {
  return shownDays(view).map((day) => {
    const short = shortDate(day.day);
    return h(
      "button",
      { class: "button day-tab", type: "button", "aria-pressed": String(day.day === shown), data: { key: `tab ${day.day}` }, onclick: () => choose(day.day) },
      h("b", {}, short.on),
      h("span", {}, either(short.weekday)),
    );
  });
}

