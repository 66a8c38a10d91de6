// What changes by itself: times that pass, and alarms that begin at a moment.

import { pick } from "./language.js";
import * as W from "./words.js";
import { h } from "../dom.js";

/** m:ss, or h:mm:ss, of milliseconds. */
function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

const PASSED = {
  clock,
  minutes: (passed) => pick(W.minutes(passed)),
  ago: (passed) => pick(W.ago(passed)),
};

/** Words that say how long ago a moment was: `clock`, `minutes` or `ago`. */
export const since = (moment, unit) => h("span", { data: { since: moment, unit } });

/** Words that say when somebody is next again. */
export const until = (moment) => h("span", { data: { until: moment } });

/** Says how many of the rows around it have an alarm, where there are any. */
export const alarms = (target) => h("span", { class: "alarm-words queue-late", data: { alarms: target }, hidden: true });

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets everything that depends on the time; `now` is the server's, in milliseconds. */
export function tick(now) {
  for (const element of document.querySelectorAll("[data-since]")) {
    set(element, PASSED[element.dataset.unit](now - Date.parse(element.dataset.since)));
  }
  for (const element of document.querySelectorAll("[data-until]")) {
    set(element, pick(W.again(Date.parse(element.dataset.until) - now)));
  }
  for (const element of document.querySelectorAll("[data-alarm-at]")) {
    element.classList.toggle("is-alarm", now >= Date.parse(element.dataset.alarmAt));
  }
  for (const element of document.querySelectorAll("[data-alarms]")) {
    const count = element.closest(".queue").querySelectorAll(".row.is-alarm").length;
    element.hidden = count === 0;
    set(element, `！${pick(W.late(count, element.dataset.alarms))}`);
  }
}
