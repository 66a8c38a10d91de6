"""簡単ゆびナビ: all that was entered, read back on one screen; each line can be changed."""

from datetime import date

from kiosk.navi import kana
from kiosk.navi.dates import birth_date
from kiosk.navi.form import CertificateForm
from kiosk.navi.steps import ChangeTouched, Navi, Step
from kiosk.page import Box, Said
from kiosk.screens.common import Drawing
from kiosk.screens.navi_choices import fee_words
from kiosk.screens.navi_frame import card, frame, touchable, ways
from kiosk.screens.navi_words import date_words, options_said, phone_said, said
from kiosk.session.certificates import fee_yen
from kiosk.speech.readings import name_said
from kiosk.theme import INK, INK_SOFT, PRIMARY, PRIMARY_SOFT
from kiosk.words import N_


def draw_review(drawing: Drawing, navi: Navi, form: CertificateForm) -> None:
    """The lines, the fee, what becomes of it, and the way to the number."""
    theme = drawing.theme
    body = frame(drawing, navi, N_("まちがいがないか、ご確認ください"))
    below = theme.of(190, 88)
    lines = _lines(drawing, navi, form)
    columns = 1 if theme.portrait else 2
    rows = -(-len(lines) // columns)
    gap = theme.of(18, 12)
    wide = (body.width - (columns - 1) * gap) / columns
    room = body.height - below - theme.of(26, 14)
    high = min(theme.of(160, 130), (room - (rows - 1) * gap) / rows)
    for place, (step, label, value) in enumerate(lines):
        column, row = divmod(place, rows)
        box = Box(body.x + column * (wide + gap), round(body.y + row * (high + gap)), wide, high)
        _line(drawing, step, label, value, box)
    y = body.bottom - below
    _fee_and_promise(drawing, navi, form, Box(body.x, y, body.width, below))
    ways(drawing, N_("この内容で番号を取る"))


def _lines(
    drawing: Drawing, navi: Navi, form: CertificateForm
) -> list[tuple[Step, tuple[str, str], tuple[str, str]]]:
    voice = drawing.voice
    choice = form.choice(navi.whose)
    # what was read back is a whole date; the latest day refuses none of them for its age
    birth = birth_date(navi.birth, date.max)
    copies = voice.pair(N_("{count}通"), count=navi.copies)
    options = options_said(voice, navi, form)
    if navi.options:
        join = "・" if voice.language.split("-")[0] == "ja" else " · "
        copies = (f"{copies[0]}{join}{options[0]}", "")
    phone = phone_said(navi.phone)
    return [
        (Step.CERTIFICATE, voice.pair(N_("証明書")), said(voice, form.words)),
        (
            Step.WHOSE,
            voice.pair(N_("だれのもの")),
            ("", "") if choice is None else said(voice, choice.words),
        ),
        (Step.DETAILS, voice.pair(N_("通数と載せるもの")), copies),
        (
            Step.NAME,
            voice.pair(N_("お名前")),
            (kana.shown(kana.finished(navi.name), form.kana), ""),
        ),
        (
            Step.BIRTH,
            voice.pair(N_("生年月日")),
            date_words(voice, birth) if isinstance(birth, date) else ("", ""),
        ),
        (
            Step.PHONE,
            voice.pair(N_("電話番号")),
            (phone, "") if phone else voice.pair(N_("なし")),
        ),
    ]


def _line(
    drawing: Drawing, step: Step, label: tuple[str, str], value: tuple[str, str], box: Box
) -> None:
    page, theme = drawing.page, drawing.theme
    card(drawing, box)
    pad = theme.of(28, 16)
    named = box.width * 0.29
    change = theme.of(150, 92)
    page.stacked(
        [
            (label[0], drawing.ink(theme.of(29, 18), False, INK_SOFT, line_height=1.15)),
            (label[1], drawing.second_ink(theme.of(22, 13), False, INK_SOFT, line_height=1.15)),
        ],
        Box(box.x + pad, box.y + theme.of(8, 5), named - pad, box.height - 2 * theme.of(8, 5)),
    )
    x = box.x + named + theme.of(14, 8)
    right = box.right - pad / 2 - change
    page.stacked(
        [
            (value[0], drawing.ink(theme.of(42, 25), True, INK, line_height=1.15)),
            (value[1], drawing.second_ink(theme.of(25, 15), False, INK_SOFT, line_height=1.15)),
        ],
        Box(x, box.y + theme.of(8, 5), right - theme.of(12, 8) - x,
            box.height - 2 * theme.of(8, 5)),
    )  # fmt: skip
    first, second = drawing.voice.pair(N_("変える"))
    chip = Box(right, box.y + theme.of(24, 16), change, box.height - 2 * theme.of(24, 16))
    page.panel(chip, PRIMARY_SOFT, radius=theme.px(12))
    page.stacked(
        [
            (first, drawing.ink(theme.of(30, 19), True, PRIMARY, "center", 1.1)),
            (second, drawing.second_ink(theme.of(21, 13), False, PRIMARY, "center", 1.1)),
        ],
        chip.inset(theme.of(6, 3)),
    )
    words = " ".join(part for part in (label[0], value[0], first) if part)
    said = tuple[Said, ...]()
    if step is Step.NAME:
        parts = ((label[0], page.language), (name_said(value[0]), "ja"), (first, page.language))
        said = tuple(Said(*part) for part in parts)
    touchable(drawing, ChangeTouched(step), f"change:{step}", box, words, said=said)


def _fee_and_promise(drawing: Drawing, navi: Navi, form: CertificateForm, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    page.panel(box, PRIMARY_SOFT, radius=theme.px(14))
    fee = fee_yen(drawing.view.session, form)
    first, second = fee_words(drawing, None if fee is None else fee * navi.copies)
    pad = theme.of(28, 18)
    wide = box.width * 0.36
    page.stacked(
        [
            (first, drawing.ink(theme.of(42, 26), True, INK, line_height=1.15)),
            (second, drawing.second_ink(theme.of(24, 15), False, INK_SOFT, line_height=1.15)),
        ],
        Box(box.x + pad, box.y + theme.of(10, 5), wide - pad, box.height - 2 * theme.of(10, 5)),
    )
    promise = drawing.voice.pair(
        N_("入力した内容は暗号にして窓口に送ります。この機械には残りません。")
    )
    page.stacked(
        [
            (promise[0], drawing.ink(theme.of(28, 17), False, INK, line_height=1.2)),
            (promise[1], drawing.second_ink(theme.of(22, 13), False, INK_SOFT, line_height=1.2)),
        ],
        Box(box.x + wide + pad / 2, box.y + theme.of(10, 5), box.width - wide - 1.5 * pad,
            box.height - 2 * theme.of(10, 5)),
        gap=theme.of(4, 2),
    )  # fmt: skip
