"""docs/kiosk.md says what the code does."""

from pathlib import Path

import click
import pytest

from kiosk.main import run
from kiosk.session.events import Control
from kiosk.session.screens import Screen
from kiosk.settings import KioskSettings
from kiosk.view import screen_name

PAGE = (Path(__file__).parents[3] / "docs" / "kiosk.md").read_text()


@pytest.mark.parametrize("name", KioskSettings.model_fields)
def test_every_setting_is_a_flag_and_documented(name: str) -> None:
    flags = [option.opts[0] for option in run.params if isinstance(option, click.Option)]
    flag = f"--{name.replace('_', '-')}"
    assert flag in flags
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{flag}`"))
    assert f"`MADOGUCHI_{name.upper()}`" in row
    default = KioskSettings.model_fields[name].get_default()
    if isinstance(default, str | bool | float):
        assert f"`{str(default).lower() if isinstance(default, bool) else default}`" in row


def test_every_control_is_documented() -> None:
    for control in Control:
        assert f"`{control}`" in PAGE


def test_every_screen_is_documented() -> None:
    for screen in Screen.__args__:
        # only the class decides the name
        name = screen_name(object.__new__(screen))
        assert f"| `{name}` |" in PAGE
