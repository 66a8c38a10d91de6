// Sends commands so that each acts once: the id is made here, and a try that got no answer is
// repeated with the same id.

import { uuid7 } from "./uuid7.js";
import { REFUSED_UNKNOWN } from "./words.js";

const ANSWER_MS = 5000;
const PAUSES_MS = [300, 1000, 2000];

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Sender {
  #base;
  #unanswered = null;

  constructor(base) {
    this.#base = base;
  }

  /**
   * Resolves to {done: …} | {refused: words} | {signedOut: true} | {unanswered: true}.
   * `fields` is what the command needs beside its id. After `unanswered`, the same command goes out
   * with the same id again.
   */
  async send(action, fields = {}) {
    const key = `${action} ${JSON.stringify(fields)}`;
    const id = this.#unanswered?.key === key ? this.#unanswered.id : uuid7();
    this.#unanswered = { key, id };
    const body = JSON.stringify({ ...fields, id });
    for (const pause of [...PAUSES_MS, null]) {
      const outcome = await this.#try(action, body);
      if (outcome !== null) {
        this.#unanswered = null;
        return outcome;
      }
      if (pause !== null) await wait(pause);
    }
    return { unanswered: true };
  }

  async #try(action, body) {
    try {
      const response = await fetch(`${this.#base}/${action}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (response.status === 401) return { signedOut: true };
      // 5xx says nothing of whether it was done: ask again
      if (response.status >= 500) return null;
      const answer = await response.json();
      if (response.ok) return { done: answer };
      return { refused: answer.words ?? REFUSED_UNKNOWN };
    } catch {
      // no answer, or half of one: the network's many errors all mean the same here
      return null;
    }
  }
}
