"""簡単ゆびナビ: what is typed by touch: a name in kana, a birth date, a telephone number."""

from collections.abc import Sequence

from kiosk.navi import kana
from kiosk.navi.dates import Calendar, DateKey, Part
from kiosk.navi.form import CertificateForm
from kiosk.navi.kana import COLUMNS, KanaKey, Script
from kiosk.navi.steps import CalendarTouched, KeyTouched, Navi, PartTouched
from kiosk.page import Box, Group, Said
from kiosk.screens.common import Drawing
from kiosk.screens.navi_frame import card, field, frame, key, touchable, ways
from kiosk.screens.navi_words import CALENDARS, phone_said
from kiosk.speech.readings import digits_said, kana_said, name_said
from kiosk.theme import INK, INK_SOFT, PRIMARY, PRIMARY_SOFT
from kiosk.typesetting import Ink
from kiosk.words import N_

EXAMPLE = "あいづ\u3000はなこ"
ROWS = 5

_CHANGING = (
    (KanaKey.VOICED, "か→が", N_("点々をつける")),
    (KanaKey.HALF_VOICED, "は→ぱ", N_("丸をつける")),
    (KanaKey.SMALL, "つ→っ", N_("小さい字にする")),
)
"""Shown by an example, which needs no words; said in words."""
_NOTHING_YET = N_("まだ何も入力されていません")
_EDITING = (
    (KanaKey.SPACE, N_("空白")),
    (KanaKey.DELETE, N_("1字消す")),
    (KanaKey.CLEAR, N_("全部消す")),
)
_PARTS = {Part.YEAR: N_("年"), Part.MONTH: N_("月"), Part.DAY: N_("日")}


def draw_name(drawing: Drawing, navi: Navi, form: CertificateForm) -> None:
    """The name, and the 五十音 board."""
    theme = drawing.theme
    body = frame(drawing, navi, N_("お名前をカナで入力してください"))
    entry = Box(body.x, body.y, body.width, theme.of(150, 66))
    field(drawing, entry)
    _typed_name(drawing, navi, form.kana, entry)
    y = entry.bottom + theme.of(30, 10)
    gap = theme.of(10, 6)
    if theme.portrait:
        below = theme.px(270)
        board = Box(body.x, y, body.width, body.bottom - y - below - theme.px(30))
        beside = Box(body.x, board.bottom + theme.px(30), body.width, below)
        across = 3
    else:
        wide = body.width * 0.72
        board = Box(body.x, y, wide, body.bottom - y)
        x = board.right + theme.px(20)
        beside = Box(x, y, body.right - x, body.bottom - y)
        across = 2
    _board(drawing, form.kana, board, gap)
    say = drawing.voice.say
    changing = [
        (each, (kana.shown(words, form.kana), ""), say(said)) for each, words, said in _CHANGING
    ]
    editing = [(each, drawing.voice.pair(words), say(words)) for each, words in _EDITING]
    keys = [*changing, *editing]
    if across == 2:
        keys = [each for both in zip(changing, editing, strict=True) for each in both]
    for (each, shown, said), box in zip(keys, _places(beside, across, len(keys), gap), strict=True):
        key(drawing, KeyTouched(each), f"key:{each}", box, shown, kind="plain", size=(36, 21),
            said=said)  # fmt: skip
    ways(drawing, N_("次へ"))


