"""The control page's HTML. The part that changes is fetched anew every second."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from string import Template
from typing import Final

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.control.words import CONDITIONS, GROUPS, MOMENTS, Words, of_fault
from printer_drivers.emulator.faults import Fault, Moment

PAPERS_SHOWN: Final = 6
_HANGING: Final = Words("まだ切られていない紙", "Not cut yet")
_NOTHING: Final = Words("まだ何も印刷されていません", "Nothing printed yet")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page tells of the printer."""

    language: str
    places: tuple[str, ...]
    condition: Condition
    near_end: bool
    waiting: tuple[Fault, ...]
    used_mm: float
    papers: tuple[str, ...]
    """File names of pictures, the newest first."""
    hanging: int
    """Counts what hangs out of the printer uncut; 0 is nothing."""


def page(shown: Shown) -> str:
    """The whole page."""
    return _PAGE.substitute(
        language=escape(shown.language),
        places=" ".join(f"<code>{escape(place)}</code>" for place in shown.places),
        state=state(shown),
        moments="".join(_moment(moment) for moment in Moment),
        groups="".join(_group(name, conditions) for name, conditions in GROUPS),
    )


def state(shown: Shown) -> str:
    """The part that changes."""
    words = CONDITIONS[shown.condition]
    kind = "bad"
    if shown.condition is Condition.READY:
        kind = "good"
    elif shown.condition.prints:
        kind = "doubtful"
    waiting = "".join(f"<li>{_both(of_fault(fault))}</li>" for fault in shown.waiting)
    low = ""
    tells_paper = {Condition.PAPER_NEAR_END, Condition.PAPER_OUT}
    if shown.near_end and shown.condition not in tells_paper:
        low = f'<span class="low">{_both(CONDITIONS[Condition.PAPER_NEAR_END])}</span>'
    hanging = ""
    if shown.hanging:
        place = f"hanging.png?{shown.hanging}"
        hanging = f'<li class="hanging"><img src="{place}" alt=""> {_both(_HANGING)}</li>'
    papers = hanging + "".join(
        f'<li><a href="papers/{escape(name)}"><img src="papers/{escape(name)}" '
        f'alt="印刷された紙 Printed paper {escape(name.removesuffix(".png"))}"></a></li>'
        for name in shown.papers
    )
    return _STATE.substitute(
        kind=kind,
        now=_both(words) + low,
        waiting=f'<ul class="waiting">{waiting}</ul>' if waiting else "",
        metres=f"{shown.used_mm / 1000:.2f}",
        papers=papers
        or '<li class="none">まだ何も印刷されていません <i>Nothing printed yet</i></li>',
    )


def _both(words: Words) -> str:
    return f'{escape(words.ja)} <i lang="en">{escape(words.en)}</i>'


def _moment(moment: Moment) -> str:
    checked = " checked" if moment is Moment.NOW else ""
    box = f'<input type="radio" name="when" value="{moment}"{checked}>'
    count = ""
    if moment is Moment.AFTER_BYTES:
        count = (
            '<input type="number" name="bytes" value="300" min="1" max="999999" '
            'aria-label="バイト数 Bytes"> '
        )
    return f"<label>{box} <span>{count}{_both(MOMENTS[moment])}</span></label>"


def _group(name: Words, conditions: Iterable[Condition]) -> str:
    buttons = "".join(
        f'<button name="condition" value="{condition}">{_both(CONDITIONS[condition])}</button>'
        for condition in conditions
    )
    return f'<h2>{_both(name)}</h2><div class="buttons">{buttons}</div>'


_STATE: Final = Template("""\
<p class="now $kind"><span class="label">いまの状態 <i lang="en">State</i></span> $now</p>
$waiting
<p class="roll"><span>使った用紙 <i lang="en">Paper used</i></span> <b>$metres m</b></p>
<h2>出てきた紙 <i lang="en">Papers</i></h2>
<ol class="papers">$papers</ol>
""")

