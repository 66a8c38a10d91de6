// What the supervisor decides, or looks at twice, before it is sent.

import { h } from "../dom.js";
import { valueAt } from "./curve.js";
import { Dialog, statuses } from "./dialog.js";
import { both, called, either, pick } from "./language.js";
import * as W from "./supervisor_words.js";
import { offsetOf, wallClock } from "./time.js";
import { BACK, COUNTER_STATUS, SERVICE_STATUS } from "./words.js";

const HALF_HOUR = 1800_000;
const dialog = document.getElementById("dialog");
const foot = (...children) => h("p", { class: "dialog-foot" }, children);
const badge = (service) => h("b", { class: "letter" }, service.letter);

function doubtfulRow(one, clock) {
  const kiosk = one.kiosk === "" ? null : either(W.device(one.kiosk));
  const reported = one.reported_at === null ? null : either(W.reportedAt(clock(one.reported_at)));
  return h(
    "li",
    { class: `doubtful-one${one.over ? " is-over" : ""}` },
    h(
      "div",
      { class: "doubtful-head" },
      h("b", { class: "doubtful-number" }, one.number),
      one.services.length === 0 ? null : h("span", { class: "doubtful-services" }, one.services.map((service) => either(called(service)))),
      h("span", { class: "doubtful-now" }, either(one.over ? W.OVER : one.counter === null ? W.GOES_ON : called(one.counter))),
      h("span", { class: "doubtful-facts" }, kiosk, either(W.atTime(clock(one.issued_at))), reported),
    ),
    h(
      "ul",
      { class: "doubts" },
      one.doubts.map((doubt) => h("li", {}, h("b", { class: "doubt-short" }, either(doubt.short)), h("span", {}, both(doubt.whole)))),
    ),
  );
}

export class SupervisorDialogs extends Dialog {
  #send;
  /** What is drawn anew while the dialog is open. */
  #live = null;

  /** `send(action, fields, about)` sends a command; `about` has the names of what it changes. */
  constructor(send) {
    super();
    this.#send = send;
    dialog.addEventListener("close", () => {
      if (!dialog.open) this.#live = null;
    });
  }

  /** A key of a choice that acts at once. */
  key(event) {
    const chosen = [...dialog.querySelectorAll("[data-hotkey]")].find((one) => one.dataset.hotkey === event.key);
    if (chosen === undefined) return;
    event.preventDefault();
    chosen.click();
  }

  update(view) {
    if (this.open) this.#live?.(view);
  }

