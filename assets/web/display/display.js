// The waiting-room display: shows the server's board.

import { fill, h } from "../dom.js";
import { Boards, callKey, inOrder, isBoard, isLeftBehind, newCalls } from "./boards.js";
import { makeChime } from "./chime.js";
import { openLine } from "./line.js";

const FLASH_MS = 8000;
const CALLS_MAX = 16;
const MISSED_LARGE = 8;

const page = document.body;
const place = (id) => document.getElementById(id);
const boards = new Boards();
const chime = makeChime(new URLSearchParams(location.search).get("sound") !== "off");
let shown = null;

function call(entry, newest) {
  return h(
    "div",
    { class: newest ? "call call-newest" : "call", data: { call: callKey(entry) } },
    h("span", { class: "call-number" }, entry.number),
    h("span", { class: "call-arrow", "aria-hidden": "true" }, "▶"),
    h("span", { class: "call-counter" }, entry.counter_name),
    newest && entry.times > 1 ? h("span", { class: "call-again" }, "再度のお呼び出し") : null,
  );
}

function nobodyCalled() {
  return h(
    "div",
    { class: "calm" },
    h("div", { class: "calm-ticket", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    h("p", { class: "calm-words" }, "番号札をお取りになり、お掛けになってお待ちください"),
    h("p", { lang: "en" }, "Please take a number and have a seat."),
  );
}

function waitWords(service) {
  if (!service.wait_minutes) return "";
  const [from, to] = service.wait_minutes;
  if (to === 0) return "すぐにご案内";
  return from === to ? `約${to}分` : `約${from}〜${to}分`;
}

function service(entry) {
  const idle = entry.waiting === 0;
  return h(
    "li",
    { class: idle ? "service service-idle" : "service" },
    h("b", { class: "service-letter" }, entry.letter),
    h("span", { class: "service-name" }, entry.name),
    h("span", { class: "service-waiting" }, h("b", {}, String(entry.waiting)), "人待ち"),
    h("span", { class: "service-wait" }, waitWords(entry)),
  );
}

function show(board) {
  const fresh = newCalls(shown, board);
  const calls = board.calls.slice(0, CALLS_MAX);
  const [newest, ...others] = calls;
  fill(
    place("calls"),
    newest ? call(newest, true) : nobodyCalled(),
    newest ? h("div", { class: `call-list${others.length > 6 ? " call-list-many" : ""}` }, others.map((entry) => call(entry, false))) : null,
  );
  place("missed").classList.toggle("missed-many", board.missed.length > MISSED_LARGE);
  fill(place("missed"), board.missed.map((number) => h("li", {}, number)));
  page.classList.toggle("nobody-missed", board.missed.length === 0);
  fill(place("services"), inOrder(board).map(service));
  for (const entry of fresh) flash(entry);
  if (fresh.length > 0) {
    place("spoken").textContent = fresh.map((entry) => `番号札 ${entry.number} の方、${entry.counter_name}へお越しください。`).join(" ");
    chime();
  }
}

/** By key and not by element: the next board draws the elements anew. */
const flashing = new Map();
function flash(entry) {
  const key = callKey(entry);
  clearTimeout(flashing.get(key));
  flashing.set(key, setTimeout(() => {
    flashing.delete(key);
    markFlashing();
  }, FLASH_MS));
}

function markFlashing() {
  for (const element of document.querySelectorAll("[data-call]")) {
    element.classList.toggle("call-flashing", flashing.has(element.dataset.call));
  }
}

function cutOff(now) {
  place("cut-off").hidden = !now;
  page.classList.toggle("is-cut-off", now);
}

function readBoard(text) {
  let board = null;
  try {
    board = JSON.parse(text);
  } catch {
    // no JSON is no board either
  }
  if (isBoard(board)) return board;
  // said where a technician looks; the room goes on seeing the last good one
  console.error("a message that is no board");
  return null;
}

openLine(page.dataset.mqtt, page.dataset.topic, {
  message(text, retained) {
    const board = readBoard(text);
    if (board === null || !boards.accept(board)) return "ignored";
    // a repeated board draws nothing, so that nothing moves while nothing happens
    if (shown === null || content(shown) !== content(board)) show(board);
    shown = board;
    markFlashing();
    return retained && isLeftBehind(board, Date.now()) ? "old" : "news";
  },
  reset: () => boards.reset(),
  cutOff,
});

function content(board) {
  return JSON.stringify({ ...board, at: "" });
}

const zone = page.dataset.timeZone;
const dateWords = new Intl.DateTimeFormat("ja-JP", { timeZone: zone, month: "long", day: "numeric", weekday: "short" });
const clockWords = new Intl.DateTimeFormat("ja-JP", { timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false });
function tick() {
  const now = new Date();
  place("date").textContent = dateWords.format(now);
  place("clock").textContent = clockWords.format(now);
  setTimeout(tick, 1000 - (now.getTime() % 1000));
}
tick();
