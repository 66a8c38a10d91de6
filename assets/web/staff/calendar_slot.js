// The chosen slot: how full it is, who has booked it, and what can be done.

import { h } from "../dom.js";
import { REFUSAL, STANDING, date, english, spoken, time } from "./calendar_words.js";

const act = (words, inEnglish, label, key, onclick, kind = "") =>
  h("button", { class: `button button-small ${kind}`, type: "button", "aria-label": label, data: { key, does: "" }, onclick }, words, " ", english(inEnglish));

function fact(words, inEnglish, count, kind = "") {
  return h("div", { class: kind }, h("dt", {}, words, " ", h("span", { lang: "en" }, inEnglish)), h("dd", {}, String(count)));
}

function capacity(slot, on) {
  const step = (words, label, to) =>
    h("button", { class: "button step", type: "button", "aria-label": label, data: { key: `capacity ${words}`, does: "" }, onclick: () => on.capacity(to) }, words);
  return h(
    "div",
    { class: "capacity" },
    h("span", {}, "定員 ", english("Places")),
    step("−", "定員を減らす One place less", Math.max(0, slot.capacity - 1)),
    h("b", {}, String(slot.capacity)),
    step("＋", "定員を増やす One place more", Math.min(100, slot.capacity + 1)),
    slot.capacity === slot.usual_capacity
      ? null
      : h("button", { class: "button button-tool", type: "button", data: { key: "capacity usual", does: "" }, onclick: () => on.capacity(null) }, `通常（${slot.usual_capacity}）に戻す `, english("Usual")),
  );
}

function reservation(one, on) {
  const [words, inEnglish] = STANDING[one.standing];
  const live = ["booked", "missing"].includes(one.standing);
  const said = one.number === null ? "仮押さえ" : one.number;
  const facts = [
    one.language === "ja" ? null : h("li", { class: "chip chip-language" }, one.language_words.ja, " ", h("span", { lang: "en" }, one.language_words.en)),
    ...one.needs_words.map((need) => h("li", { class: "chip chip-need" }, need.ja, " ", h("span", { lang: "en" }, need.en))),
  ].filter((fact) => fact !== null);
  return h(
    "li",
    { class: `reservation is-${one.standing}`, data: { number: one.number ?? "" } },
    h(
      "p",
      { class: "reservation-head" },
      h("b", { class: "reservation-number" }, one.number === null ? "―" : spoken(one.number)),
      h("span", { class: `standing standing-${one.standing}` }, words, " ", h("span", { lang: "en" }, inEnglish)),
      one.ticket === null ? null : h("span", { class: "reservation-ticket" }, "番号札 ", h("b", {}, one.ticket)),
    ),
    facts.length > 0 ? h("ul", { class: "chips" }, facts) : null,
    one.procedures.length > 0
      ? h("p", { class: "reservation-procedures" }, one.procedures.map((entry) => entry.title).join("、"))
      : null,
    live
      ? h(
          "p",
          { class: "reservation-acts" },
          one.today ? act("受付", "Check in", `${said} を受付する`, `in ${one.reservation}`, () => on.checkIn(one), "button-primary") : null,
          act("日時変更", "Move", `${said} の日時を変える`, `move ${one.reservation}`, () => on.move(one)),
          act("内容変更", "Edit", `${said} の内容を変える`, `edit ${one.reservation}`, () => on.edit(one)),
          act("取消", "Cancel", `${said} を取り消す`, `cancel ${one.reservation}`, () => on.cancel(one)),
        )
      : null,
  );
}

/** Nothing is chosen yet. */
export function noSlot() {
  return [
    h("h2", { id: "slot-title" }, "予約枠 ", english("Slot")),
    h("p", { class: "hint" }, "左の表から時間を選んでください。 ", h("span", { lang: "en" }, "Choose a slot in the week.")),
  ];
}

/**
 * The panel of a slot. `list` is null while it is being fetched. `on` has book(), capacity(places),
 * checkIn, move, edit and cancel (each with a reservation).
 */
export function slotPanel(slot, list, mayChange, on) {
  const over = slot.booked + slot.held - slot.capacity;
  return [
    h("h2", { id: "slot-title" }, `${date(slot.start)} ${time(slot.start)}–${time(slot.end)}`),
    h(
      "dl",
      { class: "facts slot-facts" },
      fact("空き", "free", slot.free),
      fact("予約", "booked", slot.booked),
      slot.held > 0 ? fact("仮押さえ", "held", slot.held) : null,
      slot.came > 0 ? fact("来庁", "came", slot.came) : null,
      slot.missing > 0 ? fact("来庁なし", "not come", slot.missing, "fact-missing") : null,
      fact("定員", "places", slot.capacity),
    ),
    over > 0
      ? h("p", { class: "notice notice-error" }, `定員より ${over} 件多く入っています。予約済みの方はそのまま受け付けます。 `, h("span", { lang: "en" }, `${over} over capacity: those booked stay.`))
      : null,
    h(
      "p",
      {},
      h(
        "button",
        { class: "button button-primary book-one", type: "button", "aria-keyshortcuts": "B", "aria-disabled": String(slot.refusal !== null), data: { key: "book", does: "" }, onclick: () => on.book() },
        slot.refusal === null ? "予約を受ける " : `${REFUSAL[slot.refusal][1]} `,
        english(slot.refusal === null ? "Book this slot" : REFUSAL[slot.refusal][2]),
        slot.refusal === null ? h("kbd", {}, "B") : null,
      ),
    ),
    mayChange && slot.usual_capacity > 0 ? capacity(slot, on) : null,
    list === null
      ? h("p", { class: "hint" }, "読み込んでいます…")
      : list.length === 0
        ? h("p", { class: "hint" }, "この枠に予約はありません。 ", h("span", { lang: "en" }, "Nobody has booked this slot."))
        : h("ul", { class: "reservations" }, list.filter((one) => one.standing in STANDING).map((one) => reservation(one, on))),
  ];
}
