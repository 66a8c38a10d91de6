// Japanese or English: chosen once, kept by the browser. Words are pairs, {ja, en}.
//
// The page's language stands in <html lang>. What is shown carries both languages, and
// language.css picks: `both` is Japanese with small English beside it, or English alone;
// `either` is the chosen language alone. `pick` is for what can hold one text only.

import { h } from "../dom.js";

const root = document.documentElement;

/** The chosen one of two words. */
export const pick = (words) => words[root.lang];

/** Japanese with English beside it; English alone where that was chosen. */
export const both = (words, kind = "") =>
  h("span", { class: `both ${kind}`.trim() }, h("span", { lang: "ja" }, words.ja), " ", h("small", { lang: "en" }, words.en));

/** The chosen language alone. */
export const either = (words, kind = "") =>
  h("span", { class: `either ${kind}`.trim() }, h("span", { lang: "ja" }, words.ja), h("span", { lang: "en" }, words.en));

/** What a thing of the site's (a service, a counter) is called: a pair of words. */
export const called = (named) => ({ ja: named.name, en: named.name_en });

/** Has a button change the language; `changed` is called after it. */
export function languageButton(button, changed = () => {}) {
  button.addEventListener("click", () => {
    root.lang = root.lang === "ja" ? "en" : "ja";
    try {
      localStorage.setItem(root.dataset.languageKey, root.lang);
    } catch {
      // a browser that keeps nothing still shows it until the page is left
    }
    changed();
  });
}