  #act(action, fields, about) {
    this.close();
    this.#send(action, fields, about);
  }

  /** Opens a service, ends its numbers, or stops it. */
  service(view, id) {
    const service = view.services.find((one) => one.id === id);
    const counters = view.counters.filter((counter) => counter.services.includes(id)).map((counter) => ({ ...counter, words: COUNTER_STATUS[counter.status] }));
    const send = (status) => this.#act(`services/${encodeURIComponent(id)}/status`, { status }, service);
    this.show(W.serviceState(service), [
      statuses(SERVICE_STATUS, W.serviceMeans(service.waiting), service.status, send, { say: either }),
      h("p", { class: "dialog-note" }, either(counters.length === 0 ? W.NO_COUNTER_SERVES : W.servedBy(counters))),
    ]);
  }

  /** Opens, pauses or closes a counter, or gives it other services for today. */
  counter(view, id) {
    const counter = view.counters.find((one) => one.id === id);
    const path = `counters/${encodeURIComponent(id)}`;
    this.show(called(counter), [
      counter.staff === null ? null : h("p", { class: "dialog-who" }, either(W.inCharge(counter.staff))),
      statuses(COUNTER_STATUS, W.counterMeans(counter), counter.status, (status) => this.#act(`${path}/status`, { status }, counter), { say: either, layout: "choices-three" }),
      this.#services(view, counter, (services) => this.#act(`${path}/services`, { services }, counter)),
    ]);
  }

  /** The checkboxes of all services; one that would be left without a counter is said. */
  #services(view, counter, send) {
    const warning = h("p", { class: "notice dialog-alone", role: "status" });
    const submit = h("button", { class: "button button-primary", type: "submit" }, both(W.ASSIGN));
    const ticked = () => new FormData(form).getAll("service");
    const look = () => {
      const services = new Set(ticked());
      const elsewhere = (id) => view.counters.some((other) => other.id !== counter.id && other.services.includes(id));
      const left = view.services.filter((service) => counter.services.includes(service.id) && !services.has(service.id) && !elsewhere(service.id));
      warning.hidden = left.length === 0 && services.size > 0;
      if (!warning.hidden) warning.replaceChildren(either(services.size === 0 ? W.CHOOSE_ONE : W.alone(left)));
      submit.setAttribute("aria-disabled", String(services.size === 0));
    };
    const form = h(
      "form",
      {
        class: "dialog-services",
        onchange: look,
        onsubmit: (event) => {
          event.preventDefault();
          const services = ticked();
          if (services.length > 0) send(services);
        },
      },
      h("fieldset", {}, h("legend", {}, both(W.FOR_TODAY)), h("div", { class: "choices choices-many" }, view.services.map((service) => this.#tick(service, counter)))),
      warning,
      foot(counter.assigned ? h("button", { class: "button", type: "button", onclick: () => send([]) }, both(W.AS_USUAL)) : null, submit),
    );
    look();
    return form;
  }

  #tick(service, counter) {
    return h(
      "label",
      { class: "choice" },
      h("input", { type: "checkbox", name: "service", value: service.id, checked: counter.services.includes(service.id) }),
      badge(service),
      either(called(service)),
      service.waiting > 0 ? h("span", { class: "choice-waiting" }, either(W.people(service.waiting))) : null,
    );
  }

  /** The lobby closes. A second look: how many visits would end. */
  closeDay(view) {
    const words = h("p", { id: "close-words", role: "status" });
    const send = () => {
      if (yes.getAttribute("aria-disabled") !== "true") this.#act("close-day", {}, null);
    };
    const yes = h("button", { class: "button button-danger", type: "button", onclick: send }, both(W.CLOSE_DAY));
    const live = (now) => {
      const busy = now.counters.filter((counter) => counter.number !== null);
      yes.setAttribute("aria-disabled", String(busy.length > 0));
      words.className = busy.length > 0 ? "notice notice-error" : "close-count";
      const said = busy.length > 0 ? W.closeBusy(busy) : now.would_end === 0 ? W.NOBODY_LEFT : W.wouldEnd(now);
      if (words.dataset.said === said.ja) return;
      words.dataset.said = said.ja;
      words.replaceChildren(either(said));
    };
    live(view);
    this.show(W.CLOSE_DAY, [
      words,
      h("p", { class: "dialog-note" }, either(W.CLOSE_MEANS)),
      foot(h("button", { class: "button", type: "button", data: { first: "" }, onclick: () => this.close() }, both(BACK)), yes),
    ]);
    this.#live = live;
  }

  /** Numbers that kiosks gave while they were cut off, and what is in doubt about them. */
  alone(view) {
    const body = h("div", { class: "alone" });
    let said = "";
    const live = (now) => {
      if (JSON.stringify(now.alone) === said) return;
      said = JSON.stringify(now.alone);
      const clock = (moment) => wallClock(Date.parse(moment), offsetOf(now.at));
      body.replaceChildren(
        h("p", {}, both(W.aloneMeans(now.alone.given))),
        now.alone.doubtful.length === 0
          ? h("p", { class: "dialog-note" }, both(W.NONE_DOUBTFUL))
          : h("ul", { class: "scroll doubtful", tabindex: "0", "aria-label": pick(W.TO_CHECK) }, now.alone.doubtful.map((one) => doubtfulRow(one, clock))),
      );
    };
    live(view);
    this.show(W.DOUBTFUL, [body, foot(h("a", { class: "button", href: "/staff/passes" }, both(W.REVOKE_PASS)))]);
    document.getElementById("dialog-close").focus();
    this.#live = live;
  }

  /** How people are called here. */
  policy() {
    this.show(W.POLICY, [document.getElementById("policy").content.cloneNode(true)]);
    document.getElementById("dialog-close").focus();
  }

  /** The curve's numbers: one line each half hour, and now. */
  curveTable(view, points) {
    const seen = view.services.filter((service) => points.some((point) => (point.services[service.id] ?? 0) > 0));
    const offset = offsetOf(view.at);
    const now = points.at(-1)?.time ?? 0;
    const column = (of) => points.map((point) => ({ time: point.time, value: of(point) }));
    const columns = [column((point) => point.people), ...seen.map(({ id }) => column((point) => point.services[id] ?? 0))];
    const row = (time, words) => h("tr", {}, h("th", { scope: "row" }, words), columns.map((values) => h("td", {}, String(valueAt(values, time)))));
    const rows = [];
    const first = Math.ceil(((points[0]?.time ?? now) + offset) / HALF_HOUR) * HALF_HOUR - offset;
    for (let time = first; time < now; time += HALF_HOUR) rows.push(row(time, wallClock(time, offset)));
    rows.push(row(now, either(W.nowAt(wallClock(now, offset)))));
    const head = h(
      "tr",
      {},
      h("th", { scope: "col" }, both(W.TIME)),
      h("th", { scope: "col" }, both(W.WHOLE)),
      seen.map((service) => h("th", { scope: "col", title: service.name }, badge(service), h("span", { class: "unseen" }, either(called(service))))),
    );
    this.show(W.TODAY, [
      points.length === 0
        ? h("p", {}, both(W.NO_VISITS))
        : h(
            "div",
            { class: "scroll table-scroll", tabindex: "0", role: "group", "aria-labelledby": "dialog-title" },
            h("table", { class: "curve-table" }, h("thead", {}, head), h("tbody", {}, rows)),
          ),
    ]);
    document.getElementById("dialog-close").focus();
  }
}
