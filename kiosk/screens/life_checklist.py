"""The checklist that came of a life event, read back: where in order, what to bring, the fees."""

from dataclasses import replace

from kiosk.page import Box
from kiosk.screens.common import Drawing, button
from kiosk.screens.life_events import HEAD, check_mark, onward, step_head, touchable
from kiosk.screens.navi_frame import card, foot_box, stepped
from kiosk.session.events import Control
from kiosk.session.life_events import (
    Line,
    checklist,
    desk_of,
    how_far,
    lines_on_page,
    page_of,
    pages,
)
from kiosk.session.life_touches import LineTouched
from kiosk.session.screens import ByLifeEvent
from kiosk.theme import INK, INK_SOFT, PRIMARY, PRIMARY_SOFT
from kiosk.typesetting import Ink
from kiosk.words import N_

THINGS_CHARACTERS = 44
"""So much of what to bring stands on the screen, less in larger words; the paper has it all."""


def draw_checklist(drawing: Drawing, screen: ByLifeEvent) -> None:
    """The list, page by page, and the way to the number."""
    theme, session = drawing.theme, drawing.view.session
    lines = checklist(session, screen)
    chosen = [line for line in lines if line.chosen]
    shown = pages(session, screen)[page_of(session, screen)]
    title = N_("あなたの手続きです。触れると外せます")
    if not lines:
        title = N_("当てはまる手続きが見つかりませんでした")
    elif shown[0].offered:
        title = N_("ほかに必要なものがあれば、選んでください")
    words = drawing.voice.pair(title)
    body = stepped(
        drawing, how_far(session, screen), HEAD, lambda box: step_head(drawing, screen, words, box)
    )
    below = theme.of(104, 78)
    foot = Box(body.x, body.bottom - below, body.width, below)
    room = Box(body.x, body.y, body.width, body.height - below - theme.of(20, 10))
    for line, box in zip(shown, _places(drawing, room, lines_on_page(session)), strict=False):
        _line(drawing, line, box)
    if lines:
        _summary_and_pages(drawing, screen, chosen, foot)
    else:
        _nothing_found(drawing, screen, Box(body.x, body.y, body.width, theme.of(200, 110)))
    _ways(drawing, some=bool(chosen))


def _line(drawing: Drawing, line: Line, box: Box) -> None:
    page, theme, voice = drawing.page, drawing.theme, drawing.voice
    card(drawing, box, chosen=line.chosen)
    pad, radius = theme.of(26, 16), theme.of(32, 19)
    check_mark(drawing, box.x + pad + radius, box.y + box.height / 2, radius, chosen=line.chosen)
    left = box.x + pad + 2 * radius + theme.of(24, 14)
    fee_wide = theme.of(150, 88)
    right = box.right - theme.of(16, 10)
    first, second = voice.names(line.procedure.title, line.procedure.title_en)
    inner = box.inset(theme.of(14, 10))
    above = inner.height * 0.42
    named = theme.of(38, 23), theme.of(22, 14)
    page.stacked(
        [
            (
                first,
                drawing.ink(
                    named[0],
                    True,
                    line_height=1.1,
                    language=voice.language_of(line.procedure.title),
                ),
            ),
            (
                "" if voice.language == "ja" else second,
                drawing.second_ink(named[1], False, INK_SOFT, line_height=1.1),
            ),
        ],
        Box(left, inner.y, right - fee_wide - theme.of(10, 6) - left, above),
    )
    _fee(drawing, line, Box(right - fee_wide, inner.y, fee_wide, above))
    place = _place(drawing, line)
    things = _things(drawing, line)
    rest = Box(left, inner.y + above, right - left, inner.height - above)
    page.stacked(
        [
            (
                place,
                drawing.ink(
                    theme.of(27, 17),
                    True,
                    PRIMARY,
                    line_height=1.15,
                    language=voice.language_of(line.service.name),
                ),
            ),
            (things, drawing.ink(theme.of(25, 15), False, INK, line_height=1.15, language="ja")),
        ],
        rest,
        gap=theme.of(3, 1),
    )
    said = " ".join(filter(None, (first, place, things)))
    touchable(
        drawing,
        LineTouched(line.procedure.procedure),
        f"line:{line.procedure.procedure}",
        box,
        said,
        chosen=line.chosen,
    )


def _place(drawing: Drawing, line: Line) -> str:
    """The service, and the signs of its counters."""
    catalogue = drawing.view.session.catalogue
    signs = {} if catalogue is None else catalogue.counters
    name = drawing.voice.name(line.service.name, line.service.name_en)
    counters = "・".join(signs.get(counter, counter) for counter in line.service.counters[:3])
    return f"{name} {counters}".strip()


def _things(drawing: Drawing, line: Line) -> str:
    """What to bring, as the catalogue says it."""
    bring = line.procedure.bring
    if not bring:
        return ""
    room = THINGS_CHARACTERS / drawing.theme.text
    shown = [bring[0]]
    for thing in bring[1:]:
        if sum(map(len, shown)) + len(thing) > room:
            break
        shown.append(thing)
    things = "・".join(shown) + ("…" if len(shown) < len(bring) else "")
    return drawing.voice.say(N_("持ち物 {things}"), things=things)


