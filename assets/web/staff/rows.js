// A list on a page that is drawn again and again, and holds still where nothing changed.

/** Keeps the elements of a list whose words have not changed: a press on one of them is not lost. */
export class Rows {
  #place;
  #made = new Map();

  constructor(element) {
    this.#place = element;
  }

  /** Has all of them made anew: their words are in another language now. */
  forget() {
    this.#made = new Map();
  }

  /** `entries` are [key, what it is made from]; `make` makes its element. */
  show(entries, make) {
    const focused = this.#place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const kept = new Map();
    for (const [key, from] of entries) {
      const words = JSON.stringify(from);
      const old = this.#made.get(key);
      kept.set(key, old?.words === words ? old : { words, element: make(from) });
    }
    this.#made = kept;
    const wanted = [...kept.values()].map((row) => row.element);
    const there = [...this.#place.children];
    if (wanted.length === there.length && wanted.every((element, index) => element === there[index])) return;
    this.#place.replaceChildren(...wanted);
    if (focused === undefined) return;
    for (const element of this.#place.querySelectorAll("[data-key]")) {
      if (element.dataset.key === focused) element.focus();
    }
  }
}
