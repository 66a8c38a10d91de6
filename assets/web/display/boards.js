// Which boards to believe. Pure: no page, no clock of its own.

/** A retained board older than this was left behind by a server that is gone. */
const OLD_MS = 60000;

/**
 * Decides for each board of one connection whether it is shown.
 *
 * A board with a lower sequence than the shown one was overtaken on its way. Only a server with
 * another journal goes on sending lower ones: the second of those, made later, is believed.
 */
export class Boards {
  #shown = null;
  #lower = null;

  /** Begin anew, after the line to the broker broke. */
  reset() {
    this.#shown = null;
    this.#lower = null;
  }

  /** Whether to show a board. */
  accept(board) {
    const at = Date.parse(board.at);
    if (this.#shown !== null && board.sequence < this.#shown.sequence) {
      const first = this.#lower;
      if (at <= this.#shown.at) return false;
      this.#lower = { at, sequence: board.sequence };
      if (first === null || at <= first.at || board.sequence < first.sequence) return false;
    }
    this.#lower = null;
    this.#shown = { at, sequence: board.sequence };
    return true;
  }
}

/** Whether what came over the line has the shape of a board. */
export function isBoard(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    Number.isInteger(value.sequence) &&
    !Number.isNaN(Date.parse(value.at)) &&
    [value.calls, value.missed, value.services].every(Array.isArray)
  );
}

/** Whether a board that the broker had kept is too old to be true. */
export function isLeftBehind(board, now) {
  return now - Date.parse(board.at) > OLD_MS;
}

/** The calls that are new on `board`, newest first: a number called for the first time or again. */
export function newCalls(before, board) {
  if (before === null) return [];
  const known = new Set(before.calls.map(callKey));
  return board.calls.filter((call) => !known.has(callKey(call)));
}

/** What makes a call another one: called again, it flashes again. */
export function callKey(call) {
  return `${call.number} ${call.counter} ${call.times} ${call.called_at}`;
}

/** Services with people first; each group stays in the site's order. */
export function inOrder(board) {
  const called = new Set(board.calls.map((call) => call.service));
  const busy = (service) => service.waiting > 0 || called.has(service.service);
  return [...board.services.filter(busy), ...board.services.filter((service) => !busy(service))];
}
