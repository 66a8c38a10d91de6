// Words and dates of the calendar. A pair is {ja, en}.

import { both } from "./language.js";

/** Where a reservation stands. */
export const STANDING = {
  held: { ja: "仮押さえ", en: "held" },
  booked: { ja: "予約", en: "booked" },
  missing: { ja: "来庁なし", en: "not come" },
  came: { ja: "来庁", en: "came" },
  cancelled: { ja: "取消", en: "cancelled" },
};

/** Why a slot cannot be booked, in a cell and in full. */
export const REFUSAL = {
  slot_full: { mark: { ja: "満", en: "F" }, words: { ja: "満席です", en: "Full" } },
  slot_closed: { mark: { ja: "休", en: "C" }, words: { ja: "休止中です", en: "Closed" } },
  slot_too_soon: { mark: { ja: "締", en: "–" }, words: { ja: "受付を締め切りました", en: "Over" } },
  slot_too_far: { mark: { ja: "前", en: "…" }, words: { ja: "まだ受け付けていません", en: "Not yet" } },
};

const WEEKDAYS = ["日", "月", "火", "水", "木", "金", "土"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

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

/** 11月25日（水）, Wed 25 Nov */
export function date(day) {
  const [, month, on] = parts(day);
  return { ja: `${month}月${on}日（${WEEKDAYS[weekday(day)]}）`, en: `${DAYS[weekday(day)]} ${on} ${MONTHS[month - 1]}` };
}

/** A date and the time on it. */
export function when(moment) {
  const { ja, en } = date(moment);
  return { ja: `${ja} ${time(moment)}`, en: `${en}, ${time(moment)}` };
}

/** 11/25 and 水 */
export function shortDate(day) {
  const [, month, on] = parts(day);
  return { on: `${month}/${on}`, weekday: { ja: WEEKDAYS[weekday(day)], en: DAYS[weekday(day)] } };
}

/** 9:00 of a moment with the site's offset. */
export const time = (moment) => moment.slice(11, 16).replace(/^0/, "");

/** 482 913: digits in threes are easier to say. */
export const spoken = (number) => number.replace(/(\d{3})(?=\d)/g, "$1 ");

/** Japanese with small English beside it, or English alone. */
export const w = (ja, en) => both({ ja, en });
