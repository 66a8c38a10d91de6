// The lists of a counter: who waits, who is parked, who did not come.

import { both, h } from "../dom.js";
import { SERVICE_STATUS } from "./words.js";

const chip = (words, kind) => h("li", { class: `chip ${kind}` }, both(words));

export const since = (moment, unit) => h("span", { data: { since: moment, unit } });

/** Language and needs, in words. */
export function chips(visit) {
  const all = visit.needs.map((need) => chip(need, "chip-need"));
  if (visit.language !== "ja") all.unshift(chip(visit.language_words, "chip-language"));
  return all.length > 0 ? h("ul", { class: "chips" }, all) : null;
}

/** The same, short, for a list's line. */
function marks(visit) {
  const words = visit.needs.map((need) => need.ja);
  if (visit.language !== "ja") words.unshift(visit.language_words.ja);
  return words.length > 0 ? h("span", { class: "row-marks" }, words.join("・")) : null;
}

/** One service and who waits in it. */
export function queueList(queue, on) {
  const [word, english] = SERVICE_STATUS[queue.status];
  return h(
    "section",
    { class: "queue" },
    h(
      "h3",
      {},
      h("b", { class: "letter" }, queue.letter),
      " ",
      queue.service.name,
      h(
        "button",
        {
          class: `button button-tool service-${queue.status}`,
          type: "button",
          "aria-haspopup": "dialog",
          "aria-label": `${queue.service.name}の受付：${word} ${english}`,
          data: { does: "service-status", key: `service ${queue.service.id}` },
          onclick: () => on.service(queue),
        },
        word,
      ),
      h("span", { class: "queue-count" }, `${queue.waiting.length}人`),
    ),
    queue.waiting.length > 0
      ? h("ol", { class: "rows" }, queue.waiting.map((visit) => waitingRow(visit, on)))
      : h("p", { class: "hint" }, "お待ちの方はいません"),
  );
}

function waitingRow(visit, on) {
  return h(
    "li",
    { class: visit.elsewhere ? "row row-away" : "row" },
    h(
      "button",
      {
        class: "row-press",
        type: "button",
        "aria-haspopup": "dialog",
        data: { does: "choose", key: `${visit.visit} ${visit.service.id}`, away: visit.elsewhere ?? "" },
        onclick: () => on.choose(visit),
      },
      h("span", { class: "row-number" }, visit.number),
      h("span", { class: "row-middle" }, visit.elsewhere ? h("span", { class: "row-away-mark" }, `${visit.elsewhere}で対応中`) : null, marks(visit)),
      h("span", { class: "row-time" }, since(visit.issued_at, "minutes")),
    ),
  );
}

/** Somebody who fetches something. */
export function parkedRow(visit, on) {
  return awayRow(visit, visit.parked_at, null, on, on.callParked);
}

/** Somebody who did not come. */
export function missedRow(visit, on) {
  const again = visit.offered_again_at === null ? "職員の呼出のみ" : h("span", { data: { until: visit.offered_again_at } });
  return awayRow(visit, visit.missed_at, again, on, on.callMissed);
}

function awayRow(visit, moment, note, on, call) {
  const act = (words, label, does, onclick) =>
    h(
      "button",
      {
        class: "button button-small",
        type: "button",
        "aria-label": label,
        data: { does, key: `${does} ${visit.visit} ${visit.service.id}`, away: visit.elsewhere ?? "" },
        onclick,
      },
      words,
    );
  return h(
    "li",
    { class: "row" },
    h("span", { class: "row-number" }, visit.number),
    h(
      "span",
      { class: "row-middle" },
      h("span", { class: "row-service" }, visit.service.name),
      " ",
      h("span", { class: "row-time" }, since(moment, "minutes"), "前"),
      note === null ? null : h("span", { class: "row-note" }, note),
      visit.elsewhere ? h("span", { class: "row-away-mark" }, `${visit.elsewhere}で対応中`) : null,
      marks(visit),
    ),
    act("再開", `${visit.number} を元の順番に戻す Resume`, "resume", (event) => on.resume(visit, event)),
    act("呼出", `${visit.number} を呼び出す Call`, "call-missed", (event) => call(visit, event)),
  );
}
