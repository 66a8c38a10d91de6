// The console's one dialog: what needs a choice or a second look before it is sent.

import { h } from "../dom.js";
import { CALL_REASON, COUNTER_STATUS, SERVICE_STATUS } from "./words.js";

const dialog = document.getElementById("dialog");
const list = (id) => [...document.querySelectorAll(`#${id} li`)].map((item) => ({ ...item.dataset, name: item.textContent }));
const english = (words) => h("small", { lang: "en" }, words);

/** Words and a key for one choice that acts at once. */
function choice(words, inEnglish, hotkey, onclick, attributes = {}) {
  return h(
    "button",
    { class: "button choice", type: "button", data: { hotkey: hotkey.toLowerCase() }, "aria-keyshortcuts": hotkey, onclick, ...attributes },
    h("kbd", {}, hotkey),
    h("span", {}, words, " ", english(inEnglish)),
  );
}

/** A service as a choice: its letter is its key. */
const badge = (service) => h("b", { class: "letter" }, service.letter);

export class Dialogs {
  #send;
  #about = null;

  /** `send(action, fields)` sends a command. */
  constructor(send) {
    this.#send = send;
    document.getElementById("dialog-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => {
      this.#about = null;
      document.getElementById("dialog-body").replaceChildren();
    });
  }

  get open() {
    return dialog.open;
  }

  /** Whether the open dialog is about somebody who is at the counter no longer: then it closes. */
  outdated(view) {
    if (!dialog.open || this.#about === null || view.serving?.visit === this.#about) return false;
    dialog.close();
    return true;
  }

  /** The words of a dialog that is open already change: nothing is shown twice. */
  #show(title, inEnglish, body, about = null) {
    this.#about = about;
    document.getElementById("dialog-title").replaceChildren(title, " ", english(inEnglish));
    document.getElementById("dialog-body").replaceChildren(...body.filter((part) => part !== null));
    if (!dialog.open) dialog.showModal();
    (dialog.querySelector("[data-first]") ?? dialog.querySelector("#dialog-body input, #dialog-body button"))?.focus();
  }

  #act(action, fields) {
    dialog.close();
    this.#send(action, fields);
  }

  /** 指名呼出: one of those who wait, with the reason. */
  callNumber(visit, busy) {
    const reasons = Object.entries(CALL_REASON);
    this.#show(`${visit.number} を指名して呼び出す`, "Call out of turn", [
      busy
        ? h("p", { class: "notice" }, "対応中の方がいます。完了・保留・不在にしてから呼び出せます。 ", h("span", { lang: "en" }, "Finish, park or mark as absent first."))
        : h("p", {}, "理由を選ぶと、すぐに呼び出します。 ", h("span", { lang: "en" }, "Choosing a reason calls at once.")),
      busy
        ? null
        : h(
            "div",
            { class: "choices" },
            reasons.map(([reason, [words, inEnglish]], index) =>
              choice(words, inEnglish, String(index + 1), () => this.#act("call-number", { visit: visit.visit, reason })),
            ),
          ),
      h(
        "p",
        { class: "dialog-foot" },
        h("button", { class: "button button-tool", type: "button", onclick: () => this.cancelVisit(visit) }, "受付の取消 ", english("Cancel visit")),
      ),
    ]);
  }

  /** 引継ぎ: to a service or one counter of it, at the old place or at the end. */
  transfer(serving) {
    const counters = h("select", { name: "counter", id: "transfer-counter" });
    const offer = (service) =>
      counters.replaceChildren(
        h("option", { value: "" }, service === undefined ? "業務を選んでください" : "どの窓口でもよい（Any）"),
        ...list("all-counters")
          .filter((counter) => counter.services.split(" ").includes(service))
          .map((counter) => h("option", { value: counter.id }, counter.name)),
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
        badge(entry),
        h("span", {}, entry.name),
      );
    const place = (value, words, inEnglish, checked) =>
      h("label", { class: "choice" }, h("input", { type: "radio", name: "place", value, checked }), h("span", {}, words, " ", english(inEnglish)));
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
      h("fieldset", {}, h("legend", {}, "業務 ", english("Service")), h("div", { class: "choices choices-many" }, list("all-services").map(service))),
      h(
        "div",
        { class: "dialog-pair" },
        h("label", { class: "field", for: "transfer-counter" }, h("span", {}, "窓口 ", english("Counter")), counters),
        h(
          "fieldset",
          {},
          h("legend", {}, "順番 ", english("Place")),
          h("div", { class: "choices choices-two" }, place("keep", "受付順のまま", "Keep place", true), place("end", "列の最後", "To the end", false)),
        ),
      ),
      h("p", { class: "dialog-foot" }, h("button", { class: "button button-primary", type: "submit" }, "引き継ぐ ", english("Transfer"), h("kbd", {}, "Enter"))),
    );
    this.#show(`${serving.number} を引き継ぐ`, "Transfer", [form], serving.visit);
  }

  /** One more service for who is served. */
  addStop(serving) {
    const taken = new Set([
      serving.service.id,
      ...serving.other_stops.filter((stop) => !["done", "dropped"].includes(stop.state)).map((stop) => stop.service.id),
    ]);
    const services = list("all-services").filter((service) => !taken.has(service.id));
    const add = (service) => this.#act("add-stop", { visit: serving.visit, service: service.id });
    this.#show(
      `${serving.number} に立寄り先を追加`,
      "Add a stop",
      [
        h("p", {}, "選ぶと、その業務の列の最後に加わります。 ", h("span", { lang: "en" }, "They join the end of that queue.")),
        h(
          "div",
          { class: "choices choices-many" },
          services.map((service) =>
            h(
              "button",
              { class: "button choice", type: "button", data: { hotkey: service.letter.toLowerCase() }, "aria-keyshortcuts": service.letter, onclick: () => add(service) },
              badge(service),
              h("span", {}, service.name),
            ),
          ),
        ),
      ],
      serving.visit,
    );
  }

  /** One of the other stops is not needed. */
  dropStop(serving, stop) {
    this.#confirm({
      title: `${serving.number} の「${stop.service.name}」をやめる`,
      english: "Drop this stop",
      words: "この業務の列から外れます。今日の分を戻すには、立寄り先を追加してください。",
      yes: ["やめる", "Drop"],
      send: () => this.#act("drop-stop", { visit: serving.visit, service: stop.service.id }),
      about: serving.visit,
    });
  }

  /** The whole visit ends. `about` is given where it is about who is served. */
  cancelVisit(visit, about = null) {
    this.#confirm({
      title: `${visit.number} の受付を取り消す`,
      english: "Cancel this visit",
      words: "すべての立寄り先が取り消され、この番号は呼び出せなくなります。",
      yes: ["受付を取り消す", "Cancel the visit"],
      send: () => this.#act("cancel-visit", { visit: visit.visit }),
      about,
    });
  }

  #confirm(ask) {
    this.#show(
      ask.title,
      ask.english,
      [
        h("p", {}, ask.words),
        h(
          "p",
          { class: "dialog-foot" },
          h("button", { class: "button", type: "button", data: { first: "" }, onclick: () => dialog.close() }, "もどる ", english("Back")),
          h("button", { class: "button button-danger", type: "button", onclick: ask.send }, ask.yes[0], " ", english(ask.yes[1])),
        ),
      ],
      ask.about,
    );
  }

  /** Opens, pauses or closes this counter. */
  counterStatus(view) {
    const means = {
      open: "この窓口で呼び出します。担当はあなたになります。",
      paused: "しばらく離れます。呼び出すと受付中に戻ります。",
      closed: "今日はこの窓口を閉じます。対応中の方がいると閉じられません。",
    };
    this.#statuses(`${view.counter.name}の状態`, "This counter", COUNTER_STATUS, means, view.status, (status) => this.#act("status", { status }));
  }

  /** Opens a service, ends its numbers, or stops it. */
  serviceStatus(queue) {
    const means = {
      open: "番号を発行し、呼び出します。",
      last_ticket: "新しい番号は発行しません。お待ちの方は最後まで対応します。",
      closed: "新しい番号を発行せず、お待ちの方も順番には呼び出しません。",
    };
    this.#statuses(`「${queue.service.name}」の受付`, "This service, all counters", SERVICE_STATUS, means, queue.status, (status) =>
      this.#act("service-status", { service: queue.service.id, status }),
    );
  }

  #statuses(title, inEnglish, all, means, now, send) {
    this.#show(title, inEnglish, [
      h(
        "div",
        { class: "choices choices-one" },
        Object.entries(all).map(([status, [words, small]], index) =>
          h(
            "button",
            {
              class: "button choice choice-status",
              type: "button",
              "aria-current": status === now ? "true" : null,
              data: { hotkey: String(index + 1), ...(status === now ? { first: "" } : {}) },
              onclick: () => send(status),
            },
            h("kbd", {}, String(index + 1)),
            h("span", {}, words, " ", english(small), status === now ? h("b", { class: "choice-now" }, "いま") : null, h("span", { class: "choice-means" }, means[status])),
          ),
        ),
      ),
    ]);
  }
}
