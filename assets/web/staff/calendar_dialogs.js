// The calendar's one dialog: details of a reservation, numbers to be read out, second looks.

import { h } from "../dom.js";
import { date, english, spoken, time } from "./calendar_words.js";

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");

const when = (moment) => `${date(moment)} ${time(moment)}`;
const button = (words, inEnglish, onclick, kind = "", attributes = {}) =>
  h("button", { class: `button ${kind}`, type: "button", onclick, ...attributes }, words, " ", english(inEnglish));

export class Dialogs {
  #site;
  /** What is done where the open dialog is left without an answer. */
  #left = null;

  /** `site` is what the page knows of the site: services, procedures, languages, needs, reasons. */
  constructor(site) {
    this.#site = site;
    document.getElementById("dialog-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      const left = this.#left;
      this.#left = null;
      body.replaceChildren();
      left?.();
    });
  }

  get open() {
    return dialog.open;
  }

  /** Where a refusal is said while a dialog is open. */
  get message() {
    return body.querySelector(".message");
  }

  /** Closed because it was answered. */
  close() {
    this.#left = null;
    dialog.close();
  }

  #show(title, inEnglish, parts, left = null) {
    this.#left = left;
    document.getElementById("dialog-title").replaceChildren(title, " ", english(inEnglish));
    body.replaceChildren(...parts.filter((part) => part !== null), h("p", { class: "message", role: "status" }));
    if (!dialog.open) dialog.showModal();
    (body.querySelector("[data-first]") ?? body.querySelector("select, input, button"))?.focus();
  }

  /** Language, needs and procedures; `send(details)` gets them. */
  #details(service, known, submit, send) {
    const language = h(
      "select",
      { name: "language", id: "language", data: { first: "" } },
      this.#site.languages.map((entry) => h("option", { value: entry.id, selected: entry.id === known.language }, `${entry.ja}（${entry.en}）`)),
    );
    if (!this.#site.languages.some((entry) => entry.id === known.language)) {
      language.append(h("option", { value: known.language, selected: true }, known.language));
    }
    const box = (name, entry, kind = "") =>
      h(
        "label",
        { class: `choice ${kind}` },
        h("input", { type: "checkbox", name, value: entry.id, checked: known[name].includes(entry.id) }),
        h("span", {}, entry.ja, " ", english(entry.en)),
      );
    const own = this.#site.procedures.filter((entry) => entry.service === service);
    const others = this.#site.procedures.filter((entry) => entry.service !== service);
    const form = h(
      "form",
      {
        class: "details",
        onsubmit: (event) => {
          event.preventDefault();
          const chosen = new FormData(form);
          send({ language: chosen.get("language"), needs: chosen.getAll("needs"), procedures: chosen.getAll("procedures") });
        },
      },
      h(
        "div",
        { class: "details-scroll", tabindex: "-1" },
        h("label", { class: "field", for: "language" }, h("span", {}, "言語 ", english("Language")), language),
        h("fieldset", {}, h("legend", {}, "配慮 ", english("Needs")), h("div", { class: "choices choices-many" }, this.#site.needs.map((entry) => box("needs", entry)))),
        h(
          "fieldset",
          {},
          h("legend", {}, "手続き ", english("Procedures")),
          h("div", { class: "choices choices-procedures" }, own.map((entry) => box("procedures", entry))),
          h(
            "details",
            { open: others.some((entry) => known.procedures.includes(entry.id)) },
            h("summary", {}, "ほかの業務の手続きも一緒に ", english("Other services too")),
            h("div", { class: "choices choices-procedures" }, others.map((entry) => box("procedures", entry))),
          ),
        ),
      ),
      h("p", { class: "dialog-foot" }, submit),
    );
    return form;
  }

  /** A held place and its details. `on` has send(details) and left(). */
  book(service, held, on) {
    const none = { language: "ja", needs: [], procedures: [] };
    const submit = h("button", { class: "button button-primary", type: "submit", data: { submit: "" } }, "予約を確定する ", english("Confirm"));
    this.#show(
      `${when(held.start)} の予約`,
      "New reservation",
      [
        h("p", { class: "hold-left" }, "この枠を仮押さえしています。あと ", h("b", { data: { expires: held.expires_at } }), " ", h("span", { lang: "en" }, "held for you")),
        h("p", { class: "hint" }, "お名前と電話番号は記録しません。予約番号だけで受け付けます。 ", h("span", { lang: "en" }, "No names, no phone numbers.")),
        this.#details(service, none, submit, on.send),
      ],
      on.left,
    );
  }

  /** Other details of a reservation. */
  edit(one, send) {
    const known = { language: one.language, needs: one.needs, procedures: one.procedures.map((entry) => entry.id) };
    const submit = h("button", { class: "button button-primary", type: "submit" }, "この内容に変える ", english("Save"));
    this.#show(`${spoken(one.number)} の内容`, "Details", [this.#details(one.service, known, submit, send)]);
  }

  /** The number of a new reservation, big enough to be read out. */
  booked(done) {
    this.#big("予約を受けました", "Booked", "予約番号", "Reservation number", spoken(done.number), `${when(done.start)} に、この番号を窓口でお伝えいただくよう、ご案内ください。`);
  }

  /** The number of the ticket that a reservation became. */
  checkedIn(one, done) {
    this.#big(`${spoken(one.number)} を受け付けました`, "Checked in", "番号札", "Ticket", done.ticket, `${time(one.start)} から、この番号でお呼びします。`);
  }

  #big(title, inEnglish, words, wordsInEnglish, number, next) {
    this.#show(title, inEnglish, [
      h("p", { class: "big-words" }, words, " ", english(wordsInEnglish)),
      h("p", { class: "big-number" }, number),
      h("p", { class: "big-next" }, next),
      h("p", { class: "dialog-foot" }, button("閉じる", "Done", () => this.close(), "button-primary", { "data-first": "" })),
    ]);
    body.querySelector(".dialog-foot .button").focus();
  }

  #confirm(title, inEnglish, words, yes, send, kind) {
    this.#show(title, inEnglish, [
      h("p", {}, words),
      h("p", { class: "dialog-foot" }, button("もどる", "Back", () => this.close()), button(yes[0], yes[1], send, kind)),
    ]);
    // a cancellation is not what Enter does by accident
    body.querySelector(kind === "button-danger" ? ".dialog-foot .button" : `.${kind}`).focus();
  }

  cancel(one, send) {
    this.#confirm(`${spoken(one.number)} を取り消す`, "Cancel the reservation", `${when(one.start)} の予約を取り消します。元には戻せません。`, ["取り消す", "Cancel it"], send, "button-danger");
  }

  move(one, slot, send) {
    this.#confirm(
      `${spoken(one.number)} の日時を変える`,
      "Move the reservation",
      `${when(one.start)} から ${when(slot.start)} に移します。予約番号は変わりません。`,
      ["この日時に変える", "Move"],
      send,
      "button-primary",
    );
  }

  checkIn(one, send) {
    this.#confirm(
      `${spoken(one.number)} を受付する`,
      "Check in",
      `${time(one.start)} の予約の方が来庁されました。番号札の番号をお伝えします。`,
      ["受付する", "Check in"],
      send,
      "button-primary",
    );
  }

  /** A date is closed or opened, for one service or all. `send(action, fields)` sends it. */
  day(day, service, send) {
    const all = h("input", { type: "checkbox", id: "all-services" });
    const whose = () => (all.checked ? null : service.id);
    const booked = day.slots.reduce((sum, slot) => sum + slot.booked, 0);
    const closed = day.closed !== null;
    this.#show(`${date(day.day)} の予約受付`, "This date", [
      closed ? h("p", {}, `いまは「${day.closed.words.ja}」のため休止しています。`) : h("p", {}, "理由を選ぶと、新しい予約を受けなくなります。"),
      booked > 0 ? h("p", { class: "notice" }, `「${service.name}」には予約が ${booked} 件あります。休止しても予約は残ります。`) : null,
      h("label", { class: "choice all-services" }, all, h("span", {}, "すべての業務 ", english("All services"), h("span", { class: "choice-means" }, `選ばなければ「${service.name}」だけ`))),
      closed
        ? h("p", { class: "dialog-foot" }, button("予約の受付を再開する", "Open", () => send("open", { day: day.day, service: whose() }), "button-primary", { "data-first": "" }))
        : h(
            "div",
            { class: "choices" },
            this.#site.reasons.map((reason) =>
              h("button", { class: "button choice", type: "button", onclick: () => send("close", { day: day.day, service: whose(), reason: reason.id }) }, h("span", {}, reason.ja, " ", english(reason.en))),
            ),
          ),
    ]);
  }
}
