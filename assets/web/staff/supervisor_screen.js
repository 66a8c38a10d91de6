// Draws the whole lobby: figures, what must be acted on, services, counters.

import { h } from "../dom.js";
import { both, called, either, pick } from "./language.js";
import { Rows } from "./rows.js";
import * as W from "./supervisor_words.js";
import { offsetOf, wallClock } from "./time.js";
import { COUNTER_STATUS, SERVICE_STATUS } from "./words.js";

const place = (id) => document.getElementById(id);
const letter = (service) => h("b", { class: "letter" }, service.letter);
const passed = (moment) => h("span", { data: { since: moment } });

export class SupervisorScreen {
  /** Milliseconds that the server's clock is before this one's. */
  #ahead = 0;
  #view = null;
  #devices = [];
  #ask;
  #services = new Rows(place("services"));
  #counters = new Rows(place("counters"));
  #alarms = new Rows(place("alarms"));
  #figures = new Rows(place("figures"));

  /** `ask({kind, id})` opens the dialog of a service or a counter. */
  constructor(ask) {
    this.#ask = ask;
    setInterval(() => this.#tick(), 1000);
  }

  show(view) {
    this.#ahead = Date.parse(view.at) - Date.now();
    this.#view = view;
    this.#draw();
  }

  /** The devices at which people get no paper. */
  devices(alarms) {
    if (JSON.stringify(alarms) === JSON.stringify(this.#devices)) return;
    this.#devices = alarms;
    if (this.#view !== null) this.#draw();
  }

  /** In the language that was chosen just now. */
  relabel() {
    for (const rows of [this.#services, this.#counters, this.#alarms, this.#figures]) rows.forget();
    if (this.#view !== null) this.#draw();
  }

  #now() {
    return Date.now() + this.#ahead;
  }

  #late(service) {
    return service.longest !== null && Date.parse(service.longest.late_at) <= this.#now();
  }

  #idle(counter) {
    return counter.idle_at !== null && Date.parse(counter.idle_at) <= this.#now();
  }

  /** All of it; what has not changed stays as it is. Alarms begin when their moment comes. */
  #draw() {
    const view = this.#view;
    const by = new Map(view.services.map((service) => [service.id, service]));
    this.#figures.show(
      Object.entries(W.FIGURES).map(([name, words]) => [name, [words, view.totals[name]]]),
      ([words, count]) => h("div", { class: "figure" }, h("dt", {}, both(words)), h("dd", {}, String(count))),
    );
    this.#services.show(
      view.services.map((service) => [service.id, { ...service, isLate: this.#late(service) }]),
      (service) => this.#service(service, view),
    );
    this.#counters.show(
      view.counters.map((counter) => [counter.id, { ...counter, isIdle: this.#idle(counter) }]),
      (counter) => this.#counter(counter, by),
    );
    const { given, doubtful } = view.alone;
    place("alone").hidden = given === 0 && doubtful.length === 0;
    place("alone-count").textContent = String(given);
    place("open-count").textContent = `${view.counters.filter((counter) => counter.status === "open").length} / ${view.counters.length}`;
    const alarms = this.#alarmsOf(view);
    this.#alarms.show(
      alarms.length > 0 ? alarms.map((alarm) => [`${alarm.kind} ${alarm.id}`, alarm]) : [["none", null]],
      (alarm) => (alarm === null ? h("li", { class: "alarm-none" }, both(W.NOTHING)) : this.#alarm(alarm)),
    );
    place("alarms-section").classList.toggle("has-alarms", alarms.length > 0);
    this.#times();
  }

  /** What can be mended at once comes first: a counter. Then whoever has waited longest. */
  #alarmsOf(view) {
    const open = view.services.filter((service) => service.uncovered > 0);
    const late = view.services.filter((service) => service.uncovered === 0 && service.status !== "closed" && this.#late(service));
    late.sort((one, other) => Date.parse(one.longest.since) - Date.parse(other.longest.since));
    return [
      ...this.#devices.map((alarm) => ({ kind: "device", id: alarm.device, name: W.device(alarm.device), words: alarm.words, since: null })),
      ...(view.alone.open > 0 ? [{ kind: "alone", id: "", name: W.DOUBTFUL, words: W.toCheck(view.alone), since: null }] : []),
      ...open.map((service) => this.#alarmOf("service", service, W.noCounter(service.uncovered))),
      ...view.counters.filter((counter) => this.#idle(counter)).map((counter) => this.#alarmOf("counter", counter, W.IDLE, counter.idle_since)),
      ...late.map((service) => this.#alarmOf("service", service, W.waitsOver(service.target_minutes), service.longest.since)),
    ];
  }

  #alarmOf(kind, about, words, since = null) {
    return { kind, id: about.id, name: called(about), words, since };
  }

  #alarm(alarm) {
    if (alarm.kind === "device") {
      return h("li", {}, h("a", { class: "button alarm", href: "/staff/devices", data: { key: `alarm device ${alarm.id}` } }, ...this.#alarmWords(alarm)));
    }
    return h(
      "li",
      {},
      h(
        "button",
        { class: "button alarm", type: "button", "aria-haspopup": "dialog", data: { acts: "", key: `alarm ${alarm.kind} ${alarm.id}` }, onclick: () => this.#ask(alarm) },
        ...this.#alarmWords(alarm),
      ),
    );
  }

  #alarmWords(alarm) {
    return [
      h("span", { class: "alarm-mark", "aria-hidden": "true" }, "!"),
      h("span", {}, h("b", {}, either(alarm.name)), " ", alarm.since === null ? "" : passed(alarm.since), " ", either(alarm.words)),
    ];
  }

  #service(service, view) {
    const status = SERVICE_STATUS[service.status];
    const signs = new Map(view.counters.map((counter) => [counter.id, pick(called(counter))]));
    const where = service.counters.map((counter) => signs.get(counter)).join("、");
    return h(
      "tr",
      { class: `service-row is-${service.status}${service.isLate && service.status !== "closed" ? " is-late" : ""}${service.uncovered > 0 ? " is-uncovered" : ""}${service.waiting === 0 ? " is-empty" : ""}` },
      h("td", { class: "cell-letter" }, letter(service)),
      h("th", { scope: "row" }, h("span", { class: "service-name" }, both(called(service)))),
      h("td", { class: "cell-number" }, service.waiting === 0 ? h("span", { class: "nothing" }, "0") : String(service.waiting)),
      h("td", { class: "cell-longest" }, this.#longest(service)),
      h("td", { class: "cell-wait" }, service.wait_minutes === null ? h("span", { class: "nothing" }, "—") : either(W.range(service.wait_minutes))),
      h("td", { class: "cell-open", title: where }, h("span", { class: "open-of" }, h("b", {}, String(service.open_counters.length)), ` / ${service.counters.length}`)),
      h(
        "td",
        { class: "cell-status" },
        h(
          "button",
          {
            class: `button button-tool status-button service-${service.status}`,
            type: "button",
            "aria-haspopup": "dialog",
            "aria-label": pick(W.serviceTakes(service, status)),
            data: { acts: "", key: `service ${service.id}` },
            onclick: () => this.#ask({ kind: "service", id: service.id }),
          },
          either(status),
        ),
      ),
    );
  }

  #longest(service) {
    if (service.longest === null) return h("span", { class: "nothing" }, "—");
    return h(
      "span",
      { class: "longest" },
      service.isLate && service.status !== "closed" ? h("span", { class: "alarm-mark", role: "img", "aria-label": pick(W.OVER_TARGET) }, "!") : null,
      h("b", {}, passed(service.longest.since)),
      h("span", { class: "target" },  " / ", either(W.target(service.target_minutes))),
      service.late > 1 ? h("span", { class: "late-count" }, either(W.people(service.late))) : null,
    );
  }

  #counter(counter, by) {
    const shown = counter.services.length > 2 ? counter.services.slice(0, 1) : counter.services;
    const names = counter.services.map((id) => pick(called(by.get(id)))).join("、");
    return h(
      "li",
      {},
      h(
        "button",
        {
          class: `counter-card is-${counter.status}${counter.number === null ? "" : " is-busy"}${counter.isIdle ? " is-idle" : ""}`,
          type: "button",
          "aria-haspopup": "dialog",
          title: names,
          data: { acts: "", key: `counter ${counter.id}` },
          onclick: () => this.#ask({ kind: "counter", id: counter.id }),
        },
        h(
          "span",
          { class: "card-line" },
          h("span", { class: `status-dot dot-${counter.status}`, "aria-hidden": "true" }),
          h("b", { class: "card-name" }, either(called(counter))),
          h("span", { class: "unseen" }, either(COUNTER_STATUS[counter.status])),
          h("span", { class: "card-staff" }, counter.staff ?? ""),
        ),
        h(
          "span",
          { class: "card-line" },
          this.#nowAt(counter, by),
          h(
            "span",
            { class: `card-services${counter.assigned ? " is-moved" : ""}` },
            counter.assigned ? h("span", { class: "moved" }, either(W.MOVED)) : null,
            shown.map((id) => h("b", { class: "letter letter-small" }, by.get(id).letter)),
            shown.length < counter.services.length ? h("span", {}, `+${counter.services.length - shown.length}`) : null,
          ),
        ),
      ),
    );
  }

  /** Whom a counter serves, or why nobody. */
  #nowAt(counter, by) {
    const paused = counter.status === "paused";
    if (counter.number !== null) {
      return h(
        "span",
        { class: "card-now" },
        h("b", { class: "card-number" }, counter.number),
        h("span", { class: "unseen" }, either(called(by.get(counter.service)))),
        h("span", { class: "card-time" }, passed(counter.called_at)),
        paused ? h("span", { class: "card-paused" }, either(W.PAUSED)) : null,
      );
    }
    if (counter.isIdle) return h("span", { class: "card-now card-alarm" }, h("span", { class: "alarm-mark", "aria-hidden": "true" }, "!"), either(W.FREE), " ", passed(counter.idle_since));
    return h("span", { class: "card-now card-free" }, either(counter.status === "open" ? W.FREE : COUNTER_STATUS[counter.status]));
  }

  #times() {
    const now = this.#now();
    for (const element of document.querySelectorAll("[data-since]")) {
      const text = pick(W.minutes(now - Date.parse(element.dataset.since)));
      if (element.textContent !== text) element.textContent = text;
    }
    const clock = wallClock(now, offsetOf(this.#view.at));
    if (place("clock").textContent !== clock) place("clock").textContent = clock;
  }

  #tick() {
    // while the line is cut nothing is known of now: alarms would come from what was
    if (this.#view === null || document.body.classList.contains("is-cut-off")) return;
    this.#draw();
  }
}
