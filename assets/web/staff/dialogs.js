// What needs a choice or a second look before it is sent.

import { h } from "../dom.js";
import { choice, Dialog, keyed, statuses } from "./dialog.js";
import { both, called, either, pick } from "./language.js";
import { finder } from "./find.js";
import { explained } from "./lists.js";
import * as W from "./words.js";

/** The services of the site, as the page brought them. */
const allServices = () => [...document.querySelectorAll("#all-services li")].map((item) => ({ ...item.dataset, name: item.textContent, name_en: item.dataset.en }));

/** The counters that serve a service today. */
function countersFor(view, service) {
  const own = view.queues.some((queue) => queue.service.id === service) ? [view.counter] : [];
  return [...own, ...view.others.filter((other) => other.services.includes(service)).map((other) => other.counter)];
}

const badge = (service) => h("b", { class: "letter" }, service.letter);
const named = (service) => [badge(service), either(called(service))];
const foot = (...children) => h("p", { class: "dialog-foot" }, children);

/** Each entry of a closed list as a choice with a digit. */
const choices = (entries, act) =>
  h("div", { class: "choices" }, Object.entries(entries).map(([id, words], index) => keyed(String(index + 1), words, () => act(id))));

export class Dialogs extends Dialog {
  #send;
  #base;

  /** `send(action, fields)` sends a command; `base` is where the counter's API is. */
  constructor(send, base) {
    super();
    this.#send = send;
    this.#base = base;
  }

