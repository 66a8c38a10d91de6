// What somebody tells a device to do from its card: a dialog that asks, sends, and says what came of it.

import { h } from "../dom.js";
import * as W from "./devices_words.js";
import { Dialog } from "./dialog.js";
import { both, pick } from "./language.js";
import { uuid7 } from "./uuid7.js";
import { REFUSED_UNKNOWN } from "./words.js";

/** A test print is waited for longest: a printer that was asleep takes its time. */
const ANSWER_MS = 40_000;

/**
 * Resolves to {done: …} | {refused: words} | {signedOut: true} | {unanswered: true}. The id makes
 * that a repeated order is carried out once.
 */
async function send(device, body) {
  try {
    const response = await fetch(`/api/staff/devices/${encodeURIComponent(device)}/orders`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (response.status === 401) return { signedOut: true };
    const answer = await response.json();
    return response.ok ? { done: answer } : { refused: answer.words ?? REFUSED_UNKNOWN };
  } catch {
    return { unanswered: true };
  }
}

export class Orders {
  #dialog = new Dialog();
  /** The order whose answer is shown; another one that comes later does not take its place. */
  #shown = null;

  /** Whether a dialog stands over the cards. */
  get open() {
    return this.#dialog.open;
  }

  /** All that can be told to a device. */
  choose(device) {
    this.#shown = null;
    const service = device.out_of_service ? "in_service" : "out_of_service";
    const orders = ["test_print", "paper_changed", "identify", "screenshot", "maintenance", service, "restart"];
    this.#dialog.show(W.kiosk(device.id), [
      h(
        "div",
        { class: "choices choices-one device-orders" },
        orders.map((order) =>
          h(
            "button",
            { class: "button choice", type: "button", data: { order }, onclick: () => this.#ask(device, order) },
            h("span", {}, both(W.ORDERS[order]), h("span", { class: "choice-means" }, pick(W.MEANS[order]))),
          ),
        ),
      ),
    ]);
  }

  #ask(device, order) {
    if (order === "paper_changed") this.#askRolls(device);
    else if (order in W.SURE) {
      this.#dialog.confirm({ title: W.kiosk(device.id), words: W.SURE[order], yes: W.ORDERS[order], send: () => this.#send(device, { order }) });
    } else this.#send(device, { order });
  }

  #askRolls(device) {
    const input = h("input", { class: "device-rolls", type: "number", inputmode: "numeric", min: "0", max: "10000", step: "1", data: { first: "" } });
    const send = (event) => {
      event.preventDefault();
      if (!input.reportValidity()) return;
      this.#send(device, { order: "paper_changed", ...(input.value === "" ? {} : { rolls_left: Number(input.value) }) });
    };
    this.#dialog.show(W.kiosk(device.id), [
      h(
        "form",
        { novalidate: true, onsubmit: send },
        h("p", {}, both(W.SURE_PAPER)),
        h("label", { class: "field device-rolls-field" }, both(W.ROLLS_NOW), input),
        h("p", { class: "dialog-foot" }, h("button", { class: "button button-primary", type: "submit" }, both(W.ORDERS.paper_changed))),
      ),
    ]);
  }

  async #send(device, order) {
    const body = { ...order, id: uuid7() };
    this.#shown = body.id;
    await this.#try(device, body);
  }

  async #try(device, body) {
    this.#say(device, [h("p", { class: "device-answer", role: "status" }, both(W.WAITING[body.order] ?? W.SENDING))]);
    const outcome = await send(device.id, body);
    if (outcome.signedOut) {
      location.assign(`/staff/sign-in?next=${encodeURIComponent(location.pathname)}`);
      return;
    }
    if (this.#shown !== body.id || !this.#dialog.open) return;
    this.#say(device, this.#answer(device, body, outcome));
  }

  #say(device, body) {
    this.#dialog.show(W.kiosk(device.id), [...body]);
    document.querySelector("#dialog-body [data-again], #dialog-body [data-back]")?.focus();
  }

  #answer(before, body, outcome) {
    // what can be told next is what follows from this, also before the device says so itself
    const device = outcome.done && body.order in W.SERVICE ? { ...before, out_of_service: W.SERVICE[body.order] } : before;
    const back = h("button", { class: "button", type: "button", data: { back: "" }, onclick: () => this.choose(device) }, both(W.OTHER_ORDERS));
    const again = h("button", { class: "button", type: "button", data: { again: "" }, onclick: () => this.#try(device, body) }, both(W.AGAIN));
    const anew = h("button", { class: "button", type: "button", data: { again: "" }, onclick: () => this.#send(device, { order: body.order }) }, both(W.AGAIN));
    if (outcome.unanswered) {
      return [h("p", { class: "device-answer is-bad", role: "alert" }, both(W.UNANSWERED)), h("p", { class: "dialog-foot" }, back, again)];
    }
    if (outcome.refused) {
      return [h("p", { class: "device-answer is-bad", role: "alert" }, both(outcome.refused)), h("p", { class: "dialog-foot" }, back)];
    }
    if (body.order === "screenshot") {
      return [
        outcome.done.hidden ? h("p", { class: "device-answer" }, both(W.HIDDEN)) : null,
        h("img", { class: "device-picture", src: `data:image/jpeg;base64,${outcome.done.picture}`, alt: pick(W.PICTURE_OF(device.id)) }),
        h("p", { class: "dialog-foot" }, back, anew),
      ].filter((part) => part !== null);
    }
    return [h("p", { class: "device-answer is-good", role: "status" }, both(W.DONE[body.order])), h("p", { class: "dialog-foot" }, back)];
  }
}