def _typed_name(drawing: Drawing, navi: Navi, script: Script, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    pad = theme.of(34, 20)
    room = Box(box.x + pad, box.y, box.width - 2 * pad, box.height)
    size = theme.of(72, 38)
    if navi.name:
        words = kana.shown(navi.name, script)
        ink = Ink(size, True, INK, line_height=1.1, one_line=True, language="ja")
        page.say(name_said(navi.name), "ja")
        _with_cursor(drawing, words, ink, room)
    else:
        example = kana.shown(EXAMPLE, script)
        first, _ = drawing.voice.pair(N_("例：{name}"), name=example)
        page.say(drawing.voice.say(_NOTHING_YET))
        with page.quietly():
            page.stacked([(first, Ink(size * 0.62, False, INK_SOFT, line_height=1.1))], room)


def _with_cursor(drawing: Drawing, words: str, ink: Ink, room: Box) -> None:
    """What is typed, and where the next sign goes."""
    page, theme = drawing.page, drawing.theme
    done = page.set(words, ink, room.width - theme.of(24, 14))
    with page.quietly():
        page.place(done, room.x, room.y + (room.height - done.height) / 2, room)
    # a space at the end has no ink, and still moves the cursor
    x = room.x + done.right + theme.of(12, 7)
    high = min(done.height, room.height) * 0.4
    middle = room.y + room.height / 2
    page.stroke([(x, middle - high), (x, middle + high)], theme.of(5, 3), PRIMARY)


def _board(drawing: Drawing, script: Script, box: Box, gap: float) -> None:
    columns = len(COLUMNS)
    wide = (box.width - (columns - 1) * gap) / columns
    high = (box.height - (ROWS - 1) * gap) / ROWS
    for number, column in enumerate(COLUMNS):
        group = Group(f"{name_said(column[0])}行", "ja")
        for row, sign in enumerate(column):
            place = Box(box.x + number * (wide + gap), round(box.y + row * (high + gap)),
                        wide, high)  # fmt: skip
            words = (kana.shown(sign, script), "")
            key(drawing, KeyTouched(sign), f"key:{sign}", place, words, size=(56, 36), large=True,
                said=[Said(kana_said(sign), "ja")], group=group)  # fmt: skip


def draw_birth(drawing: Drawing, navi: Navi) -> None:
    """Era or western calendar; year, month and day; digits."""
    theme = drawing.theme
    body = frame(drawing, navi, N_("生年月日を入力してください"))
    gap = theme.of(14, 10)
    if theme.portrait:
        eras = Box(body.x, body.y, body.width, theme.px(240))
        parts = Box(body.x, eras.bottom + theme.px(36), body.width, theme.px(180))
        pad = Box(body.x + body.width * 0.1, parts.bottom + theme.px(36), body.width * 0.8,
                  theme.px(600))  # fmt: skip
    else:
        wide = body.width * 0.58
        eras = Box(body.x, body.y, wide, theme.px(180))
        parts = Box(body.x, eras.bottom + theme.px(24), wide, theme.px(130))
        x = body.x + wide + theme.px(36)
        pad = Box(x, body.y, body.right - x, body.height)
    calendars = Group(drawing.voice.say(N_("年の数え方")), drawing.voice.language)
    for calendar, box in zip(Calendar, _places(eras, 3, len(Calendar), gap), strict=True):
        chosen = calendar is navi.birth.calendar
        words = drawing.voice.pair(CALENDARS[calendar])
        kind = "primary" if chosen else "plain"
        key(drawing, CalendarTouched(calendar), f"calendar:{calendar}", box, words, kind=kind,
            chosen=chosen or None, group=calendars)  # fmt: skip
    for part, box in zip(Part, _places(parts, 3, 3, gap), strict=True):
        _part(drawing, navi, part, box)
    keys: list[tuple[str, tuple[str, str]]] = [(digit, (digit, "")) for digit in "123456789"]
    if navi.birth.calendar is Calendar.WESTERN:
        keys.append((DateKey.CLEAR, drawing.voice.pair(N_("全部消す"))))
    else:
        keys.append((DateKey.FIRST_YEAR, drawing.voice.pair(N_("元年"))))
    keys += [("0", ("0", "")), (DateKey.DELETE, drawing.voice.pair(N_("1字消す")))]
    _pad(drawing, keys, pad, gap)
    ways(drawing, N_("次へ"))


def _part(drawing: Drawing, navi: Navi, part: Part, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    active = part is navi.birth.part
    field(drawing, box, active=active)
    if active:
        edge = theme.px(5)
        page.panel(box.inset(edge), PRIMARY_SOFT, radius=theme.px(8))
    first, second = drawing.voice.pair(_PARTS[part])
    label = box.width * 0.36
    digits = navi.birth.digits(part)
    era = navi.birth.calendar not in {None, Calendar.WESTERN}
    if part is Part.YEAR and era and digits == "1" and drawing.voice.language == "ja":
        digits = "元"
    inner = box.inset(theme.of(12, 7))
    if digits:
        page.stacked(
            [(digits, Ink(theme.of(66, 42), True, INK, "center", 1.1, one_line=True))],
            Box(inner.x, inner.y, inner.width - label, inner.height),
        )
    page.stacked(
        [
            (first, Ink(theme.of(40, 25), True, INK, "center", 1.1)),
            (second, drawing.second_ink(theme.of(23, 14), False, INK_SOFT, "center", 1.1)),
        ],
        Box(inner.right - label, inner.y, label, inner.height),
    )
    if not digits:
        said = f"{first}, {drawing.voice.say(_NOTHING_YET)}"
    elif drawing.voice.language.split("-")[0] == "ja":
        # 60年, as a date is read
        said = f"{digits}{_PARTS[part]}"
    else:
        said = f"{first} {digits}"
    touchable(drawing, PartTouched(part), f"part:{part}", box, f"{digits} {first}".strip(),
              said=said, chosen=active or None, live=True)  # fmt: skip


def draw_phone(drawing: Drawing, navi: Navi) -> None:
    """The telephone number, if somebody wants to give one."""
    page, theme = drawing.page, drawing.theme
    body = frame(drawing, navi, N_("電話番号を入力してください。なくてもかまいません"))
    if theme.portrait:
        entry = Box(body.x, body.y, body.width, theme.px(170))
        pad = Box(body.x + body.width * 0.1, entry.bottom + theme.px(40), body.width * 0.8,
                  theme.px(640))  # fmt: skip
        note = Box(body.x, pad.bottom + theme.px(40), body.width, theme.px(170))
    else:
        wide = body.width * 0.52
        entry = Box(body.x, body.y, wide, theme.px(110))
        note = Box(body.x, entry.bottom + theme.px(30), wide, theme.px(150))
        x = body.x + wide + theme.px(36)
        pad = Box(x, body.y, body.right - x, body.height)
    field(drawing, entry)
    inner = Box(entry.x + theme.of(34, 20), entry.y, entry.width - 2 * theme.of(34, 20),
                entry.height)  # fmt: skip
    if navi.phone:
        ink = Ink(theme.of(76, 46), True, INK, line_height=1.1, one_line=True)
        page.say(digits_said(navi.phone))
        _with_cursor(drawing, phone_said(navi.phone), ink, inner)
    else:
        page.say(drawing.voice.say(_NOTHING_YET))
    card(drawing, note)
    words = drawing.voice.pair(
        N_("窓口でお待ちのときなどの連絡に使います。マイナンバーは入力しないでください。")
    )
    page.stacked(
        [
            (words[0], drawing.ink(theme.of(32, 20), False, INK, line_height=1.2)),
            (words[1], drawing.second_ink(theme.of(24, 15), False, INK_SOFT, line_height=1.2)),
        ],
        note.inset(theme.of(22, 14)),
        gap=theme.of(6, 3),
    )
    keys: list[tuple[str, tuple[str, str]]] = [(digit, (digit, "")) for digit in "123456789"]
    keys.append((DateKey.CLEAR, drawing.voice.pair(N_("全部消す"))))
    keys += [("0", ("0", "")), (DateKey.DELETE, drawing.voice.pair(N_("1字消す")))]
    _pad(drawing, keys, pad, theme.of(14, 10))
    ways(drawing, N_("次へ") if navi.phone else N_("電話番号なしで次へ"))


def _pad(
    drawing: Drawing, keys: Sequence[tuple[str, tuple[str, str]]], box: Box, gap: float
) -> None:
    group = Group(drawing.voice.say(N_("数字のキー")), drawing.voice.language)
    for (each, words), place in zip(keys, _places(box, 3, len(keys), gap), strict=True):
        digit = each.isdigit()
        key(drawing, KeyTouched(each), f"key:{each}", place, words,
            kind="quiet" if digit else "plain", size=(66, 40) if digit else (36, 21),
            large=digit, group=group)  # fmt: skip


def _places(box: Box, columns: int, count: int, gap: float) -> list[Box]:
    rows = -(-count // columns)
    wide = (box.width - (columns - 1) * gap) / columns
    high = (box.height - (rows - 1) * gap) / rows
    return [
        Box(box.x + place % columns * (wide + gap),
            round(box.y + place // columns * (high + gap)), wide, high)
        for place in range(count)
    ]  # fmt: skip
