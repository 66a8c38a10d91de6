"""docs/printing.md and docs/emulator.md say what the code does, and all of it."""

import re
from pathlib import Path
from typing import get_args

import click
import pytest

from printer_drivers import opening
from printer_drivers.documents import Block
from printer_drivers.emulator.conditions import Condition
from printer_drivers.main import main
from printer_drivers.status import PrinterState, PrinterStatus

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "printing.md").read_text(encoding="utf-8")
PAPERS_PAGE = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
EMULATOR_PAGE = (ROOT / "docs" / "emulator.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("state", PrinterState)
def test_every_state_and_whether_it_prints(state: PrinterState) -> None:
    prints = "yes" if PrinterStatus(state).can_print else "no"
    assert f"\n| `{state}` | {prints} |" in PAGE


@pytest.mark.parametrize("condition", Condition)
def test_every_fault_of_the_emulator_and_whether_it_prints(condition: Condition) -> None:
    prints = "yes" if condition.prints or condition is Condition.POWER_CYCLED else "no"
    assert f"\n| `{condition}` | {prints} |" in EMULATOR_PAGE


def test_every_block_and_its_fields() -> None:
    union, _ = get_args(Block)
    for block in get_args(union):
        kind = block.model_fields["kind"].default
        (row,) = re.findall(rf"^\| `{kind}` \|.*$", PAGE, re.MULTILINE)
        for field in set(block.model_fields) - {"kind"}:
            assert f"`{field}`" in row, f"{kind}.{field}"


def test_every_command_and_option() -> None:
    assert isinstance(main, click.Group)
    for name, command in main.commands.items():
        page = {"emulate": EMULATOR_PAGE, "preview": PAPERS_PAGE}.get(name, PAGE)
        assert f"ticket-printer {name}" in page
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert any(option in page for option in parameter.opts), parameter.opts


def test_every_option_of_an_address() -> None:
    assert opening.open_printer.__doc__ is not None
    for option in opening.OPTIONS:
        assert f"`{option}`" in PAGE
        assert f"{option}" in opening.open_printer.__doc__


def test_every_log_event() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "printer_drivers").rglob("*.py")
    )
    events = set(re.findall(r"_log\.\w+\(\s*\"(\w+)\"", source))
    assert events
    pages = (PAGE, EMULATOR_PAGE)
    told = "".join(page[page.index("## Log events") :] for page in pages)
    assert set(re.findall(r"`(\w+)`", told)) == events