  #act(action, fields) {
    this.close();
    this.#send(action, fields);
  }

  #tool(words, hotkey, onclick) {
    return h("button", { class: "button button-tool", type: "button", data: { hotkey: hotkey.toLowerCase() }, "aria-keyshortcuts": hotkey, onclick }, both(words), h("kbd", {}, hotkey));
  }

  /** 指名呼出: a visit of a list, to call with the reason; or to note, or to cancel. */
  callNumber(visit, busy) {
    const refused = visit.at !== null ? W.servedAt(visit.at) : busy ? W.BUSY : null;
    this.show(W.callOut(visit.number), [
      explained(visit),
      h("p", { class: refused === null ? "" : "notice" }, both(refused ?? W.CHOOSE_REASON)),
      refused === null ? choices(W.CALL_REASON, (reason) => this.#act("call-number", { visit: visit.visit, reason })) : null,
      foot(this.#tool(W.NOTES, "M", () => this.notes(visit)), this.#tool(W.CANCEL, "X", () => this.cancelVisit(visit))),
    ]);
  }

  /** 完了 with another outcome than the usual one. */
  finishAs(serving) {
    this.show(
      W.finishAs(serving.number),
      [h("p", {}, both(W.CHOOSE_OUTCOME)), choices(W.OUTCOME, (outcome) => this.#act("finish", { visit: serving.visit, outcome }))],
      serving.visit,
    );
  }

  /** メモ: any of a closed list. `about` is given where it is about who is served. */
  notes(visit, about = null) {
    const note = ([id, words], index) =>
      h(
        "label",
        { class: "choice" },
        h("input", { type: "checkbox", name: "note", value: id, checked: visit.notes.includes(id), data: { hotkey: String(index + 1) }, "aria-keyshortcuts": String(index + 1) }),
        h("kbd", {}, String(index + 1)),
        both(words),
      );
    const form = h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.#act("notes", { visit: visit.visit, notes: new FormData(form).getAll("note") });
        },
      },
      h("p", {}, both(W.NOTES_MEAN)),
      h("div", { class: "choices" }, Object.entries(W.NOTE).map(note)),
      foot(h("button", { class: "button button-primary", type: "submit" }, both(W.SAVE), h("kbd", {}, "Enter"))),
    );
    this.show(W.notesOf(visit.number), [form], about);
  }

  /** 引継ぎ: to a service or one counter of it, at the old place or at the end. */
  transfer(view) {
    const { serving } = view;
    const counters = h("select", { name: "counter", id: "transfer-counter" });
    const offer = (service) =>
      counters.replaceChildren(
        h("option", { value: "" }, pick(service === undefined ? W.CHOOSE_SERVICE : W.ANY_COUNTER)),
        ...countersFor(view, service).map((counter) => h("option", { value: counter.id }, pick(called(counter)))),
      );
    offer();
    const service = (entry) =>
      h(
        "label",
        { class: "choice" },
        h("input", {
          type: "radio",
          name: "service",
          value: entry.id,
          required: true,
          data: { hotkey: entry.letter.toLowerCase() },
          "aria-keyshortcuts": entry.letter,
          onchange: () => offer(entry.id),
        }),
        named(entry),
      );
    const place = (value, words, checked) => h("label", { class: "choice" }, h("input", { type: "radio", name: "place", value, checked }), both(words));
    const form = h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          const chosen = new FormData(form);
          this.#act("transfer", {
            visit: serving.visit,
            to_service: chosen.get("service"),
            to_counter: chosen.get("counter") || null,
            keep_place: chosen.get("place") === "keep",
          });
        },
      },
      h("fieldset", {}, h("legend", {}, both(W.SERVICE)), h("div", { class: "choices choices-many" }, allServices().map(service))),
      h(
        "div",
        { class: "dialog-pair" },
        h("label", { class: "field", for: "transfer-counter" }, both(W.COUNTER), counters),
        h("fieldset", {}, h("legend", {}, both(W.PLACE)), h("div", { class: "choices choices-two" }, place("keep", W.KEEP_PLACE, true), place("end", W.TO_END, false))),
      ),
      foot(h("button", { class: "button button-primary", type: "submit" }, both(W.TRANSFER), h("kbd", {}, "Enter"))),
    );
    this.show(W.transferOf(serving.number), [form], serving.visit);
  }

  /** One more service for who is served. */
  addStop(serving) {
    const taken = new Set([
      serving.service.id,
      ...serving.other_stops.filter((stop) => !["done", "dropped"].includes(stop.state)).map((stop) => stop.service.id),
    ]);
    const services = allServices().filter((service) => !taken.has(service.id));
    this.show(
      W.addTo(serving.number),
      [
        h("p", {}, both(W.JOINS_END)),
        h(
          "div",
          { class: "choices choices-many" },
          services.map((service) => choice(service.letter, named(service), () => this.#act("add-stop", { visit: serving.visit, service: service.id }))),
        ),
      ],
      serving.visit,
    );
  }

  /** One of the other stops is not needed. */
  dropStop(serving, stop) {
    this.confirm({
      title: W.dropFrom(serving.number, stop.service),
      words: W.DROP_MEANS,
      yes: W.DROP,
      send: () => this.#act("drop-stop", { visit: serving.visit, service: stop.service.id }),
      about: serving.visit,
    });
  }

  /** The whole visit ends. `about` is given where it is about who is served. */
  cancelVisit(visit, about = null) {
    this.confirm({
      title: W.cancelOf(visit.number),
      words: W.CANCEL_MEANS,
      yes: W.CANCEL_YES,
      send: () => this.#act("cancel-visit", { visit: visit.visit }),
      about,
    });
  }

  /** Opens, pauses or closes this counter. */
  counterStatus(view) {
    this.show(W.stateOf(view.counter), [statuses(W.COUNTER_STATUS, W.COUNTER_STATUS_MEANS, view.status, (status) => this.#act("status", { status }))]);
  }

  /** Opens a service, ends its numbers, or stops it: the last, and going on, is the supervisor's. */
  serviceStatus(queue, mayStop) {
    if (queue.status === "closed" && !mayStop) {
      this.show(W.serviceState(queue.service), [h("p", { class: "notice" }, both(W.STOPPED_BY_SUPERVISOR))]);
      return;
    }
    const { closed, ...own } = W.SERVICE_STATUS;
    const send = (status) => this.#act("service-status", { service: queue.service.id, status });
    this.show(W.serviceState(queue.service), [statuses(mayStop ? { ...own, closed } : own, W.SERVICE_STATUS_MEANS, queue.status, send)]);
  }

  /** 番号で探す: any visit of today. `busy()` says whether somebody is being served. */
  find(busy) {
    const body = finder(this.#base, {
      call: (visit) => this.callNumber(visit, busy()),
      resume: (visit, service) => this.#act("resume", { visit: visit.visit, service }),
      notes: (visit) => this.notes(visit),
      cancel: (visit) => this.cancelVisit(visit),
    });
    this.show(W.FIND, [body]);
  }

  /** Every key of the console. */
  keys(entries) {
    this.show(W.KEYS, [h("dl", { class: "keys" }, entries.map(([key, words]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, both(words)))))]);
  }
}
