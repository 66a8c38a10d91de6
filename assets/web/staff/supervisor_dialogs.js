// The supervisor's one dialog: what needs a choice or a second look before it is sent.

import { h } from "../dom.js";
import { valueAt } from "./curve.js";
import { offsetOf, wallClock } from "./time.js";
import { COUNTER_STATUS, SERVICE_STATUS } from "./words.js";

const HALF_HOUR = 1800_000;
const dialog = document.getElementById("dialog");
const english = (words) => h("small", { lang: "en" }, words);

export class SupervisorDialogs {
  #send;
  /** What is drawn anew while the dialog is open. */
  #live = null;

  /** `send(action, fields, about)` sends a command; `about` names what it changes. */
  constructor(send) {
    this.#send = send;
    document.getElementById("dialog-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => {
      this.#live = null;
      document.getElementById("dialog-body").replaceChildren();
    });
  }

  get open() {
    return dialog.open;
  }

  /** A key of a choice that acts at once. */
  key(event) {
    const chosen = [...dialog.querySelectorAll("[data-hotkey]")].find((one) => one.dataset.hotkey === event.key);
    if (chosen === undefined) return;
    event.preventDefault();
    chosen.click();
  }

  update(view) {
    if (dialog.open) this.#live?.(view);
  }

  #show(title, inEnglish, body) {
    document.getElementById("dialog-title").replaceChildren(title, " ", english(inEnglish));
    document.getElementById("dialog-body").replaceChildren(...body.filter((part) => part !== null));
    if (!dialog.open) dialog.showModal();
    (dialog.querySelector("[data-first]") ?? dialog.querySelector("#dialog-body button"))?.focus();
  }

  #act(action, fields, about) {
    dialog.close();
    this.#send(action, fields, about);
  }

  /** Opens a service, ends its numbers, or stops it. */
  service(view, id) {
    const service = view.services.find((one) => one.id === id);
    const wait = service.waiting === 0 ? "いまお待ちの方はいません。" : `いまお待ちの${service.waiting}人`;
    const means = {
      open: "番号を発行し、呼び出します。",
      last_ticket: service.waiting === 0 ? "新しい番号は発行しません。" : `新しい番号は発行しません。${wait}は最後まで対応します。`,
      closed: service.waiting === 0 ? `新しい番号を発行しません。${wait}` : `新しい番号を発行せず、${wait}も順番には呼び出しません。`,
    };
    const counters = view.counters.filter((counter) => counter.services.includes(id));
    this.#show(`「${service.name}」の受付`, `${service.name_en}, all counters`, [
      this.#statuses(SERVICE_STATUS, means, service.status, (status) => this.#act(`services/${encodeURIComponent(id)}/status`, { status }, service.name)),
      h(
        "p",
        { class: "dialog-note" },
        counters.length === 0 ? "今日、この業務を受け持つ窓口はありません。" : `受け持つ窓口：${counters.map((counter) => `${counter.name}（${COUNTER_STATUS[counter.status][0]}）`).join("、")}`,
        " ",
        english(counters.length === 0 ? "No counter serves it today." : "Counters that serve it"),
      ),
    ]);
  }

  /** Opens, pauses or closes a counter, or gives it other services for today. */
  counter(view, id) {
    const counter = view.counters.find((one) => one.id === id);
    const means = {
      open: "この窓口で呼び出します。",
      paused: "しばらく離れます。呼び出すと受付中に戻ります。",
      closed: counter.number === null ? "今日はこの窓口を閉じます。" : `${counter.number} の対応が終わると閉じられます。`,
    };
    const path = `counters/${encodeURIComponent(id)}`;
    this.#show(`${counter.name}`, counter.staff === null ? "Counter" : `担当 ${counter.staff}`, [
      this.#statuses(COUNTER_STATUS, means, counter.status, (status) => this.#act(`${path}/status`, { status }, counter.name), "choices-three"),
      this.#services(view, counter, (services) => this.#act(`${path}/services`, { services }, counter.name)),
    ]);
  }

  /** The checkboxes of all services, with the one that would be left without a counter said. */
  #services(view, counter, send) {
    const alone = h("p", { class: "notice dialog-alone", role: "status" });
    const submit = h("button", { class: "button button-primary", type: "submit" }, "今日の業務を変える ", english("Assign for today"));
    const ticked = (form) => new FormData(form).getAll("service");
    const look = () => {
      const services = new Set(ticked(form));
      const left = counter.services.filter((id) => !services.has(id) && !view.counters.some((other) => other.id !== counter.id && other.services.includes(id)));
      const names = left.map((id) => view.services.find((service) => service.id === id).name);
      alone.replaceChildren(names.length === 0 ? "" : `「${names.join("」「")}」を受け持つ窓口がなくなります。 `, names.length === 0 ? "" : h("span", { lang: "en" }, "No other counter serves this."));
      alone.hidden = names.length === 0;
      submit.setAttribute("aria-disabled", String(services.size === 0));
    };
    const form = h(
      "form",
      {
        class: "dialog-services",
        onchange: () => look(),
        onsubmit: (event) => {
          event.preventDefault();
          const services = ticked(form);
          if (services.length > 0) send(services);
        },
      },
      h(
        "fieldset",
        {},
        h("legend", {}, "受け持つ業務（今日だけ） ", english("Services, for today only")),
        h(
          "div",
          { class: "choices choices-many" },
          view.services.map((service) =>
            h(
              "label",
              { class: "choice" },
              h("input", { type: "checkbox", name: "service", value: service.id, checked: counter.services.includes(service.id) }),
              h("b", { class: "letter" }, service.letter),
              h("span", {}, service.name),
              service.waiting > 0 ? h("span", { class: "choice-waiting" }, `${service.waiting}人`) : null,
            ),
          ),
        ),
      ),
      alone,
      h(
        "p",
        { class: "dialog-foot" },
        counter.assigned ? h("button", { class: "button", type: "button", onclick: () => send([]) }, "いつもの業務に戻す ", english("Back to usual")) : null,
        submit,
      ),
    );
    look();
    return form;
  }

  /** The lobby closes. A second look: how many visits would end. */
  closeDay(view) {
    const words = h("div", { role: "status" });
    const yes = h(
      "button",
      {
        class: "button button-danger",
        type: "button",
        onclick: () => {
          if (yes.getAttribute("aria-disabled") !== "true") this.#act("close-day", {}, "");
        },
      },
      "一日を終える ",
      english("Close the day"),
    );
    const live = (now) => {
      const busy = now.counters.filter((counter) => counter.number !== null);
      yes.setAttribute("aria-disabled", String(busy.length > 0));
      words.replaceChildren(
        busy.length > 0
          ? h(
              "p",
              { class: "notice notice-error" },
              `対応中の窓口があります：${busy.map((counter) => `${counter.name} ${counter.number}`).join("、")}。終わってから、もう一度押してください。 `,
              h("span", { lang: "en" }, "Someone is still being served."),
            )
          : h(
              "p",
              { class: "close-count" },
              now.would_end === 0
                ? "お待ちの方はいません。"
                : [h("b", { id: "would-end" }, `${now.would_end}人`), `の受付が、対応しないまま終わります（お待ち ${now.totals.waiting}人、保留・不在 ${now.totals.away}人）。`],
              " ",
              h("span", { lang: "en" }, now.would_end === 0 ? "Nobody is waiting." : `${now.would_end} visits would end unserved.`),
            ),
      );
    };
    live(view);
    this.#show("一日を終える", "Close the day", [
      words,
      h("p", { class: "dialog-note" }, "すべての業務と窓口が閉じます。取り消せません。業務は、明日の朝にまた始まります。 ", h("span", { lang: "en" }, "All services and counters close. This cannot be undone; tomorrow begins anew.")),
      h(
        "p",
        { class: "dialog-foot" },
        h("button", { class: "button", type: "button", data: { first: "" }, onclick: () => dialog.close() }, "もどる ", english("Back")),
        yes,
      ),
    ]);
    this.#live = live;
  }

  /** How people are called here. */
  policy() {
    const words = document.getElementById("policy").content.cloneNode(true);
    this.#show("呼び出し方", "The policy in force", [words]);
    document.getElementById("dialog-close").focus();
  }

  /** The curve's numbers: one line each half hour, and now. */
  curveTable(view, points, names) {
    const seen = Object.keys(names).filter((id) => points.some((point) => (point.services[id] ?? 0) > 0));
    const offset = offsetOf(view.at);
    const now = points.at(-1)?.time ?? 0;
    const times = [];
    const first = Math.ceil(((points[0]?.time ?? 0) + offset) / HALF_HOUR) * HALF_HOUR - offset;
    for (let time = first; time < now; time += HALF_HOUR) times.push(time);
    const column = (pick) => points.map((point) => ({ time: point.time, value: pick(point) }));
    const columns = [column((point) => point.people), ...seen.map((id) => column((point) => point.services[id] ?? 0))];
    const row = (time, words) =>
      h("tr", {}, h("th", { scope: "row" }, words), columns.map((values) => h("td", {}, String(valueAt(values, time)))));
    this.#show("今日の待ち人数", "Waiting today", [
      points.length === 0
        ? h("p", {}, "今日はまだ受付がありません。 ", h("span", { lang: "en" }, "No visits yet today."))
        : h(
            "div",
            { class: "scroll table-scroll", tabindex: "0", role: "group", "aria-labelledby": "dialog-title" },
            h(
              "table",
              { class: "curve-table" },
              h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "時刻 ", english("Time")), h("th", { scope: "col" }, "全体 ", english("All")), seen.map((id) => h("th", { scope: "col", title: names[id].name }, h("b", { class: "letter" }, names[id].letter), h("span", { class: "unseen" }, names[id].name))))),
              h("tbody", {}, times.map((time) => row(time, wallClock(time, offset))), row(now, `いま ${wallClock(now, offset)}`)),
            ),
          ),
    ]);
    document.getElementById("dialog-close").focus();
  }

  #statuses(all, means, now, send, layout = "choices-one") {
    return h(
      "div",
      { class: `choices ${layout}` },
      Object.entries(all).map(([status, [words, small]], index) =>
        h(
          "button",
          {
            class: "button choice choice-status",
            type: "button",
            "aria-current": status === now ? "true" : null,
            "aria-keyshortcuts": String(index + 1),
            data: { hotkey: String(index + 1), ...(status === now ? { first: "" } : {}) },
            onclick: () => send(status),
          },
          h("kbd", {}, String(index + 1)),
          h("span", {}, words, " ", english(small), status === now ? h("b", { class: "choice-now" }, "いま") : null, h("span", { class: "choice-means" }, means[status])),
        ),
      ),
    );
  }
}
