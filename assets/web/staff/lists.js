// The lists of a counter: who waits, who is parked, who did not come.

import { h } from "../dom.js";
import { alarms, since, until } from "./clock.js";
import { both, called, either, pick } from "./language.js";
import * as W from "./words.js";

const chip = (words, kind, title = null) => h("li", { class: `chip ${kind}`, title }, either(words));

/** Slot, language, needs and notes, in words; and what is in doubt, where that is not explained too. */
export function chips(visit, { doubts = true } = {}) {
  const all = [
    ...(doubts ? visit.doubts : []).map((doubt) => chip(doubt.short, "chip-doubt")),
    // nothing is wrong with it: a line of its own would push the procedures off a small screen
    ...(visit.alone === null ? [] : [chip(visit.alone.short, "chip-alone", pick(visit.alone.whole))]),
    ...(visit.slot ? [chip(W.slot(visit.slot), "chip-slot")] : []),
    ...(visit.language === "ja" ? [] : [chip(visit.language_words, "chip-language")]),
    ...visit.needs.map((need) => chip(need, "chip-need")),
    ...visit.notes.map((note) => chip(W.NOTE[note], "chip-note")),
  ];
  return all.length > 0 ? h("ul", { class: "chips" }, all) : null;
}

/** What is in doubt about a number, and what to do. */
export function explained(visit) {
  if (visit.doubts.length === 0) return null;
  return h(
    "ul",
    { class: "doubts", "aria-label": pick(W.DOUBTS) },
    visit.doubts.map((doubt) => h("li", {}, h("b", { class: "doubt-short" }, either(doubt.short)), h("span", {}, both(doubt.whole)))),
  );
}

/** The same, short, for a list's line. */
function marks(visit) {
  const mark = (words, kind) => h("span", { class: `mark ${kind}` }, either(words));
  return [
    ...visit.doubts.map((doubt) => mark(doubt.short, "mark-doubt")),
    // a doubt says it already
    ...(visit.alone === null || visit.doubts.length > 0 ? [] : [mark(visit.alone.short, "mark-alone")]),
    ...(visit.slot ? [mark(W.slot(visit.slot), "mark-slot")] : []),
    ...(visit.language === "ja" ? [] : [mark(visit.language_words, "mark-language")]),
    ...visit.needs.map((need) => mark(need, "mark-need")),
    ...visit.notes.map((note) => mark(W.NOTE[note], "mark-note")),
  ];
}

/** Where the predicted wait of a visit in a service is shown. */
export const expected = (visit, service) => h("span", { class: "expected", data: { wait: `${visit} ${service}` } });

/** "！" and words, shown while the alarm around it is on. */
export const alarmMark = (words) => h("span", { class: "alarm-words alarm-mark" }, "！", either(words));

/** The same without words for those who see the number of minutes beside it. */
const lateMark = () => h("span", { class: "alarm-words alarm-mark" }, "！", h("span", { class: "unseen" }, either(W.LATE)));

const at = (visit) => (visit.at === null ? null : h("span", { class: "row-away-mark" }, either(W.servedAt(visit.at))));

/** One service and who waits in it. `on` has service(queue) and choose(visit). */
export function queueList(queue, on) {
  const status = W.SERVICE_STATUS[queue.status];
  const left = queue.count - queue.waiting.length;
  return h(
    "section",
    { class: "queue" },
    h(
      "header",
      { class: "queue-head" },
      h("h3", {}, h("b", { class: "letter" }, queue.letter), " ", either(called(queue.service))),
      h(
        "button",
        {
          class: `button button-tool service-${queue.status}`,
          type: "button",
          "aria-haspopup": "dialog",
          "aria-label": pick(W.serviceTakes(queue.service, status)),
          data: { does: "service-status", key: `service ${queue.service.id}` },
          onclick: () => on.service(queue),
        },
        either(status),
      ),
      h("span", { class: "queue-count" }, either(W.people(queue.count))),
      h("p", { class: "queue-facts" }, h("span", { class: "expected", data: { newcomer: queue.service.id } }), alarms(queue.target_minutes)),
    ),
    queue.waiting.length > 0
      ? h("ol", { class: "rows" }, queue.waiting.map((visit) => waitingRow(visit, queue.service, on)))
      : h("p", { class: "hint" }, either(W.NOBODY_IN_QUEUE)),
    left > 0 ? h("p", { class: "hint" }, either(W.more(left))) : null,
  );
}

function waitingRow(visit, service, on) {
  // whoever is at a counter just now is looked after
  const alarm = visit.at === null ? { alarmAt: visit.late_at } : {};
  return h(
    "li",
    { class: visit.at === null ? "row" : "row row-away", data: alarm },
    h(
      "button",
      {
        class: "row-press",
        type: "button",
        "aria-haspopup": "dialog",
        data: { does: "choose", key: `${visit.visit} ${service.id}`, row: "" },
        onclick: () => on.choose(visit),
      },
      h("span", { class: "row-number" }, visit.number),
      h(
        "span",
        { class: "row-middle" },
        at(visit),
        visit.only === null ? null : h("span", { class: "row-away-mark" }, either(W.handedTo(visit.only))),
        marks(visit),
      ),
      h("span", { class: "row-times" }, h("span", {}, lateMark(), h("span", { class: "row-time" }, since(visit.waits_since, "minutes"))), expected(visit.visit, service.id)),
    ),
  );
}

/** Somebody who fetches something. `letters` has the letter of each service. */
export function parkedRow(visit, letters, on) {
  return awayRow(visit, letters, visit.parked_at, null, on, on.callParked);
}

/** Somebody who did not come. */
export function missedRow(visit, letters, on) {
  const again = visit.offered_again_at === null ? either(W.ONLY_STAFF) : until(visit.offered_again_at);
  return awayRow(visit, letters, visit.missed_at, again, on, on.callMissed);
}

function awayRow(visit, letters, moment, note, on, call) {
  const act = (words, label, does, onclick, row) =>
    h(
      "button",
      {
        class: "button button-small",
        type: "button",
        "aria-label": pick(label),
        data: { does, key: `${does} ${visit.visit} ${visit.service.id}`, away: visit.at === null ? "" : "away", ...row },
        onclick,
      },
      either(words),
    );
  return h(
    "li",
    { class: "row" },
    h("span", { class: "row-number" }, visit.number),
    h(
      "span",
      { class: "row-middle" },
      // the number's letter says it, where they came for this service first
      visit.number.startsWith(letters[visit.service.id]) ? null : h("span", { class: "row-service" }, either(called(visit.service)), " "),
      h("span", { class: "row-time" }, since(moment, "ago")),
      note === null ? null : h("span", { class: "row-note" }, note),
      at(visit),
      marks(visit),
    ),
    act(W.RESUME, W.resumes(visit.number), "resume", (event) => on.resume(visit, event), {}),
    act(W.CALL, W.calls(visit.number), "call-missed", (event) => call(visit, event), { row: "" }),
  );
}
