// Who is being served, and who is next.

import { h } from "../dom.js";
import { since } from "./clock.js";
import { both, called, either, pick } from "./language.js";
import { alarmMark, chips, expected, explained } from "./lists.js";
import * as W from "./words.js";

const ENDED = new Set(["done", "dropped"]);

/** The order of a visit's services with one of the others moved, and nothing else; null where it cannot be. */
export function moved(serving, service, up) {
  const open = serving.other_stops.filter((stop) => !ENDED.has(stop.state)).map((stop) => stop.service.id);
  const neighbour = open[open.indexOf(service) + (up ? -1 : 1)];
  if (neighbour === undefined) return null;
  return serving.order.map((one) => (one === service ? neighbour : one === neighbour ? service : one));
}

/** What the middle of the console shows. `on` has drop(stop) and move(stop, order, event). */
export function servingBody(view, on) {
  const { serving } = view;
  if (serving === null) {
    return h("div", { class: "nobody" }, h("p", { class: "nobody-words" }, both(view.next === null ? W.NOBODY_WAITS : W.NOBODY)), alarmMark(W.IDLE));
  }
  const fact = (words, value, kind = "") => h("div", {}, h("dt", {}, either(words)), h("dd", { class: kind }, value));
  return [
    h(
      "div",
      { class: "serving-head" },
      h("p", { class: "serving-number" }, serving.number),
      h(
        "div",
        { class: "serving-facts" },
        h("p", { class: "serving-service" }, either(called(serving.service))),
        h(
          "dl",
          { class: "facts" },
          fact(W.SINCE_CALL, since(serving.called_at, "clock"), "serving-clock"),
          fact(W.CALLS, either(W.times(serving.calls))),
          fact(W.SINCE_ISSUE, since(serving.issued_at, "minutes")),
        ),
        chips(serving, { doubts: false }),
      ),
    ),
    explained(serving),
    serving.other_stops.length > 0
      ? h("div", { class: "other-stops" }, h("h3", {}, both(W.OTHER_STOPS)), h("ol", { class: "stops" }, serving.other_stops.map((stop) => stopRow(serving, stop, on))))
      : null,
    h("h3", {}, both(W.PROCEDURES)),
    serving.procedures.length > 0 ? h("ul", { class: "procedures" }, serving.procedures.map(procedure)) : h("p", { class: "hint" }, both(serving.has_request ? W.HAS_REQUEST : W.WALK_IN)),
  ];
}

function procedure(entry) {
  return h(
    "li",
    {},
    both({ ja: entry.title, en: entry.title_en }),
    entry.bring.length > 0 ? h("span", { class: "bring" }, either(W.bring(entry.bring))) : null,
  );
}

function stopRow(serving, stop, on) {
  const state = stop.outcome === null || stop.outcome === "done" ? W.STOP_STATE[stop.state] : W.OUTCOME[stop.outcome];
  const open = !ENDED.has(stop.state);
  const tool = (label, does, key, content, onclick, attributes = {}) =>
    h(
      "button",
      { class: "button button-tool stop-tool", type: "button", "aria-label": pick(label), data: { does, key: `${key} ${stop.service.id}` }, onclick, ...attributes },
      content,
    );
  const move = (up) => {
    const order = moved(serving, stop.service.id, up);
    if (order === null) return null;
    return tool(W.moves(stop.service, up), "reorder-stops", up ? "up" : "down", up ? "▲" : "▼", (event) => on.move(order, event));
  };
  return h(
    "li",
    { class: `stop stop-${stop.state}` },
    h("span", { class: "stop-state" }, either(state)),
    h(
      "span",
      { class: "stop-info" },
      h("span", { class: "stop-service" }, either(called(stop.service))),
      stop.slot === null ? null : h("span", { class: "mark mark-slot" }, either(W.slot(stop.slot))),
      h("span", { class: "suggested", data: { suggested: stop.service.id }, hidden: true }, "★ ", either(W.SUGGESTED)),
      h("span", { class: "stop-counters" }, stop.counters.map((counter, index) => [index > 0 ? either(W.AND) : "", either(called(counter))]).flat()),
      open ? expected(serving.visit, stop.service.id) : null,
    ),
    open
      ? h(
          "span",
          { class: "stop-tools" },
          move(true),
          move(false),
          tool(W.drops(stop.service), "drop-stop", "drop", either(W.DROP), () => on.drop(stop), { "aria-haspopup": "dialog" }),
        )
      : null,
  );
}

/** Who would be called now. */
export function nextBody({ next }) {
  if (next === null) return [h("p", { class: "hint" }, both(W.NOBODY_NEXT))];
  return [
    h("span", { class: "next-number" }, next.number),
    h(
      "span",
      { class: "next-facts", data: { alarmAt: next.late_at } },
      h("span", { class: "next-service" }, either(called(next.service))),
      h("span", { class: "next-wait" }, either(W.WAITED), " ", since(next.waits_since, "minutes"), alarmMark(W.LATE), either(W.AND), either(W.WHY[next.why])),
    ),
    chips(next),
  ];
}
