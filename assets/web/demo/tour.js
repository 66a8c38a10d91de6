// The tour: buttons go out, one view of everything comes in by events.

import { h } from "/static/dom.js";

/** A finger that moves less than this part of the picture has pressed, not drawn. */
const PRESS = 0.02;

const at = (id) => document.getElementById(id);
let view = null;

async function post(path, body) {
  return fetch(`/demo/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

// 1: passes

const holders = [...document.querySelectorAll("[data-sample]"), at("again")];
let holding = false;

async function hold(sample) {
  if (holding) return;
  holding = true;
  for (const button of holders) button.setAttribute("aria-disabled", "true");
  try {
    await post("hold", { sample });
  } finally {
    holding = false;
    for (const button of holders) button.removeAttribute("aria-disabled");
  }
}

for (const button of document.querySelectorAll("[data-sample]")) {
  button.addEventListener("click", () => hold(button.dataset.sample));
}
at("again").addEventListener("click", () => hold(null));

let heldSerial = 0;
function showPass(held) {
  at("phone").hidden = held === null;
  at("first-hint").hidden = held !== null;
  if (held === null) return;
  const [ja, en] =
    !held.in_camera ? ["受付機が最初の画面にもどったら、かざします。", "Waiting until the kiosk is free."]
    : held.expired ? ["期限切れなので、番号は出ません。受付機の案内をご覧ください。", "Expired: see how the kiosk says so."]
    : held.times > 1 ? ["同じコードには同じ番号。紙に「再発行」と出ます。", "The same pass gets the same number, marked 再発行."]
    : ["カメラにかざしました。受付機と、出てくる紙をご覧ください。", "Held up. Watch the kiosk, then the paper."];
  const words = at("phone-words");
  if (words.dataset.said !== en) words.replaceChildren(ja, h("span", { lang: "en" }, en));
  words.dataset.said = en;
  if (held.serial === heldSerial) return;
  heldSerial = held.serial;
  at("photo").src = `/demo/pass.jpg?v=${held.serial}`;
  const phone = at("phone");
  phone.classList.remove("raised");
  void phone.offsetWidth;
  phone.classList.add("raised");
  const counters = held.counters.map((counter) =>
    h("button", { class: "counter", type: "button", onclick: () => openCounter(counter.id) }, counter.name));
  at("counters").replaceChildren(...counters);
  at("counters-row").hidden = counters.length === 0;
  // somebody who works at a counter just now is not taken away from it
  if (held.times === 1 && held.counters.length > 0 && !at("staff").src) nextCounter = held.counters[0].id;
}

// 2: the kiosk's picture, the newest one only, and touches on it

const screen = at("screen");
let wantedScreen = "";
let loading = false;

async function loadScreen() {
  if (loading) return;
  loading = true;
  try {
    while (wantedScreen !== "" && wantedScreen !== screen.dataset.version) {
      const version = wantedScreen;
      const next = new Image();
      next.src = `/demo/screen.jpg?v=${version}`;
      try {
        await next.decode();
        screen.src = next.src;
        screen.hidden = false;
        at("kiosk-wait").hidden = true;
      } catch {
        if (version === wantedScreen) return;
      }
      screen.dataset.version = version;
    }
  } finally {
    loading = false;
  }
}

function showKiosk() {
  const showing = view.kiosk === "showing";
  wantedScreen = view.screen;
  if (showing) loadScreen();
  else {
    screen.hidden = true;
    at("kiosk-wait").hidden = false;
    const [ja, en] = view.kiosk === "failed"
      ? ["受付機が止まりました。もう一度始めています。", "The kiosk ended and is being started again."]
      : ["受付機を準備しています", "The kiosk is starting"];
    at("kiosk-words").replaceChildren(ja, h("span", { lang: "en" }, en));
  }
  at("kiosk-wait").classList.toggle("failed", view.kiosk === "failed");
  at("kiosk").classList.toggle("touchable", view.touchable);
  const [hint, hintEnglish] = view.touchable
    ? ["画面にさわれます", "Kiosk: touch it here"] : ["別のウインドウにあります", "Kiosk: in its own window"];
  at("kiosk-hint").replaceChildren(hint, " ", h("span", { lang: "en" }, hintEnglish));
}

// the same touches for the keyboard and for screen readers: a button lies on each touchable place

// what changes a screen's language and looks stands before what it is about
const LOOKS = [
  '[data-name^="language:"]', '[data-name="control:languages"]',
  '[data-name^="control:text_"]', '[data-name="control:contrast"]',
  '[data-name="control:speech"]', '[data-name="control:louder"]', '[data-name="control:low"]',
  '[data-name="staff:open"]',
].join(", ");

function showTargets(targets) {
  const list = at("targets");
  const there = new Map([...list.children].map((button) => [button.dataset.name, button]));
  const lostFocus = list.contains(document.activeElement)
    && !targets.some((target) => target.name === document.activeElement.dataset.name);
  for (const [name, button] of there) if (!targets.some((target) => target.name === name)) button.remove();
  for (const target of targets) {
    const button = there.get(target.name) ?? h("button", { type: "button", data: { name: target.name } });
    if (button.textContent !== target.words) button.textContent = target.words;
    for (const [side, share] of [["left", target.x], ["top", target.y], ["width", target.width], ["height", target.height]]) {
      button.style[side] = `${share * 100}%`;
    }
    button.onclick = () => post("touch", { x: target.x + target.width / 2, y: target.y + target.height / 2 });
    // in the kiosk's own order, without taking the focus from one that stays
    if (!there.has(target.name)) list.append(button);
  }
  // a screen without a button of its own keeps the focus for the next one
  if (lostFocus) (list.querySelector(`button:not(${LOOKS})`) ?? list).focus();
}

function place(event) {
  const box = screen.getBoundingClientRect();
  const share = (value, start, size) => Math.min(1, Math.max(0, (value - start) / size));
  return [share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)];
}

let finger = null;
screen.addEventListener("pointerdown", (event) => {
  if (!view?.touchable) return;
  event.preventDefault();
  screen.setPointerCapture(event.pointerId);
  finger = place(event);
  const ripple = h("i", { class: "ripple", "aria-hidden": "true" });
  const box = at("kiosk").getBoundingClientRect();
  ripple.style.left = `${event.clientX - box.left}px`;
  ripple.style.top = `${event.clientY - box.top}px`;
  ripple.addEventListener("animationend", () => ripple.remove());
  at("kiosk").append(ripple);
});
screen.addEventListener("pointerup", (event) => {
  if (finger === null) return;
  const [x, y] = finger;
  const to = place(event);
  finger = null;
  const moved = Math.hypot(to[0] - x, to[1] - y) > PRESS;
  post("touch", moved ? { x, y, to } : { x, y });
});
screen.addEventListener("pointercancel", () => { finger = null; });

// 3: papers, and what a visitor does to the printer

const printer = at("printer");
printer.addEventListener("change", () => post("printer", { condition: printer.value }));

function showPrinter(condition) {
  if (document.activeElement !== printer) printer.value = condition;
  printer.parentElement.classList.toggle("odd", condition !== "ready");
}

function showPapers(names) {
  const list = at("papers");
  const there = new Map([...list.querySelectorAll("a")].map((link) => [link.dataset.name, link]));
  at("papers-empty").hidden = names.length > 0;
  for (const [name, link] of there) if (!names.includes(name)) link.remove();
  for (const name of [...names].reverse()) {
    if (there.has(name)) continue;
    const address = `/demo/papers/${encodeURIComponent(name)}`;
    list.prepend(h("a", { class: "paper", href: address, target: "_blank", rel: "noopener", data: { name } },
      h("img", { src: address, alt: "印刷された紙" })));
    list.scrollTop = 0;
  }
}

// 5: the staff's console

let nextCounter = at("staff").dataset.first;

function openCounter(counter) {
  nextCounter = counter;
  if (!at("staff-frame").hidden) at("staff").src = `/staff/counter/${encodeURIComponent(counter)}`;
}

function openStaff() {
  at("staff-in").hidden = true;
  at("staff-frame").hidden = false;
  openCounter(nextCounter);
  fit();
}

at("sign-in").addEventListener("click", async (event) => {
  const { name, password } = event.currentTarget.dataset;
  const body = new URLSearchParams({ name, password, after: "/staff" });
  const answer = await fetch("/staff/sign-in", { method: "POST", body });
  if (answer.ok) openStaff();
});

async function findSession() {
  const answer = await fetch("/staff", { redirect: "manual", headers: { Accept: "text/html" } });
  if (answer.ok) openStaff();
}

// pages of a wall display and a desk, made smaller as a whole

function fit() {
  for (const frame of document.querySelectorAll(".frame")) {
    const { clientWidth, clientHeight } = frame;
    if (clientWidth === 0 || clientHeight === 0) continue;
    // so that what matters is seen whole, and never larger than it is meant to be
    const scale = Math.min(clientWidth / frame.dataset.wide, clientHeight / frame.dataset.high, 1);
    const inner = frame.querySelector("iframe");
    inner.style.width = `${clientWidth / scale}px`;
    inner.style.height = `${clientHeight / scale}px`;
    inner.style.transform = `scale(${scale})`;
  }
}

const sizes = new ResizeObserver(fit);
for (const frame of document.querySelectorAll(".frame")) sizes.observe(frame);

// what happens comes in

function showNotes(notes) {
  at("notes-box").hidden = notes.length === 0;
  at("notes-count").textContent = notes.length;
  at("notes").replaceChildren(...notes.map((note) =>
    h("li", {}, note.ja, h("span", { lang: "en" }, note.en.split("\n")[0]))));
}

const events = new EventSource("/demo/events");
events.addEventListener("view", (event) => {
  view = JSON.parse(event.data);
  showPass(view.held);
  showKiosk();
  showTargets(view.targets);
  showPrinter(view.printer);
  showPapers(view.papers);
  showNotes(view.notes);
});
events.addEventListener("open", () => { at("lost").hidden = true; });
events.addEventListener("error", () => { at("lost").hidden = false; });
findSession();
