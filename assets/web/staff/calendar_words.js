// Words and dates of the calendar. A pair is [Japanese, English].

import { h } from "../dom.js";

/** Where a reservation stands. */
export const STANDING = {
  held: ["仮押さえ", "held"],
  booked: ["予約", "booked"],
  missing: ["来庁なし", "not come"],
  came: ["来庁", "came"],
  cancelled: ["取消", "cancelled"],
};

/** Why a slot cannot be booked, in a cell and in full. */
export const REFUSAL = {
  slot_full: ["満", "満席です", "Full"],
  slot_closed: ["休", "休止中です", "Closed"],
  slot_too_soon: ["締", "受付を締め切りました", "Over"],
  slot_too_far: ["前", "まだ受け付けていません", "Not yet"],
};

const WEEKDAYS = ["日", "月", "火", "水", "木", "金", "土"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** A date as numbers; dates are the site's, so no time zone of this machine comes in. */
const parts = (day) => day.slice(0, 10).split("-").map(Number);
const weekday = (day) => new Date(Date.UTC(...parts(day).map((part, place) => part - (place === 1 ? 1 : 0)))).getUTCDay();

/** A date so many days later. */
export function later(day, days) {
  const [year, month, date] = parts(day);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** The Monday of a date's week. */
export const monday = (day) => later(day, -((weekday(day) + 6) % 7));

export const isWeekend = (day) => [0, 6].includes(weekday(day));

/** 11月25日（水） */
export function date(day) {
  const [, month, on] = parts(day);
  return `${month}月${on}日（${WEEKDAYS[weekday(day)]}）`;
}

/** 11/25 and 水 */
export function shortDate(day) {
  const [, month, on] = parts(day);
  return { on: `${month}/${on}`, weekday: WEEKDAYS[weekday(day)], english: DAYS[weekday(day)] };
}

/** 9:00 of a moment with the site's offset. */
export const time = (moment) => moment.slice(11, 16).replace(/^0/, "");

/** 482 913: digits in threes are easier to say. */
export const spoken = (number) => number.replace(/(\d{3})(?=\d)/g, "$1 ");

export const english = (words) => h("small", { lang: "en" }, words);
