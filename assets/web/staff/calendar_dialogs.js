// The calendar's one dialog: details of a reservation, numbers to be read out, second looks.

import { h } from "../dom.js";
import { date, spoken, time, w, when } from "./calendar_words.js";
import { both, either, pick } from "./language.js";

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");

const button = (words, onclick, kind = "", attributes = {}) => h("button", { class: `button ${kind}`, type: "button", onclick, ...attributes }, both(words));

const CLOSE = { ja: "閉じる", en: "Done" };
const BACK = { ja: "もどる", en: "Back" };

export class Dialogs {
  #site;
  /** What is done where the open dialog is left without an answer. */
  #left = null;

  /** `site` is what the page knows of the site: services, procedures, languages, needs, reasons. */
  constructor(site) {
    this.#site = site;
    document.getElementById("dialog-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      // it comes a moment later: another one may be open by then (a hold ends by itself)
      if (dialog.open) return;
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

  #show(title, parts, left = null) {
    this.#left = left;
    document.getElementById("dialog-title").replaceChildren(both(title));
    body.replaceChildren(...parts.filter((part) => part !== null), h("p", { class: "message", role: "status" }));
    if (!dialog.open) dialog.showModal();
    (body.querySelector("[data-first]") ?? body.querySelector("select, input, button"))?.focus();
  }

  /** Language, needs and procedures; `send(details)` gets them. */
  #details(service, known, submit, send) {
    const language = h(
      "select",
      { name: "language", id: "its-language", data: { first: "" } },
      this.#site.languages.map((entry) => h("option", { value: entry.id, selected: entry.id === known.language }, pick({ ja: `${entry.ja}（${entry.en}）`, en: entry.en }))),
    );
    if (!this.#site.languages.some((entry) => entry.id === known.language)) {
      language.append(h("option", { value: known.language, selected: true }, known.language));
    }
    const box = (name, entry, kind = "") =>
      h(
        "label",
        { class: `choice ${kind}` },
        h("input", { type: "checkbox", name, value: entry.id, checked: known[name].includes(entry.id) }),
        both(entry),
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
        h("label", { class: "field", for: "its-language" }, h("span", {}, w("言語", "Language")), language),
        h("fieldset", {}, h("legend", {}, w("配慮", "Needs")), h("div", { class: "choices choices-many" }, this.#site.needs.map((entry) => box("needs", entry)))),
        h(
          "fieldset",
          {},
          h("legend", {}, w("手続き", "Procedures")),
          h("div", { class: "choices choices-procedures" }, own.map((entry) => box("procedures", entry))),
          h(
            "details",
            { open: others.some((entry) => known.procedures.includes(entry.id)) },
            h("summary", {}, w("ほかの業務の手続きも一緒に", "Other services too")),
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
    const submit = h("button", { class: "button button-primary", type: "submit", data: { submit: "" } }, w("予約を確定する", "Confirm"));
    this.#show(
      { ja: `${when(held.start).ja} の予約`, en: `Book ${when(held.start).en}` },
      [
        h("p", { class: "hold-left" }, w("この枠を仮押さえしています。あと", "Held for"), " ", h("b", { data: { expires: held.expires_at } })),
        h("p", { class: "hint" }, w("お名前と電話番号は記録しません。予約番号だけで受け付けます。", "No names, no phone numbers: the number is all it takes.")),
        this.#details(service, none, submit, on.send),
      ],
      on.left,
    );
  }

  /** Other details of a reservation. */
  edit(one, send) {
    const known = { language: one.language, needs: one.needs, procedures: one.procedures.map((entry) => entry.id) };
    const submit = h("button", { class: "button button-primary", type: "submit" }, w("この内容に変える", "Save"));
    this.#show({ ja: `${spoken(one.number)} の内容`, en: `Details of ${spoken(one.number)}` }, [this.#details(one.service, known, submit, send)]);
  }

  /** The number of a new reservation, big enough to be read out. */
  booked(done) {
    this.#big({ ja: "予約を受けました", en: "Booked" }, { ja: "予約番号", en: "Reservation number" }, spoken(done.number), {
      ja: `${when(done.start).ja} に、この番号を窓口でお伝えいただくよう、ご案内ください。`,
      en: `${when(done.start).en}: please ask them to say this number at the counter.`,
    });
  }

  /** The number of the ticket that a reservation became. */
  checkedIn(one, done) {
    this.#big({ ja: `${spoken(one.number)} を受け付けました`, en: `${spoken(one.number)} is checked in` }, { ja: "番号札", en: "Ticket" }, done.ticket, {
      ja: `${time(one.start)} から、この番号でお呼びします。`,
      en: `They are called by this number from ${time(one.start)} on.`,
    });
  }

