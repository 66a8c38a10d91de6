// The console's one dialog: opens, closes, and keeps what it is about.

import { h } from "../dom.js";
import { both } from "./language.js";
import * as W from "./words.js";

const dialog = document.getElementById("dialog");

/** A button for one choice that acts at once; `hotkey` is a digit or a letter. */
export function choice(hotkey, content, onclick, attributes = {}) {
  return h(
    "button",
    { class: "button choice", type: "button", data: { hotkey: hotkey.toLowerCase() }, "aria-keyshortcuts": hotkey, onclick, ...attributes },
    content,
  );
}

/** A choice with its key before the words. */
export const keyed = (hotkey, words, onclick, attributes = {}) => choice(hotkey, [h("kbd", {}, hotkey), both(words)], onclick, attributes);

/** One of some states, the present one marked. `say` is how words are shown; `layout` a class. */
export function statuses(all, means, now, send, { say = both, layout = "choices-one" } = {}) {
  return h(
    "div",
    { class: `choices ${layout}` },
    Object.entries(all).map(([status, words], index) =>
      choice(
        String(index + 1),
        [
          h("kbd", {}, String(index + 1)),
          h("span", {}, both(words), status === now ? h("b", { class: "choice-now" }, say(W.NOW)) : null, h("span", { class: "choice-means" }, say(means[status]))),
        ],
        () => send(status),
        { class: "button choice choice-status", "aria-current": status === now ? "true" : null, data: { hotkey: String(index + 1), ...(status === now ? { first: "" } : {}) } },
      ),
    ),
  );
}

export class Dialog {
  #about = null;

  constructor() {
    document.getElementById("dialog-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => {
      // it comes a moment later: another one may be open by then
      if (dialog.open) return;
      this.#about = null;
      document.getElementById("dialog-body").replaceChildren();
    });
  }

  get open() {
    return dialog.open;
  }

  close() {
    dialog.close();
  }

  /** Whether the open dialog is about somebody who is at the counter no longer: then it closes. */
  outdated(view) {
    if (!dialog.open || this.#about === null || view.serving?.visit === this.#about) return false;
    dialog.close();
    return true;
  }

  /** Shows words. Those of a dialog that is open already change: nothing is shown twice. */
  show(title, body, about = null) {
    this.#about = about;
    document.getElementById("dialog-title").replaceChildren(both(title));
    document.getElementById("dialog-body").replaceChildren(...body.filter((part) => part !== null));
    if (!dialog.open) dialog.showModal();
    (dialog.querySelector("[data-first]") ?? dialog.querySelector("#dialog-body input, #dialog-body button"))?.focus();
  }

  /** Closes at once, and lets go of what was shown: the page is being left. */
  forget() {
    dialog.close();
    document.getElementById("dialog-body").replaceChildren();
  }

  /** Asks once more; the way back is what Enter does. */
  confirm({ title, words, yes, send, about = null }) {
    this.show(
      title,
      [
        h("p", {}, both(words)),
        h(
          "p",
          { class: "dialog-foot" },
          h("button", { class: "button", type: "button", data: { first: "" }, onclick: () => dialog.close() }, both(W.BACK)),
          h("button", { class: "button button-danger", type: "button", onclick: send }, both(yes)),
        ),
      ],
      about,
    );
  }
}
