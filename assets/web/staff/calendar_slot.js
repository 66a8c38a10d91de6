// The chosen slot: how full it is, who has booked it, and what can be done.

import { h } from "../dom.js";
import { REFUSAL, STANDING, date, spoken, time, w } from "./calendar_words.js";
import { both, either, pick } from "./language.js";

const act = (words, label, key, onclick, kind = "") =>
  h("button", { class: `button button-small ${kind}`, type: "button", "aria-label": pick(label), data: { key, does: "" }, onclick }, both(words));

function fact(words, count, kind = "") {
  return h("div", { class: kind }, h("dt", {}, both(words)), h("dd", {}, String(count)));
}

function capacity(slot, on) {
  const step = (words, label, to) =>
    h("button", { class: "button step", type: "button", "aria-label": pick(label), data: { key: `capacity ${words}`, does: "" }, onclick: () => on.capacity(to) }, words);
  return h(
    "div",
    { class: "capacity" },
    w("定員", "Places"),
    step("−", { ja: "定員を減らす", en: "One place less" }, Math.max(0, slot.capacity - 1)),
    h("b", {}, String(slot.capacity)),
    step("＋", { ja: "定員を増やす", en: "One place more" }, Math.min(100, slot.capacity + 1)),
    slot.capacity === slot.usual_capacity
      ? null
      : h("button", { class: "button button-tool", type: "button", data: { key: "capacity usual", does: "" }, onclick: () => on.capacity(null) }, w(`通常（${slot.usual_capacity}）に戻す`, `Usual (${slot.usual_capacity})`)),
  );
}

function reservation(one, on) {
  const live = ["booked", "missing"].includes(one.standing);
  const label = (ja, en) => ({ ja: `${one.number} ${ja}`, en: `${en} ${one.number}` });
  const facts = [
    one.language === "ja" ? null : h("li", { class: "chip chip-language" }, both(one.language_words)),
    ...one.needs_words.map((need) => h("li", { class: "chip chip-need" }, both(need))),
  ].filter((fact) => fact !== null);
  return h(
    "li",
    { class: `reservation is-${one.standing}`, data: { number: one.number ?? "" } },
    h(
      "p",
      { class: "reservation-head" },
      h("b", { class: "reservation-number" }, one.number === null ? "―" : spoken(one.number)),
      h("span", { class: `standing standing-${one.standing}` }, both(STANDING[one.standing])),
      one.ticket === null ? null : h("span", { class: "reservation-ticket" }, w("番号札", "Ticket"), " ", h("b", {}, one.ticket)),
    ),
    facts.length > 0 ? h("ul", { class: "chips" }, facts) : null,
    one.procedures.length > 0
      ? h("p", { class: "reservation-procedures" }, either({ ja: one.procedures.map((entry) => entry.title).join("、"), en: one.procedures.map((entry) => entry.title_en).join(", ") }))
      : null,
    live
      ? h(
          "p",
          { class: "reservation-acts" },
          one.today ? act({ ja: "受付", en: "Check in" }, label("を受付する", "Check in"), `in ${one.reservation}`, () => on.checkIn(one), "button-primary") : null,
          act({ ja: "日時変更", en: "Move" }, label("の日時を変える", "Move"), `move ${one.reservation}`, () => on.move(one)),
          act({ ja: "内容変更", en: "Edit" }, label("の内容を変える", "Edit"), `edit ${one.reservation}`, () => on.edit(one)),
          act({ ja: "取消", en: "Cancel" }, label("を取り消す", "Cancel"), `cancel ${one.reservation}`, () => on.cancel(one)),
        )
      : null,
  );
}

/** Nothing is chosen yet. */
export function noSlot() {
  return [
    h("h2", { id: "slot-title" }, w("予約枠", "Slot")),
    h("p", { class: "hint" }, w("表から時間を選んでください。", "Choose a slot in the week.")),
  ];
}

/**
 * The panel of a slot. `list` is null while it is being fetched. `on` has book(), capacity(places),
 * checkIn, move, edit and cancel (each with a reservation).
 */
export function slotPanel(slot, list, mayChange, on) {
  const over = slot.booked + slot.held - slot.capacity;
  return [
    h("h2", { id: "slot-title" }, either({ ja: `${date(slot.start).ja} ${time(slot.start)}–${time(slot.end)}`, en: `${date(slot.start).en}, ${time(slot.start)}–${time(slot.end)}` })),
    h(
      "dl",
      { class: "facts slot-facts" },
      fact({ ja: "空き", en: "free" }, slot.free),
      fact(STANDING.booked, slot.booked),
      slot.held > 0 ? fact(STANDING.held, slot.held) : null,
      slot.came > 0 ? fact(STANDING.came, slot.came) : null,
      slot.missing > 0 ? fact(STANDING.missing, slot.missing, "fact-missing") : null,
      fact({ ja: "定員", en: "places" }, slot.capacity),
    ),
    over > 0
      ? h("p", { class: "notice notice-error" }, w(`定員より ${over} 件多く入っています。予約済みの方はそのまま受け付けます。`, `${over} over capacity: those booked stay.`))
      : null,
    h(
      "p",
      {},
      h(
        "button",
        { class: "button button-primary book-one", type: "button", "aria-keyshortcuts": "B", "aria-disabled": String(slot.refusal !== null), data: { key: "book", does: "" }, onclick: () => on.book() },
        both(slot.refusal === null ? { ja: "予約を受ける", en: "Book this slot" } : REFUSAL[slot.refusal].words),
        slot.refusal === null ? h("kbd", {}, "B") : null,
      ),
    ),
    mayChange && slot.usual_capacity > 0 ? capacity(slot, on) : null,
    list === null
      ? h("p", { class: "hint" }, w("読み込んでいます…", "Loading…"))
      : list.length === 0
        ? h("p", { class: "hint" }, w("この枠に予約はありません。", "Nobody has booked this slot."))
        : h("ul", { class: "reservations" }, list.filter((one) => one.standing in STANDING).map((one) => reservation(one, on))),
  ];
}