  #big(title, words, number, next) {
    this.#show(title, [
      h("p", { class: "big-words" }, both(words)),
      h("p", { class: "big-number" }, number),
      h("p", { class: "big-next" }, either(next)),
      h("p", { class: "dialog-foot" }, button(CLOSE, () => this.close(), "button-primary", { "data-first": "" })),
    ]);
    body.querySelector(".dialog-foot .button").focus();
  }

  #confirm(title, words, yes, send, kind) {
    this.#show(title, [
      h("p", {}, either(words)),
      h("p", { class: "dialog-foot" }, button(BACK, () => this.close()), button(yes, send, kind)),
    ]);
    // a cancellation is not what Enter does by accident
    body.querySelector(kind === "button-danger" ? ".dialog-foot .button" : `.${kind}`).focus();
  }

  cancel(one, send) {
    this.#confirm(
      { ja: `${spoken(one.number)} を取り消す`, en: `Cancel ${spoken(one.number)}` },
      { ja: `${when(one.start).ja} の予約を取り消します。元には戻せません。`, en: `The reservation of ${when(one.start).en} is cancelled for good.` },
      { ja: "取り消す", en: "Cancel it" },
      send,
      "button-danger",
    );
  }

  move(one, slot, send) {
    this.#confirm(
      { ja: `${spoken(one.number)} の日時を変える`, en: `Move ${spoken(one.number)}` },
      {
        ja: `${when(one.start).ja} から ${when(slot.start).ja} に移します。予約番号は変わりません。`,
        en: `From ${when(one.start).en} to ${when(slot.start).en}. The number stays the same.`,
      },
      { ja: "この日時に変える", en: "Move" },
      send,
      "button-primary",
    );
  }

  checkIn(one, send) {
    this.#confirm(
      { ja: `${spoken(one.number)} を受付する`, en: `Check in ${spoken(one.number)}` },
      { ja: `${time(one.start)} の予約の方が来庁されました。番号札の番号をお伝えします。`, en: `Whoever booked ${time(one.start)} is here and gets a ticket number.` },
      { ja: "受付する", en: "Check in" },
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
    this.#show({ ja: `${date(day.day).ja} の予約受付`, en: date(day.day).en }, [
      closed ? h("p", {}, either({ ja: `いまは「${day.closed.words.ja}」のため休止しています。`, en: `Closed now: ${day.closed.words.en}.` })) : h("p", {}, either({ ja: "理由を選ぶと、新しい予約を受けなくなります。", en: "Choose a reason: nothing more can be booked then." })),
      booked > 0 ? h("p", { class: "notice" }, either({ ja: `「${service.name}」には予約が ${booked} 件あります。休止しても予約は残ります。`, en: `${service.en} has ${booked} reservations; they stay.` })) : null,
      h("label", { class: "choice all-services" }, all, h("span", {}, w("すべての業務", "All services"), h("span", { class: "choice-means" }, either({ ja: `選ばなければ「${service.name}」だけ`, en: `Otherwise ${service.en} only` })))),
      closed
        ? h("p", { class: "dialog-foot" }, button({ ja: "予約の受付を再開する", en: "Open again" }, () => send("open", { day: day.day, service: whose() }), "button-primary", { "data-first": "" }))
        : h(
            "div",
            { class: "choices" },
            this.#site.reasons.map((reason) =>
              h("button", { class: "button choice", type: "button", onclick: () => send("close", { day: day.day, service: whose(), reason: reason.id }) }, both(reason)),
            ),
          ),
    ]);
  }
}
