// Takes a pass back: looks for it, asks once more, and says what is revoked.

import { fill, h } from "../dom.js";
import { Dialog } from "./dialog.js";
import { both, either, languageButton } from "./language.js";
import * as W from "./passes_words.js";
import { Sender } from "./sender.js";

const BASE = "/api/staff/passes";
const place = (id) => document.getElementById(id);
const sender = new Sender(BASE);
const dialog = new Dialog();
let found = null;
let revoked = null;

/** By the site's clock, as the server wrote it. */
const when = (moment) => `${moment.slice(0, 10).replaceAll("-", "/")} ${moment.slice(11, 16)}`;

function say(kind, words) {
  place("message").className = `message message-${kind}`;
  fill(place("message"), words === null ? null : both(words));
}

async function post(path, fields) {
  const response = await fetch(`${BASE}/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
    signal: AbortSignal.timeout(5000),
  });
  if (response.status === 401) signedOut();
  return { ok: response.ok, body: await response.json() };
}

function signedOut() {
  location.assign(`/staff/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

async function look() {
  const text = place("text").value;
  found = null;
  try {
    const { ok, body } = await post("find", { text });
    if (ok) found = body.passes;
    say(ok ? "done" : "refused", ok ? null : body.words);
  } catch {
    say("refused", W.UNANSWERED);
  }
  draw();
}

function ask(pass) {
  dialog.confirm({
    title: W.SURE,
    words: W.MEANS,
    yes: W.REVOKE,
    send: () => {
      dialog.close();
      revoke(pass);
    },
  });
}

async function revoke(pass) {
  const outcome = await sender.send("revoke", { pass_id: pass.pass_id });
  if (outcome.signedOut) return signedOut();
  if (outcome.refused) return say("refused", outcome.refused);
  if (outcome.unanswered) return say("refused", W.UNANSWERED);
  pass.revoked_at = outcome.done.revoked_at;
  say("done", W.DONE);
  await list();
  draw();
}

async function list() {
  const fresh = await fetch(`${BASE}/revoked`)
    .then((response) => (response.ok ? response.json() : null))
    .catch(() => null);
  if (fresh !== null) revoked = fresh;
}

function entry(pass) {
  const used = pass.visits.length > 0 ? pass.visits.map((visit) => h("span", {}, either(W.brought(visit.number)), visit.over ? h("small", {}, "（", either(W.OVER), "）") : null)) : either(pass.used ? W.USED_BEFORE : W.NOT_USED);
  return h(
    "article",
    { class: `pass-found${pass.revoked_at === null ? "" : " is-revoked"}` },
    h("p", { class: "pass-used" }, used),
    h("p", { class: "pass-id" }, either(W.PASS_ID), " ", h("code", {}, pass.pass_id)),
    pass.revoked_at === null
      ? h("button", { class: "button button-danger", type: "button", "aria-haspopup": "dialog", onclick: () => ask(pass) }, both(W.REVOKE))
      : h("p", { class: "pass-revoked" }, both(W.revokedAt(when(pass.revoked_at)))),
  );
}

function draw() {
  fill(place("found"), found === null ? null : found.map(entry));
  if (revoked === null) return;
  place("revoked-count").textContent = String(revoked.count);
  fill(
    place("revoked"),
    revoked.passes.length === 0 ? h("li", { class: "hint" }, both(W.NONE)) : revoked.passes.map((pass) => h("li", {}, h("code", {}, pass.pass_id), h("span", {}, either(W.revokedAt(when(pass.revoked_at)))))),
  );
}

place("find").addEventListener("submit", (event) => {
  event.preventDefault();
  look();
});
languageButton(place("language"), draw);
list().then(draw);
place("text").focus();
