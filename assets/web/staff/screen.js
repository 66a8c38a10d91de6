// Draws a counter's view.

import { fill, h } from "../dom.js";
import { since, tick } from "./clock.js";
import { both, called, either, pick } from "./language.js";
import { alarmMark, missedRow, parkedRow, queueList } from "./lists.js";
import { nextBody, servingBody } from "./serving.js";
import * as W from "./words.js";

const place = (id) => document.getElementById(id);

export class Screen {
  /** Milliseconds that the server's clock is before this one's. */
  #ahead = 0;
  #view = null;
  #outlook = { newcomers: {}, visits: {}, suggested: null };
  #on;

  /** `on` has callMissed, callParked, resume (with a visit of a list and the event), choose (with a
   * visit), drop (with a stop), move (with an order and the event), service (with a queue); and
   * undoEnded().
   */
  constructor(on) {
    this.#on = on;
    setInterval(() => this.#tick(), 1000);
  }

  /** Whether the last step can still be taken back. */
  get undoable() {
    return this.#secondsLeft() > 0;
  }

  #secondsLeft() {
    const undo = this.#view?.undo;
    return undo ? Math.ceil((Date.parse(undo.until) - Date.now() - this.#ahead) / 1000) : 0;
  }

  /** A view. */
  show(view) {
    this.#ahead = Date.parse(view.at) - Date.now();
    this.#view = view;
    this.draw();
  }

  /** The same once more, in the language that is chosen now. */
  draw() {
    const view = this.#view;
    if (view === null) return;
    const letters = Object.fromEntries(view.queues.map((queue) => [queue.service.id, queue.letter]));
    fill(place("serving"), servingBody(view, this.#on));
    document.body.classList.toggle("is-serving", view.serving !== null);
    place("request").hidden = view.serving?.has_request !== true;
    this.#next(view);
    fill(place("waiting"), view.queues.map((queue) => queueList(queue, this.#on)));
    fill(place("waiting-count"), either(W.people(view.waiting)));
    fill(place("parked"), h("ul", { class: "rows" }, view.parked.map((visit) => parkedRow(visit, letters, this.#on))));
    fill(place("parked-count"), either(W.people(view.parked_count)));
    place("parked-section").hidden = view.parked.length === 0;
    fill(
      place("missed"),
      view.missed.length > 0
        ? h("ul", { class: "rows" }, view.missed.map((visit) => missedRow(visit, letters, this.#on)))
        : h("p", { class: "hint" }, either(W.NOBODY_MISSED)),
    );
    fill(place("missed-count"), either(W.people(view.missed_count)));
    fill(
      place("services"),
      view.queues.map((queue) => h("li", {}, h("b", { class: "letter" }, queue.letter), " ", either(called(queue.service)))),
    );
    this.#status(view);
    fill(place("others"), view.others.map(otherCounter));
    document.title = document.title.replace(/^(?:[A-Z]\d+ )?/, view.serving ? `${view.serving.number} ` : "");
    this.outlook(this.#outlook);
    this.#tick();
  }

  /** The waits that are predicted now. */
  outlook(outlook) {
    this.#outlook = outlook;
    const put = (element, words) => fill(element, words === null ? null : either(words));
    for (const element of document.querySelectorAll("[data-wait]")) {
      const [visit, service] = element.dataset.wait.split(" ");
      const range = outlook.visits[visit]?.[service];
      put(element, range === undefined ? null : W.expected(range));
    }
    for (const element of document.querySelectorAll("[data-newcomer]")) {
      const range = outlook.newcomers[element.dataset.newcomer];
      put(element, range === undefined ? null : W.newcomers(range));
    }
    for (const element of document.querySelectorAll("[data-suggested]")) {
      element.hidden = element.dataset.suggested !== outlook.suggested;
    }
  }

  #next(view) {
    const card = document.querySelector(".serving");
    if (view.idle_at === null) delete card.dataset.alarmAt;
    else card.dataset.alarmAt = view.idle_at;
    card.classList.remove("is-alarm");
    fill(place("next"), nextBody(view));
  }

  #status(view) {
    place("status").className = `button button-bar status status-${view.status}`;
    place("status").replaceChildren(
      h("span", { class: "status-dot", "aria-hidden": "true" }),
      both(W.COUNTER_STATUS[view.status]),
      view.staff === null ? "" : either(W.inCharge(view.staff.display_name), "status-who"),
      h("kbd", {}, "O"),
    );
  }

  #tick() {
    tick(Date.now() + this.#ahead);
    const left = this.#secondsLeft();
    const undo = document.querySelector("[data-action=undo]");
    if (left > 0) place("undo-words").textContent = pick(W.undo(this.#view.undo.number, left));
    else if (!undo.hidden) {
      // who works by keyboard would lose their place with it
      if (document.activeElement === undo) document.querySelector("[data-action=call-next]").focus();
      this.#on.undoEnded();
    }
    undo.hidden = left <= 0;
  }
}

function otherCounter(other) {
  const kinds = [`other-${other.status}`, ...(other.number ? ["other-busy"] : []), ...(other.shares_service ? ["other-shares"] : [])];
  return h(
    "li",
    { class: `other ${kinds.join(" ")}`, data: other.idle_at === null ? {} : { alarmAt: other.idle_at } },
    h("span", { class: "other-name" }, either({ ja: other.counter.name, en: `No. ${other.counter.id}` })),
    h("span", { class: "other-number" }, other.number ?? either(W.COUNTER_FREE[other.status])),
    h("span", { class: "other-time" }, other.called_at ? since(other.called_at, "minutes") : alarmMark(W.IDLE_SHORT)),
    h("span", { class: "other-staff", title: other.staff?.display_name }, other.staff?.display_name ?? ""),
  );
}
