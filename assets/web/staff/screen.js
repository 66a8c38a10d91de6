// Draws a counter's view.

import { fill, h } from "../dom.js";
import { chips, parkedRow, missedRow, queueList, since } from "./lists.js";
import { COUNTER_STATUS, STOP_STATE } from "./words.js";

const place = (id) => document.getElementById(id);

/** m:ss, or h:mm:ss, between two moments in milliseconds. */
function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

function minutes(milliseconds) {
  const all = Math.max(0, Math.floor(milliseconds / 60000));
  return all < 60 ? `${all}分` : `${Math.floor(all / 60)}時間${all % 60}分`;
}

function procedure(entry) {
  return h(
    "li",
    {},
    entry.title,
    " ",
    h("span", { lang: "en" }, entry.title_en),
    entry.bring.length > 0 ? h("span", { class: "bring" }, `持ち物：${entry.bring.join("、")}`) : null,
  );
}

export class Screen {
  /** Milliseconds that the server's clock is before this one's. */
  #ahead = 0;
  #view = null;
  #on;

  /** `on` has callMissed, callParked, resume, choose (with a visit of a list), drop (with a stop),
   * service (with a queue), each with the event; and undoEnded().
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

  show(view) {
    this.#ahead = Date.parse(view.at) - Date.now();
    this.#view = view;
    fill(place("serving"), view.serving ? this.#serving(view.serving) : this.#nobody(view));
    document.body.classList.toggle("is-serving", view.serving !== null);
    fill(place("next"), this.#next(view));
    fill(place("waiting"), view.queues.map((queue) => queueList(queue, this.#on)));
    place("waiting-count").textContent = `${new Set(view.queues.flatMap((q) => q.waiting.map((v) => v.visit))).size}人`;
    fill(place("parked"), h("ul", { class: "rows" }, view.parked.map((visit) => parkedRow(visit, this.#on))));
    place("parked-count").textContent = `${view.parked.length}人`;
    place("parked-section").hidden = view.parked.length === 0;
    fill(
      place("missed"),
      view.missed.length > 0
        ? h("ul", { class: "rows" }, view.missed.map((visit) => missedRow(visit, this.#on)))
        : h("p", { class: "hint" }, "不在の方はいません"),
    );
    place("missed-count").textContent = `${view.missed.length}人`;
    this.#status(view);
    fill(place("others"), view.others.map((other) => this.#other(other)));
    document.title = document.title.replace(/^(?:[A-Z]\d+ )?/, view.serving ? `${view.serving.number} ` : "");
    this.#tick();
  }

  #nobody(view) {
    const waiting = view.next !== null;
    return h(
      "div",
      { class: "nobody" },
      h("p", { class: "nobody-words" }, waiting ? "対応中の方はいません" : "いまお待ちの方はいません"),
      h("p", { lang: "en" }, waiting ? "Nobody is being served." : "Nobody is waiting now."),
    );
  }

  #serving(serving) {
    return [
      h(
        "div",
        { class: "serving-head" },
        h("p", { class: "serving-number" }, serving.number),
        h(
          "div",
          { class: "serving-facts" },
          h("p", { class: "serving-service" }, serving.service.name),
          h(
            "dl",
            { class: "facts" },
            h("div", {}, h("dt", {}, "呼出から"), h("dd", { class: "serving-clock" }, since(serving.called_at, "clock"))),
            h("div", {}, h("dt", {}, "呼出回数"), h("dd", {}, `${serving.calls}回`)),
            h("div", {}, h("dt", {}, "受付から"), h("dd", {}, since(serving.issued_at, "minutes"))),
          ),
          chips(serving),
        ),
      ),
      serving.other_stops.length > 0
        ? h(
            "div",
            { class: "other-stops" },
            h("h3", {}, "ほかの立寄り先 ", h("small", { lang: "en" }, "Other stops")),
            h("ul", { class: "stops" }, serving.other_stops.map((stop) => this.#stop(stop))),
          )
        : null,
      h("h3", {}, "手続き ", h("small", { lang: "en" }, "Procedures")),
      serving.procedures.length > 0
        ? h("ul", { class: "procedures" }, serving.procedures.map((entry) => procedure(entry)))
        : h("p", { class: "hint" }, "番号札のみの受付です。ご用件をお聞きください。 ", h("span", { lang: "en" }, "Walk-in: please ask what they need.")),
    ];
  }

  #stop(stop) {
    const [word, english] = STOP_STATE[stop.state];
    const open = stop.state !== "done" && stop.state !== "dropped";
    return h(
      "li",
      { class: `stop stop-${stop.state}` },
      h("span", { class: "stop-state" }, word, " ", h("span", { lang: "en" }, english)),
      h("span", {}, stop.service.name),
      h("span", { class: "stop-counters" }, stop.counters.map((counter) => counter.name).join("・")),
      open
        ? h(
            "button",
            { class: "button button-tool", type: "button", "aria-haspopup": "dialog", "aria-label": `${stop.service.name} をやめる Drop`, data: { does: "drop-stop", key: `drop ${stop.service.id}` }, onclick: () => this.#on.drop(stop) },
            "やめる",
          )
        : null,
    );
  }

  #next(view) {
    if (view.next === null) return [h("p", { class: "hint" }, "次にお待ちの方はいません。 ", h("span", { lang: "en" }, "Nobody is next."))];
    return [
      h("span", { class: "next-number" }, view.next.number),
      h("span", { class: "next-service" }, view.next.service.name),
      h("span", { class: "next-wait" }, "待ち ", since(view.next.issued_at, "minutes")),
      chips(view.next),
    ];
  }

  #status(view) {
    const [word, english] = COUNTER_STATUS[view.status];
    const own = document.body.dataset;
    const who = view.staff === null ? null : view.staff === own.account ? own.accountName : view.staff;
    place("status").className = `button button-bar status status-${view.status}`;
    place("status").replaceChildren(
      h("span", { class: "status-dot", "aria-hidden": "true" }),
      h("span", {}, word, " ", h("small", { lang: "en" }, english)),
      who === null ? "" : h("span", { class: "status-who" }, `担当 ${who}`),
    );
  }

  #other(other) {
    const idle = { open: "空き", paused: "休止", closed: "閉" }[other.status];
    return h(
      "li",
      { class: `other other-${other.status}${other.number ? " other-busy" : ""}${other.shares_service ? " other-shares" : ""}` },
      h("span", { class: "other-name" }, other.counter.name),
      h("span", { class: "other-number" }, other.number ?? idle),
      h("span", { class: "other-time" }, other.called_at ? since(other.called_at, "minutes") : ""),
    );
  }

  #tick() {
    const now = Date.now() + this.#ahead;
    for (const element of document.querySelectorAll("[data-since]")) {
      const passed = now - Date.parse(element.dataset.since);
      const text = element.dataset.unit === "clock" ? clock(passed) : minutes(passed);
      if (element.textContent !== text) element.textContent = text;
    }
    for (const element of document.querySelectorAll("[data-until]")) {
      const left = Date.parse(element.dataset.until) - now;
      const text = left > 0 ? `あと${Math.ceil(left / 60000)}分で順番に` : "順番に戻りました";
      if (element.textContent !== text) element.textContent = text;
    }
    const left = this.#secondsLeft();
    const undo = document.querySelector("[data-action=undo]");
    if (left > 0) place("undo-words").textContent = `${this.#view.undo.number} の操作を取り消す（あと${left}秒）`;
    else if (!undo.hidden) {
      // who works by keyboard would lose their place with it
      if (document.activeElement === undo) document.querySelector("[data-action=call-next]").focus();
      this.#on.undoEnded();
    }
    undo.hidden = left <= 0;
  }
}
