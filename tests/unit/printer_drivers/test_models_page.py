"""docs/printer-models.md says what the table of models says, and its example prints."""

import re
from pathlib import Path
from typing import Any

import pytest

from printer_drivers.lines import PaperProfile
from printer_drivers.models import MODELS, PrinterModel
from printer_drivers.opening import open_printer
from printer_drivers.status import PrinterState
from tests.unit.printer_drivers.wires import Switch, black, emulator, tickets

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "printer-models.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_every_model_has_its_row(model: PrinterModel) -> None:
    row = " | ".join(
        (
            f"\n| `{model.name}`",
            model.title,
            f"`{model.language}`",
            str(model.profile.dots),
            "printer" if model.profile.draws_codes else "we",
            f"`{model.status}`",
            f"`{model.confirm}`",
            f"{'yes' if model.tells_near_end else 'no'} |\n",
        )
    )
    assert row in PAGE
    assert model.source


def test_no_row_without_a_model() -> None:
    assert re.findall(r"^\| `([a-z0-9-]+)` \|", PAGE, re.MULTILINE) == list(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_opens(name: str) -> None:
    open_printer(f"tcp://printer.example?model={name}").close()


def test_the_page_s_own_example_prints(tmp_path: Path) -> None:
    definition, trial = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    with emulator(tmp_path, Switch(), dots=512) as running:
        here = trial.replace('"printer.example", 9100', f'"127.0.0.1", {running.port}')
        assert here != trial
        for code in (definition, here):
            exec(code, names)  # noqa: S102  the page's own words, which are what is tested
    model, result = names["EXAMPLE"], names["result"]
    assert isinstance(model, PrinterModel)
    assert model.profile == PaperProfile(512, draws_codes=False)
    assert (result.printed, result.confirmed_by) == (True, "sensor")
    assert result.status.state is PrinterState.READY
    (picture,) = tickets(tmp_path, 1)
    left, _, right, _ = black(picture)
    assert right - left > 100
