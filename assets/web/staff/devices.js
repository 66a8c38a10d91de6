// How the lobby's devices are: what is the matter with each, and what to do.

import { h } from "../dom.js";
import { Orders } from "./devices_orders.js";
import * as W from "./devices_words.js";
import { both, either, languageButton, pick } from "./language.js";
import { openLine } from "./line.js";
import { Rows } from "./rows.js";

const BASE = "/api/staff/devices";
const place = (id) => document.getElementById(id);
const rows = new Rows(place("devices"));
const orders = place("devices").dataset.mayOrder !== undefined ? new Orders() : null;
let view = null;
let ahead = 0;

/** What is known of the paper and the jobs, in a list of terms. */
function facts(device) {
  const known = [
    [W.PAPER_LEFT, device.paper_metres_left, W.metres],
    [W.ROLLS_LEFT, device.rolls_left, W.rolls],
    [W.JOBS_WAITING, device.jobs_waiting || null, W.jobs],
    [W.JOBS_FAILED, device.jobs_failed_today || null, W.jobs],
    [W.PRINTED, device.tickets_printed, W.sheets],
    [W.LENT, device.lent.length > 0 ? device.lent : null, W.lent],
    [W.GIVEN_ALONE, device.given_alone || null, W.jobs],
    [W.UNREPORTED, device.outbox_waiting || null, W.jobs],
    [W.NOT_TAKEN, device.outbox_dead || null, W.jobs],
    [W.CONTACT, device.contact_at, W.clock],
    [W.VERSION, device.version, W.plain],
  ].filter(([, value]) => value !== null);
  if (known.length === 0) return null;
  return h(
    "dl",
    { class: "device-facts" },
    known.map(([name, value, said]) => h("div", {}, h("dt", {}, either(name)), h("dd", {}, either(said(value))))),
  );
}

function card(device) {
  const [worst, ...others] = device.conditions;
  return h(
    "li",
    { class: `device-card is-${device.urgency}${device.heard ? "" : " is-unheard"}` },
    h("h2", {}, either(W.kiosk(device.id))),
    h(
      "p",
      { class: "device-now" },
      h("span", { class: "device-mark", "aria-hidden": "true" }, W.MARKS[device.heard ? device.urgency : "unheard"]),
      h("b", {}, either(worst.words)),
      device.urgency === "none" || device.since === null ? null : h("span", { class: "device-since", data: { since: device.since } }),
    ),
    worst.do === null ? null : h("p", { class: "device-do" }, both(worst.do)),
    others.map((other) =>
      h("p", { class: "device-other" }, h("b", {}, either(other.words)), " ", other.do === null ? null : either(other.do)),
    ),
    device.detail === null || device.detail === "" || device.urgency === "none" ? null : h("p", { class: "device-detail", lang: "en" }, device.detail),
    facts(device),
    orders === null
      ? null
      : h(
          "p",
          { class: "device-tools" },
          h("button", { class: "button button-tool", type: "button", "aria-haspopup": "dialog", "aria-label": `${pick(W.kiosk(device.id))} ${pick(W.ORDER)}`, data: { key: device.id }, onclick: () => orders.choose(device) }, both(W.ORDER)),
        ),
  );
}

function times() {
  for (const element of document.querySelectorAll("[data-since]")) {
    const text = pick(W.forMinutes(Date.now() + ahead - Date.parse(element.dataset.since)));
    if (element.textContent !== text) element.textContent = text;
  }
}

function draw() {
  const now = view.devices.filter((device) => device.urgency === "now").length;
  const soon = view.devices.filter((device) => device.urgency === "soon").length;
  const said = pick(W.sum(now, soon));
  if (place("sum").textContent !== said) place("sum").textContent = said;
  place("sum").classList.toggle("is-now", now > 0);
  // what needs somebody stands first
  const order = { now: 0, soon: 1, none: 2 };
  const sorted = [...view.devices].sort((one, other) => order[one.urgency] - order[other.urgency] || Number(other.heard) - Number(one.heard));
  rows.show(
    sorted.map((device) => [device.id, device]),
    card,
  );
  times();
}

languageButton(place("language"), () => {
  rows.forget();
  if (view !== null) draw();
});
setInterval(times, 1000);
openLine(
  `${BASE}/events`,
  {
    view: (fresh) => {
      view = fresh;
      ahead = Date.parse(fresh.at) - Date.now();
      draw();
    },
    beat: (beat) => {
      place("no-displays").hidden = beat.displays;
    },
    connected: (now) => {
      place("cut-off").hidden = now;
      document.body.classList.toggle("is-cut-off", !now);
    },
    signedOut: () => location.assign(`/staff/sign-in?next=${encodeURIComponent(location.pathname)}`),
  },
  BASE,
);
