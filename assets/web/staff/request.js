// What the resident filled in at the kiosk: asked for when somebody opens it, and kept nowhere.

import { h } from "../dom.js";
import { both, either } from "./language.js";
import * as W from "./words.js";

const ANSWER_MS = 5000;

/** Resolves to {request} | {refused: words} | {signedOut: true}. Each time is written down. */
export async function openRequest(base) {
  try {
    const response = await fetch(`${base}/request`, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
    if (response.status === 401) return { signedOut: true };
    const body = await response.json();
    return response.ok ? { request: body } : { refused: body.words ?? W.REFUSED_UNKNOWN };
  } catch {
    return { refused: W.REQUEST_UNANSWERED };
  }
}

/** What only has an id is not said twice. */
const named = (words) => (words.ja === words.en ? words.ja : both(words));

/** What the dialog shows. */
export function requestBody(request) {
  const row = (words, value, kind = "") => h("div", { class: kind }, h("dt", {}, both(words)), h("dd", {}, value));
  const fee = request.fee_yen === null ? null : either(W.fee(request.fee_yen, request.fee_each_yen, request.copies));
  return [
    h(
      "dl",
      { class: "request" },
      row(W.CERTIFICATE, named(request.certificate), "request-wide"),
      row(W.WHOSE_RECORD, named(request.whose)),
      row(W.COPIES, either(W.copies(request.copies)), "request-narrow"),
      row(W.SHOWN_TOO, request.options.length > 0 ? h("ul", {}, request.options.map((option) => h("li", {}, named(option)))) : either(W.NOTHING_MORE), "request-wide"),
      row(W.NAME_KANA, h("span", { class: "request-name" }, request.name_kana), "request-wide"),
      row(W.BIRTH_DATE, [h("span", { class: "request-date" }, either(request.birth_date_words)), h("small", {}, either(W.westernDate(request.birth_date)))], "request-wide"),
      row(W.PHONE, request.phone ?? either(W.NOT_SAID)),
      row(W.LANGUAGE, named(request.language), "request-narrow"),
      fee === null ? null : row(W.FEE, h("span", { class: "request-fee" }, fee), "request-wide"),
    ),
    h("p", { class: "notice request-notice" }, both(W.REQUEST_MEANS)),
  ];
}
