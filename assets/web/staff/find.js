// Any visit of today, by its number.

import { fill, h } from "../dom.js";
import { since } from "./clock.js";
import { both, called, either, pick } from "./language.js";
import { chips, explained } from "./lists.js";
import * as W from "./words.js";

const RESUMABLE = new Set(["missed", "parked"]);

/** The form and what it found. `on` has call, notes and cancel (with a visit), and resume (with a visit and a service). */
export function finder(base, on) {
  const found = h("div", { class: "found", "aria-live": "polite" });
  const number = h("input", { id: "find-number", name: "number", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "12", required: true, "aria-describedby": "find-hint" });
  const form = h(
    "form",
    {
      class: "find",
      onsubmit: async (event) => {
        event.preventDefault();
        fill(found, await answer(base, number.value.trim(), on));
        found.querySelector("button:not([aria-disabled=true])")?.focus();
      },
    },
    h("label", { class: "unseen", for: "find-number" }, pick(W.FIND)),
    number,
    h("button", { class: "button button-primary", type: "submit" }, both(W.FIND_DO), h("kbd", {}, "Enter")),
    h("p", { class: "hint", id: "find-hint" }, either(W.FIND_HINT)),
  );
  return h("div", {}, form, found);
}

async function answer(base, number, on) {
  try {
    const response = await fetch(`${base}/find?${new URLSearchParams({ number })}`, { signal: AbortSignal.timeout(5000) });
    const body = await response.json();
    if (response.ok) return body.visits.map((visit) => entry(visit, on));
    return h("p", { class: "notice" }, both(body.words));
  } catch {
    return h("p", { class: "notice" }, both(W.UNANSWERED));
  }
}

function entry(visit, on) {
  const act = (words, onclick, allowed = true) =>
    h("button", { class: "button button-small", type: "button", "aria-disabled": String(!allowed), onclick: () => allowed && onclick() }, both(words));
  const over = visit.closed_at !== null;
  return h(
    "article",
    { class: "found-visit" },
    h("h3", { class: "row-number" }, visit.number),
    h("p", {}, either(W.SINCE_ISSUE), " ", since(visit.issued_at, "minutes"), over ? h("b", { class: "found-over" }, both(W.VISIT_OVER)) : null),
    chips(visit, { doubts: false }),
    explained(visit),
    h(
      "ul",
      { class: "found-stops" },
      visit.stops.map((stop) =>
        h(
          "li",
          { class: `stop stop-${stop.state}` },
          h("span", { class: "stop-state" }, either(stop.outcome === null || stop.outcome === "done" ? W.STOP_STATE[stop.state] : W.OUTCOME[stop.outcome])),
          h("span", { class: "stop-service" }, either(called(stop.service))),
          stop.slot === null ? null : h("span", { class: "mark mark-slot" }, either(W.slot(stop.slot))),
          stop.state === "called" && visit.at !== null ? h("span", { class: "stop-counters" }, either(called(visit.at))) : null,
          RESUMABLE.has(stop.state) && !over ? act(W.RESUME, () => on.resume(visit, stop.service.id)) : null,
        ),
      ),
    ),
    over
      ? null
      : h(
          "p",
          { class: "found-tools" },
          act(W.CALL, () => on.call(visit), visit.callable_for !== null),
          act(W.NOTES, () => on.notes(visit)),
          act(W.CANCEL, () => on.cancel(visit)),
        ),
  );
}
