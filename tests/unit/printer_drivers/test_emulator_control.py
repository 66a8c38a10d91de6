"""The emulated printer's page, as a browser and a person use it."""

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.control.server import ControlServer
from printer_drivers.emulator.control.words import CONDITIONS, GROUPS, MOMENTS
from printer_drivers.emulator.faults import Fault, Faults, Moment
from printer_drivers.emulator.server import Emulator
from tests.unit.printer_drivers.direct_line import DirectLine
from tests.unit.printer_drivers.wires import emulator
from tests.waiting import PATIENCE


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[Emulator]:
    with emulator(tmp_path, Faults()) as running:
        yield running


@pytest.fixture
def control(printer: Emulator) -> Iterator[ControlServer]:
    with ControlServer(("127.0.0.1", 0), printer) as running:
        yield running


def got(control: ControlServer, path: str = "") -> bytes:
    with urlopen(control.url + path, timeout=PATIENCE) as answer:  # noqa: S310  loopback
        return bytes(answer.read())


def pressed(control: ControlServer, path: str, *, origin: str | None = None, **form: str) -> int:
    headers = {} if origin is None else {"Origin": origin}
    body = urlencode(form).encode()
    request = Request(control.url + path, body, headers)  # noqa: S310  loopback
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  loopback
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_every_fault_has_a_button_and_every_moment_a_choice(control: ControlServer) -> None:
    page = got(control).decode()
    assert {*CONDITIONS} == {*Condition}
    assert {*MOMENTS} == {*Moment}
    buttons = {condition for _, conditions in GROUPS for condition in conditions}
    assert buttons | {Condition.READY} == {*Condition}
    for condition in Condition:
        assert f'name="condition" value="{condition}"' in page
    for moment in Moment:
        assert f'name="when" value="{moment}"' in page
    assert "ESC/POS" in page
    assert "tcp://127.0.0.1:" in page


def test_a_button_breaks_the_printer_and_another_puts_it_right(
    printer: Emulator, control: ControlServer
) -> None:
    assert pressed(control, "fault", condition="cover_open", when="now", bytes="300") == 200
    assert printer.faults.condition is Condition.COVER_OPEN
    assert "カバーが開いている" in got(control, "state").decode()
    pressed(control, "fault", condition="silent", when="after bytes", bytes="120")
    pressed(control, "fault", condition="dead", when="at the cut", bytes="300")
    assert printer.faults.waiting == (
        Fault(Condition.SILENT, Moment.AFTER_BYTES, 120),
        Fault(Condition.DEAD, Moment.AT_THE_CUT),
    )
    state = got(control, "state").decode()
    assert "120 バイト処理したあと：無応答" in state
    assert "Dead, takes nothing, at the cut" in state
    pressed(control, "fault", condition="ready", when="at the cut", bytes="300")
    assert not printer.faults.waiting
    assert "正常" in got(control, "state").decode()


def test_another_page_cannot_press_its_buttons(printer: Emulator, control: ControlServer) -> None:
    fault = {"condition": "silent", "when": "now", "bytes": "300"}
    for origin in ("http://elsewhere.example", "null"):
        assert pressed(control, "fault", origin=origin, **fault) == 403
    assert printer.faults.condition is Condition.READY
    assert pressed(control, "fault", origin=control.url.rstrip("/"), **fault) == 200
    assert "無応答" in got(control, "state").decode()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"condition": "on fire", "when": "now"},
        {"condition": "silent", "when": "tomorrow"},
        {"condition": "silent", "when": "after bytes", "bytes": "many"},
        {"condition": "silent", "when": "after bytes"},
    ],
)
def test_what_is_no_fault_changes_nothing(
    printer: Emulator, control: ControlServer, form: dict[str, str]
) -> None:
    assert pressed(control, "fault", **form) == 400
    assert printer.faults.condition is Condition.READY
    assert not printer.faults.waiting


def test_papers_metres_and_a_new_roll(printer: Emulator, control: ControlServer) -> None:
    assert "まだ何も印刷されていません" in got(control, "state").decode()
    line = DirectLine(printer)
    line.send(b"\x1bJ\xff" * 8 + b"a\n\x1dV\x00")
    line.receive(1)
    state = got(control, "state").decode()
    assert 'src="papers/000001.png"' in state
    assert "0.27 m" in state
    assert got(control, "papers/000001.png").startswith(b"\x89PNG")
    assert "まだ切られていない紙" not in state
    line.send(b"a\n")
    line.receive(1)
    printer.faults.set(Fault(Condition.PAPER_NEAR_END), Fault(Condition.COVER_OPEN))
    state = got(control, "state").decode()
    assert "まだ切られていない紙" in state
    assert got(control, "hanging.png?1").startswith(b"\x89PNG")
    assert "カバーが開いている" in state
    assert "用紙が残りわずか" in state
    printer.faults.add(Fault(Condition.PAPER_OUT))
    assert pressed(control, "new-roll") == 200
    state = got(control, "state").decode()
    assert "0.00 m" in state
    assert "正常" in state
    assert 'src="papers/000002.png"' in state, "what hung out was pulled out"
    assert "hanging" not in state


@pytest.mark.parametrize(
    "path",
    ["papers/000009.png", "papers/../../etc/passwd", "papers/printer.status", "hanging.png", "x"],
)
def test_looking_somewhere_else_finds_and_changes_nothing(
    printer: Emulator, control: ControlServer, path: str
) -> None:
    with pytest.raises(HTTPError) as found:
        got(control, f"{path}?condition=dead&when=now")
    found.value.close()
    assert found.value.code == 404
    assert printer.faults.condition is Condition.READY


def test_a_form_that_is_too_long(control: ControlServer) -> None:
    assert pressed(control, "fault", condition="x" * 2000) == 413
    assert pressed(control, "nothing") == 404
