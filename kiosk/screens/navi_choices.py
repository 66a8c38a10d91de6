"""簡単ゆびナビ: which certificate, whose, how many, and what is written on it."""

from dataclasses import replace
from functools import partial

from kiosk.navi.form import CertificateForm, Option, WhoseChoice
from kiosk.navi.steps import Chosen, CopiesChanged, Navi, Toggled
from kiosk.page import BUTTON_COLOURS, Box
from kiosk.screens.common import Drawing
from kiosk.screens.navi_frame import card, foot_box, frame, key, tick, touchable, ways
from kiosk.screens.navi_words import said
from kiosk.session.certificates import fee_yen
from kiosk.session.screens import Asking
from kiosk.theme import INK, INK_SOFT, LINE, PAPER, PRIMARY, PRIMARY_SOFT, Colour
from kiosk.typesetting import Ink
from kiosk.words import N_
from protocol.sealed import COPIES_MAX


def draw_certificates(drawing: Drawing, asking: Asking) -> None:
    """The certificates with their fees; and a number without any of this."""
    theme = drawing.theme
    body = frame(drawing, asking.navi, N_("書かずに請求できます。証明書を選んでください"))
    boxes = _grid(drawing, body, len(asking.navi.forms), high=(250, 190))
    for form, box in zip(asking.navi.forms, boxes, strict=True):
        chosen = form.procedure == asking.navi.certificate
        card(drawing, box, chosen=chosen)
        first, second = said(drawing.voice, form.words)
        plain, _ = said(drawing.voice, form.plain)
        fee = theme.of(230, 150)
        pad = theme.of(34, 20)
        fee_box = Box(box.right - pad / 2 - fee, box.y, fee, box.height)
        _lines(
            drawing,
            (first, second, plain),
            Box(box.x + pad, box.y, fee_box.x - box.x - pad - theme.of(10, 6), box.height),
        )
        _fee(drawing, fee_yen(drawing.view.session, form), fee_box)
        touchable(drawing, Chosen(form.procedure), f"choose:{form.procedure}", box, first,
                  chosen=chosen or None)  # fmt: skip
    ways(drawing, None)
    foot = foot_box(drawing)
    wide = theme.of(500, 420)
    _only_a_number(drawing, asking, Box(foot.right - wide, foot.y, wide, foot.height))


