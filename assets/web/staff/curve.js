// Draws how many people waited over the day, as steps in an inline SVG.

import { pick } from "./language.js";
import * as W from "./supervisor_words.js";
import { offsetOf, wallClock } from "./time.js";

const SVG = "http://www.w3.org/2000/svg";
const HOUR = 3600_000;
/** A day is drawn this long at least, so that it fills from the left and not anew each minute. */
const DAY_HOURS = 10;
const EDGE = { top: 14, right: 26, bottom: 22, left: 34 };

function s(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** The top of the scale and the step between its lines: at most five lines, in round numbers. */
export function scale(highest) {
  const steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000];
  const step = steps.find((candidate) => highest / candidate <= 4) ?? 2000;
  return { top: Math.max(step * Math.ceil(highest / step), step * 2), step };
}

/** The value at a moment: that of the last point before it. */
export function valueAt(points, time) {
  let value = 0;
  for (const point of points) {
    if (point.time > time) break;
    value = point.value;
  }
  return value;
}

export class Curve {
  #place;
  #drawn = null;

  constructor(place) {
    this.#place = place;
    new ResizeObserver(() => this.#draw()).observe(place);
    place.addEventListener("pointermove", (event) => this.#point(event));
    place.addEventListener("pointerleave", () => this.#mark(null));
  }

  /** `points` are {time, value} in order of time (ms), `at` the moment now as the server wrote it, `name` a pair of words. */
  show(points, at, name) {
    this.#drawn = { points, at, name };
    this.#draw();
  }

  #draw() {
    const { width, height } = this.#place.getBoundingClientRect();
    if (this.#drawn === null || width < 80 || height < 60) return;
    const { points, at, name } = this.#drawn;
    const offset = offsetOf(at);
    const now = Date.parse(at);
    const begin = Math.floor(((points[0]?.time ?? now) + offset) / HOUR) * HOUR - offset;
    const end = Math.max(begin + DAY_HOURS * HOUR, Math.ceil((now + offset) / HOUR) * HOUR - offset);
    const highest = Math.max(0, ...points.map((point) => point.value));
    const { top, step } = scale(highest);
    const x = (time) => EDGE.left + ((time - begin) / (end - begin)) * (width - EDGE.left - EDGE.right);
    const y = (value) => height - EDGE.bottom - (value / top) * (height - EDGE.top - EDGE.bottom);
    this.#drawn.x = { begin, end, now, offset, y, x, height, left: EDGE.left, right: width - EDGE.right };

    const lines = s("g", { class: "curve-lines" });
    for (let value = 0; value <= top; value += step) {
      lines.append(
        s("line", { x1: EDGE.left, x2: width - EDGE.right, y1: y(value), y2: y(value), class: value === 0 ? "curve-base" : "" }),
        s("text", { x: EDGE.left - 8, y: y(value) + 4, "text-anchor": "end" }, String(value)),
      );
    }
    const each = (end - begin) / HOUR > 14 || width < 420 ? 2 : 1;
    for (let time = begin; time <= end; time += each * HOUR) {
      lines.append(
        s("line", { x1: x(time), x2: x(time), y1: height - EDGE.bottom, y2: height - EDGE.bottom + 4, class: "curve-base" }),
        s("text", { x: x(time), y: height - 4, "text-anchor": "middle" }, pick(W.hour(wallClock(time, offset)))),
      );
    }

    const steps = points.map((point, index) => {
      const from = index === 0 ? `M${x(point.time)} ${y(0)}` : `H${x(point.time)}`;
      return `${from}V${y(point.value)}`;
    });
    const line = steps.length > 0 ? `${steps.join("")}H${x(now)}` : "";
    const last = points.at(-1)?.value ?? 0;
    const peak = points.reduce((best, point) => (point.value > best.value ? point : best), { value: 0, time: now });
    const words = pick(points.length === 0 ? W.NO_VISITS : W.curveSays(name, last, peak.value, wallClock(peak.time, offset)));
    const mark = s("g", { class: "curve-mark", "aria-hidden": "true" });
    const svg = s(
      "svg",
      { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words },
      lines,
      s("path", { class: "curve-area", d: line === "" ? "" : `${line}V${y(0)}Z` }),
      s("path", { class: "curve-line", d: line }),
      mark,
    );
    if (line !== "") {
      svg.append(
        s("circle", { class: "curve-now", cx: x(now), cy: y(last), r: 5 }),
        s("text", { class: "curve-value", x: x(now) + 9, y: Math.max(EDGE.top + 2, y(last) - 8) }, String(last)),
      );
    }
    if (points.length === 0) {
      svg.append(s("text", { class: "curve-none", x: width / 2, y: height / 2, "text-anchor": "middle" }, pick(W.NO_VISITS)));
    }
    this.#place.replaceChildren(svg);
  }

  #point(event) {
    const drawn = this.#drawn;
    if (drawn?.x === undefined || drawn.points.length === 0) return;
    const { begin, end, now, left, right } = drawn.x;
    const across = event.clientX - this.#place.getBoundingClientRect().left;
    const time = begin + ((across - left) / (right - left)) * (end - begin);
    this.#mark(time < drawn.points[0].time || time > now ? null : time);
  }

  /** A line at a moment, with the time and the number of people. */
  #mark(time) {
    const mark = this.#place.querySelector(".curve-mark");
    if (mark === null) return;
    if (time === null) {
      mark.replaceChildren();
      return;
    }
    const { x, y, height, offset, left, right } = this.#drawn.x;
    const value = valueAt(this.#drawn.points, time);
    const across = x(time);
    const after = across < (left + right) / 2;
    mark.replaceChildren(
      s("line", { x1: across, x2: across, y1: EDGE.top, y2: height - EDGE.bottom }),
      s("circle", { cx: across, cy: y(value), r: 4 }),
      s(
        "text",
        { x: across + (after ? 8 : -8), y: EDGE.top + 8, "text-anchor": after ? "start" : "end" },
        `${wallClock(time, offset)}　${pick(W.people(value))}`,
      ),
    );
  }
}