def _fee(drawing: Drawing, line: Line, box: Box) -> None:
    yen = line.procedure.fee_yen
    if yen is None:
        return
    said = drawing.voice.say(N_("無料")) if yen == 0 else f"{yen:,}円"
    if yen and drawing.voice.language.split("-")[0] != "ja":
        said = f"¥{yen:,}"
    ink = drawing.ink(drawing.theme.of(30, 18), True, INK, "right", 1.1)
    # a price in two lines would be read as two things
    drawing.page.stacked([(said, replace(ink, one_line=True))], box)


def _summary_and_pages(drawing: Drawing, screen: ByLifeEvent, chosen: list[Line], box: Box) -> None:
    page, theme, session = drawing.page, drawing.theme, drawing.view.session
    every = pages(session, screen)
    count, shown = len(every), page_of(session, screen)
    key, gap = theme.of(230, 170), theme.of(16, 10)
    right = box.right
    if count > 1:
        after = Box(box.right - key, box.y, key, box.height)
        said = Box(after.x - gap - theme.of(96, 60), box.y, theme.of(96, 60), box.height)
        right = said.x
        if shown > 0:
            before = Box(said.x - gap - key, box.y, key, box.height)
            button(drawing, Control.PREVIOUS_PAGE, before, N_("前のページ"))
            right = before.x
        page.stacked(
            [(f"{shown + 1}/{count}", Ink(theme.of(32, 20), True, INK, "center", 1.1))], said
        )
        if shown + 1 < count:
            more = every[shown + 1][0].offered and not every[shown][0].offered
            words = N_("手続きを追加") if more else N_("次のページ")
            button(drawing, Control.NEXT_PAGE, after, words)
    if chosen:
        places = len({line.service.service for line in chosen})
        first, second = drawing.voice.pair(
            N_("手続き {count}件・窓口 {places}か所"), count=len(chosen), places=places
        )
        fees = sum(line.procedure.fee_yen or 0 for line in chosen)
        if fees:
            first = f"{first} {drawing.voice.say(N_('手数料 {yen}円'), yen=f'{fees:,}')}"
    else:
        first, second = _advice(drawing, screen)
    page.stacked(
        [
            (first, drawing.ink(theme.of(34, 21), True, INK, line_height=1.1)),
            (second, drawing.second_ink(theme.of(23, 14), False, INK_SOFT, line_height=1.1)),
        ],
        Box(box.x, box.y, right - gap - box.x, box.height),
    )


def _advice(drawing: Drawing, screen: ByLifeEvent) -> tuple[str, str]:
    """Nobody is left without a way on: a counter that can help."""
    desk = desk_of(drawing.view.session, screen)
    if desk is None:
        return "", ""
    voice = drawing.voice
    name = voice.names(desk.name, desk.name_en)
    words = N_("「{desk}」の窓口でご相談いただけます")
    return voice.say(words, desk=name[0]), voice.second(words, desk=name[1] or name[0])


def _nothing_found(drawing: Drawing, screen: ByLifeEvent, panel: Box) -> None:
    page, theme = drawing.page, drawing.theme
    page.panel(panel, PRIMARY_SOFT, radius=theme.px(14))
    first, second = _advice(drawing, screen)
    page.stacked(
        [
            (first, drawing.ink(theme.of(34, 21), True, INK, line_height=1.2)),
            (second, drawing.second_ink(theme.of(24, 15), False, INK_SOFT, line_height=1.2)),
        ],
        Box(
            panel.x + theme.of(28, 18),
            panel.y + theme.of(12, 8),
            panel.width - 2 * theme.of(28, 18),
            panel.height - 2 * theme.of(12, 8),
        ),
        gap=theme.of(4, 2),
    )


def _ways(drawing: Drawing, *, some: bool) -> None:
    theme, foot = drawing.theme, foot_box(drawing)
    side = theme.of(290, 250)
    button(drawing, Control.BACK, Box(foot.x, foot.y, side, foot.height), N_("もどる"))
    x = foot.x + side + theme.of(30, 24)
    place = Box(x, foot.y, foot.right - x, foot.height)
    onward(
        drawing,
        place,
        drawing.voice.pair(N_("この手続きで番号を取る") if some else N_("相談の番号を取る")),
    )


def _places(drawing: Drawing, body: Box, count: int) -> list[Box]:
    """Places for a whole page of lines: below each other upright, in two columns lying."""
    theme = drawing.theme
    columns = 1 if theme.portrait else 2
    rows = -(-count // columns)
    gap = theme.of(16, 10)
    wide = (body.width - (columns - 1) * gap) / columns
    high = min(theme.of(300, 170), (body.height - (rows - 1) * gap) / rows)
    return [
        Box(
            round(body.x + place // rows * (wide + gap)),
            round(body.y + place % rows * (high + gap)),
            wide,
            high,
        )
        for place in range(count)
    ]
