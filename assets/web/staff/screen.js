// Draws a counter's view.

import { both, fill, h } from "../dom.js";

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

const chip = (words, kind) => h("li", { class: `chip ${kind}` }, both(words));

function chips(visit) {
  const marks = visit.needs.map((need) => chip(need, "chip-need"));
  if (visit.language !== "ja") marks.unshift(chip(visit.language_words, "chip-language"));
  return marks.length > 0 ? h("ul", { class: "chips" }, marks) : null;
}

/** Short marks for a list's line; the whole words are there for who points at it or listens. */
function marks(visit) {
  const words = visit.needs.map((need) => need.ja);
  if (visit.language !== "ja") words.unshift(visit.language_words.ja);
  return words.length > 0 ? h("span", { class: "row-marks" }, words.join("・")) : null;
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

const since = (moment, unit) => h("span", { data: { since: moment, unit } });

export class Screen {
  /** Milliseconds that the server's clock is before this one's. */
  #ahead = 0;
  #view = null;
  #onCallMissed;

  constructor(onCallMissed) {
    this.#onCallMissed = onCallMissed;
    setInterval(() => this.#tick(), 1000);
  }

  show(view) {
    this.#ahead = Date.parse(view.at) - Date.now();
    this.#view = view;
    fill(place("serving"), view.serving ? this.#serving(view.serving) : this.#nobody(view));
    document.body.classList.toggle("is-serving", view.serving !== null);
    fill(place("next"), this.#next(view));
    fill(place("waiting"), view.queues.map((queue) => this.#queue(queue)));
    place("waiting-count").textContent = `${new Set(view.queues.flatMap((q) => q.waiting.map((v) => v.visit))).size}人`;
    fill(place("missed"), this.#missed(view.missed));
    place("missed-count").textContent = `${view.missed.length}人`;
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
    const [word, english] = { waiting: ["これから", "to come"], missed: ["不在", "missed"], done: ["済み", "done"] }[stop.state];
    return h(
      "li",
      { class: `stop stop-${stop.state}` },
      h("span", { class: "stop-state" }, word, " ", h("span", { lang: "en" }, english)),
      h("span", {}, stop.service.name),
      h("span", { class: "stop-counters" }, stop.counters.map((counter) => counter.name).join("・")),
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

  #queue(queue) {
    return h(
      "section",
      { class: "queue" },
      h("h3", {}, h("b", { class: "letter" }, queue.letter), " ", queue.service.name, h("span", { class: "queue-count" }, `${queue.waiting.length}人`)),
      queue.waiting.length > 0
        ? h(
            "ol",
            { class: "rows" },
            queue.waiting.map((visit) =>
              h(
                "li",
                { class: visit.elsewhere ? "row row-away" : "row" },
                h("span", { class: "row-number" }, visit.number),
                h("span", { class: "row-middle" }, visit.elsewhere ? h("span", { class: "row-away-mark" }, `${visit.elsewhere}で対応中`) : null, marks(visit)),
                h("span", { class: "row-time" }, since(visit.issued_at, "minutes")),
              ),
            ),
          )
        : h("p", { class: "hint" }, "お待ちの方はいません"),
    );
  }

  #missed(missed) {
    if (missed.length === 0) return [h("p", { class: "hint" }, "不在の方はいません")];
    return [
      h(
        "ul",
        { class: "rows" },
        missed.map((visit) =>
          h(
            "li",
            { class: "row" },
            h("span", { class: "row-number" }, visit.number),
            h("span", { class: "row-middle" }, h("span", { class: "row-service" }, visit.service.name), " ", h("span", { class: "row-time" }, since(visit.missed_at, "minutes"), "前"), marks(visit)),
            h(
              "button",
              {
                class: "button button-small",
                type: "button",
                "aria-label": `${visit.number} を呼び出す Call`,
                data: { key: visit.visit, away: visit.elsewhere ?? "" },
                onclick: (event) => this.#onCallMissed(visit, event),
              },
              visit.elsewhere ? `${visit.elsewhere}` : "呼出",
            ),
          ),
        ),
      ),
    ];
  }

  #other(other) {
    return h(
      "li",
      { class: `other${other.number ? " other-busy" : ""}${other.shares_service ? " other-shares" : ""}` },
      h("span", { class: "other-name" }, other.counter.name),
      h("span", { class: "other-number" }, other.number ?? "空き"),
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
  }
}