def _only_a_number(drawing: Drawing, asking: Asking, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    fill, colour, line = BUTTON_COLOURS["plain"]
    page.panel(box, fill, line=line, line_width=theme.px(3), radius=theme.px(16))
    first, second = drawing.voice.pair(N_("番号だけ取る"))
    page.stacked(
        [
            (first, drawing.ink(theme.of(40, 26), True, colour, "center", 1.15)),
            (second, drawing.second_ink(theme.of(24, 16), False, colour, "center", 1.15)),
        ],
        Box(box.x + theme.px(12), box.y + theme.of(12, 5), box.width - 2 * theme.px(12),
            box.height - 2 * theme.of(12, 5)),
    )  # fmt: skip
    touched = partial(drawing.touches.service, asking.service)
    page.target(f"service:{asking.service}", f"{first} {second}".strip(), box, touched)


def draw_whose(drawing: Drawing, navi: Navi, form: CertificateForm) -> None:
    """Whose certificate, each with what must be known about it."""
    body = frame(drawing, navi, N_("だれの証明書ですか"))
    for choice, box in zip(
        form.whose, _grid(drawing, body, len(form.whose), high=(260, 134), columns=1), strict=True
    ):
        _whose(drawing, navi, choice, box)
    ways(drawing, None)


def _whose(drawing: Drawing, navi: Navi, choice: WhoseChoice, box: Box) -> None:
    theme = drawing.theme
    chosen = choice.whose == navi.whose
    card(drawing, box, chosen=chosen)
    pad = theme.of(40, 26)
    radius = theme.of(34, 20)
    if chosen:
        tick(drawing, box.right - pad - radius, box.y + box.height / 2, radius)
    first, second = said(drawing.voice, choice.words)
    note, note_second = said(drawing.voice, choice.note) if choice.note else ("", "")
    _lines(
        drawing,
        (first, second, note, note_second),
        Box(box.x + pad, box.y, box.width - 3 * pad - 2 * radius, box.height),
    )
    touchable(drawing, Chosen(choice.whose), f"choose:{choice.whose}", box, f"{first} {note}",
              chosen=chosen or None)  # fmt: skip


def draw_details(drawing: Drawing, navi: Navi, form: CertificateForm) -> None:
    """How many copies; and what stands on them beyond the least, all off at first."""
    theme = drawing.theme
    title = (
        N_("何通ですか。載せたいものがあれば選んでください") if form.options else N_("何通ですか")
    )
    body = frame(drawing, navi, title)
    if theme.portrait:
        copies = Box(body.x, body.y, body.width, theme.px(280))
        rest = Box(body.x, copies.bottom + theme.px(40), body.width, 0)
    else:
        copies = Box(body.x, body.y, body.width * 0.4, min(body.height, theme.px(230)))
        x = copies.right + theme.px(24)
        rest = Box(x, body.y, body.right - x, 0)
    _copies(drawing, navi, form, copies)
    y = rest.y
    high, gap = theme.of(170, 92), theme.of(24, 12)
    for option in form.options:
        _option(drawing, navi, option, Box(rest.x, y, rest.width, high))
        y += high + gap
    if form.counter is not None:
        first, second = said(drawing.voice, form.counter)
        note = Box(rest.x, y, rest.width, min(theme.of(240, 150), body.bottom - y))
        _note(drawing, (first, second), note)
    ways(drawing, N_("次へ"))


def _copies(drawing: Drawing, navi: Navi, form: CertificateForm, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    card(drawing, box)
    pad = theme.of(30, 18)
    edge = theme.of(150, 88)
    y = box.y + pad
    fewer = Box(box.x + pad, y, edge, edge)
    more = Box(box.right - pad - edge, y, edge, edge)
    for place, by, sign in ((fewer, -1, "－"), (more, 1, "＋")):
        possible = 1 <= navi.copies + by <= COPIES_MAX
        name = "fewer" if by < 0 else "more"
        if possible:
            aloud = drawing.voice.say(N_("1通減らす") if by < 0 else N_("1通増やす"))
            key(drawing, CopiesChanged(by), name, place, (sign, ""), kind="plain",
                size=(70, 44), large=True, said=aloud)  # fmt: skip
        else:
            page.panel(place, PAPER, line=LINE, line_width=theme.px(3), radius=theme.px(14))
    first, _ = drawing.voice.pair(N_("{count}通"), count=navi.copies)
    middle = Box(fewer.right, y, more.x - fewer.right, edge)
    page.stacked([(first, Ink(theme.of(84, 50), True, INK, "center", 1.1, one_line=True))], middle)
    fee = fee_yen(drawing.view.session, form)
    total = Box(box.x + pad, y + edge, box.width - 2 * pad, box.bottom - y - edge - pad / 2)
    _total(drawing, None if fee is None else fee * navi.copies, total)


def _total(drawing: Drawing, yen: int | None, box: Box) -> None:
    theme = drawing.theme
    first, second = fee_words(drawing, yen)
    drawing.page.stacked(
        [
            (first, drawing.ink(theme.of(38, 24), True, INK, "center", 1.1)),
            (second, drawing.second_ink(theme.of(25, 15), False, INK_SOFT, "center", 1.1)),
        ],
        box,
    )


def fee_words(drawing: Drawing, yen: int | None) -> tuple[str, str]:
    """What all copies cost; paid at the counter."""
    if yen is None:
        return drawing.voice.pair(N_("手数料は窓口でご確認ください"))
    return drawing.voice.pair(N_("手数料 {yen}円"), yen=f"{yen:,}")


def _option(drawing: Drawing, navi: Navi, option: Option, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    on = option.option in navi.options
    card(drawing, box, chosen=on)
    radius = theme.of(34, 22)
    x, y = box.x + theme.of(40, 24) + radius, box.y + box.height / 2
    if on:
        tick(drawing, x, y, radius)
    else:
        page.disc(x, y, radius, INK_SOFT)
        page.disc(x, y, radius - theme.of(4, 3), PAPER)
    left = x + radius + theme.of(34, 20)
    first, second = said(drawing.voice, option.words)
    right = box.right - theme.of(24, 14)
    wide = 0.0 if option.note is None else box.width * 0.32
    end = right if option.note is None else right - wide
    _lines(drawing, (first, second), Box(left, box.y, end - theme.of(12, 8) - left, box.height))
    if option.note is not None:
        note, note_second = said(drawing.voice, option.note)
        if not theme.portrait and theme.text > 1:
            note_second = ""  # there is no room, and staff read the name beside it
        pad = theme.of(14, 10)
        beside = Box(right - wide, box.y + pad, wide, box.height - 2 * pad)
        page.stacked(
            [
                (note, _ink(drawing, theme.of(27, 17), INK)),
                (note_second, drawing.second_ink(theme.of(22, 14), False, INK_SOFT, "left", 1.15)),
            ],
            beside,
        )
    touchable(drawing, Toggled(option.option), f"option:{option.option}", box, first, chosen=on)


def _note(drawing: Drawing, words: tuple[str, str], box: Box) -> None:
    theme = drawing.theme
    drawing.page.panel(box, PRIMARY_SOFT, radius=theme.px(14))
    inner = Box(box.x + theme.of(30, 18), box.y + theme.of(14, 8), box.width - 2 * theme.of(30, 18),
                box.height - 2 * theme.of(14, 8))  # fmt: skip
    drawing.page.stacked(
        [
            (words[0], drawing.ink(theme.of(33, 20), False, INK, line_height=1.2)),
            (words[1], drawing.second_ink(theme.of(25, 15), False, INK_SOFT, line_height=1.2)),
        ],
        inner,
        gap=theme.of(8, 4),
    )


def _lines(drawing: Drawing, words: tuple[str, ...], box: Box) -> None:
    """A name in both languages, and what there is to know about it."""
    theme = drawing.theme
    inks = (
        drawing.ink(theme.of(44, 27), True, line_height=1.15, language=drawing.voice.language),
        drawing.second_ink(theme.of(26, 16), False, INK_SOFT, line_height=1.15),
        drawing.ink(theme.of(31, 19), False, INK, line_height=1.2, language=drawing.voice.language),
        drawing.second_ink(theme.of(24, 15), False, INK_SOFT, line_height=1.15),
    )
    pad = theme.of(14, 10)
    room = Box(box.x, box.y + pad, box.width, box.height - 2 * pad)
    drawing.page.stacked(list(zip(words, inks, strict=False)), room, gap=theme.of(5, 2))


def _ink(drawing: Drawing, size: float, colour: Colour) -> Ink:
    """Of a name that the catalogue has in Japanese and English."""
    return drawing.ink(size, False, colour, line_height=1.15, language=drawing.voice.language)


def _fee(drawing: Drawing, yen: int | None, box: Box) -> None:
    theme = drawing.theme
    if yen is None:
        return
    first, second = drawing.voice.pair(N_("1通 {yen}円"), yen=f"{yen:,}")
    drawing.page.stacked(
        [
            # a price in two lines would be read as two things
            (first, replace(drawing.ink(theme.of(36, 22), True, PRIMARY, "center", 1.1),
                            one_line=True)),
            (second, drawing.second_ink(theme.of(24, 15), False, INK_SOFT, "center", 1.1)),
        ],
        box.inset(theme.of(10, 8)),
    )  # fmt: skip


def _grid(
    drawing: Drawing, body: Box, count: int, *, high: tuple[float, float], columns: int = 0
) -> list[Box]:
    """Places for choices: below each other upright, in two columns lying unless told otherwise."""
    theme = drawing.theme
    columns = columns or (1 if theme.portrait else 2)
    rows = -(-count // columns)
    gap = theme.of(28, 16)
    wide = (body.width - (columns - 1) * gap) / columns
    tall = min(theme.of(*high), (body.height - (rows - 1) * gap) / rows)
    return [
        Box(round(body.x + place % columns * (wide + gap)),
            round(body.y + place // columns * (tall + gap)), wide, tall)
        for place in range(count)
    ]  # fmt: skip