_PAGE: Final = Template("""\
<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>プリンターの模擬装置 Emulated printer</title>
<link rel="icon" href="data:,">
<style>
:root { --blue: #0017c1; --hover: #00118f; --active: #000060; --red: #ec0000; --green: #197a4b;
  --line: #b3b3b3; --quiet: #595959; --paper: #f2f2f2; }
* { box-sizing: border-box; }
body { margin: 0; color: #1a1a1a; background: #fff;
  font: 16px/1.6 "BIZ UDPGothic", "Noto Sans JP", "Noto Sans CJK JP", sans-serif; }
i { font-style: normal; font-size: .8125em; color: var(--quiet); }
header { padding: 20px 32px; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 24px; } h1 i { margin-left: 8px; }
header p { margin: 4px 0 0; color: var(--quiet); }
code { font: 14px ui-monospace, monospace; background: var(--paper); padding: 2px 8px;
  border-radius: 4px; }
main { display: grid; grid-template-columns: minmax(0, 7fr) minmax(320px, 5fr); gap: 40px;
  max-width: 1280px; margin: 0 auto; padding: 24px 32px 48px; }
h2 { margin: 28px 0 12px; font-size: 18px; }
fieldset { margin: 0; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: 8px; font-size: 18px; font-weight: bold; }
fieldset label { display: flex; align-items: center; gap: 12px; min-height: 44px; padding: 2px 8px;
  border-radius: 8px; cursor: pointer; }
fieldset label:has(:checked) { background: #e8f1fe; }
input[type=radio] { width: 24px; height: 24px; margin: 0; accent-color: var(--blue); flex: none; }
input[type=number] { width: 104px; height: 40px; padding: 0 8px; font: inherit; text-align: right;
  border: 1px solid #1a1a1a; border-radius: 8px; }
.buttons { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 12px; }
button { min-height: 72px; padding: 8px 16px; font: inherit; font-weight: bold; text-align: left;
  color: var(--blue); background: #fff; border: 1px solid var(--blue); border-radius: 8px;
  cursor: pointer; }
button i { display: block; font-weight: normal; }
button:hover { background: #e8f1fe; color: var(--hover); text-decoration: underline; }
button:active { background: #d9e6ff; color: var(--active); }
button.main { color: #fff; background: var(--blue); width: 100%; font-size: 18px; }
button.main i { color: #fff; } button.main:hover { background: var(--hover); }
button.main:active { background: var(--active); }
:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; }
.side form { margin-top: 12px; }
.now { margin: 0; padding: 16px 20px; border: 2px solid; border-left-width: 16px;
  border-radius: 8px; font-size: 24px; font-weight: bold; }
.now i { font-weight: normal; }
.now .label { display: block; font-size: 14px; font-weight: normal; color: #1a1a1a; }
.good { border-color: var(--green); color: var(--green); }
.doubtful { border-color: #b78f00; color: #6e5600; }
.bad { border-color: var(--red); color: #ce0000; }
.waiting { margin: 8px 0 0; padding: 8px 12px 8px 36px; background: #fbf5e0; border-radius: 8px; }
.roll { display: flex; justify-content: space-between; align-items: baseline; margin: 20px 0 0;
  padding: 12px 4px; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.roll b { font-size: 20px; }
.papers { display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px; margin: 0; padding: 16px;
  list-style: none; background: var(--paper); border-radius: 8px; align-items: start; }
.papers a { display: block; } .papers .none { grid-column: 1 / -1; }
.hanging img { border-top: 4px solid #1a1a1a; } .hanging { font-size: 14px; }
.hanging i, .low { display: block; }
.low { font-size: 16px; color: #6e5600; }
.papers img { display: block; width: 100%; background: #fff; box-shadow: 0 1px 4px #0004; }
.lost { padding: 16px 20px; margin: 0; background: #fdeeee; border-radius: 8px; }
@media (max-width: 900px) {
  main { grid-template-columns: minmax(0, 1fr); gap: 24px; padding: 16px; }
  .buttons { grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); }
  .side { grid-row: 1; } header { padding: 16px; } }
</style>
</head>
<body>
<header>
<h1>プリンターの模擬装置 <i lang="en">Emulated printer</i></h1>
<p>$language $places</p>
</header>
<main>
<form class="faults" method="post" action="fault">
<button class="main" name="condition" value="ready">正常に戻す
<i lang="en">Put it right</i></button>
<h2 id="when">いつ起こすか <i lang="en">When it goes wrong</i></h2>
<fieldset aria-labelledby="when">$moments</fieldset>
$groups
</form>
<div class="side">
<div id="state" aria-live="polite">$state</div>
<form method="post" action="new-roll">
<button>新しいロールに交換 <i lang="en">Put in a new roll</i></button>
</form>
</div>
</main>
<template id="lost">
<p class="lost">模擬装置が止まっています。 <i lang="en">The emulator has ended.</i></p>
</template>
<script>
const state = document.getElementById("state");
let last = state.innerHTML;
async function look() {
  try {
    const answer = await fetch("state");
    const text = await answer.text();
    if (text !== last) { last = text; state.innerHTML = text; }
  } catch {
    last = "";
    state.innerHTML = document.getElementById("lost").innerHTML;
  }
}
for (const form of document.forms) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    try { await fetch(form.action, { method: "POST", body }); } catch { /* look() tells */ }
    look();
  });
}
setInterval(look, 1000);
</script>
</body>
</html>
""")
