"""Addresses of printers: models, and single options laid over them."""

from pathlib import Path

import pytest

from printer_drivers.documents import Document, Number
from printer_drivers.models import GENERIC, MODELS, by_name
from printer_drivers.opening import PrinterAddressError, open_printer
from tests.unit.printer_drivers.wires import tickets

TICKET = Document(blocks=(Number(text="B103"),))


def test_a_model_sets_the_width_and_an_option_overrides_it(tmp_path: Path) -> None:
    margins = set()
    for folder, options, dots in (
        ("generic", "", 576),
        ("model", "model=epson-tm-t88vi", 512),
        ("override", "model=epson-tm-t88vi&width=384", 384),
    ):
        printer = open_printer(f"png://{tmp_path}/{folder}?{options}")
        result = printer.print(TICKET)
        assert result.printed
        assert 20 < result.paper_mm < 60
        margins.add(tickets(tmp_path / folder, 1)[0].width - dots)
    assert len(margins) == 1


def test_an_unknown_model_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(PrinterAddressError, match=r"named tm-t99: .*epson-tm-t88vi"):
        open_printer("tcp://h?model=tm-t99")


@pytest.mark.parametrize("name", MODELS)
def test_every_model_has_its_name_in_the_table(name: str) -> None:
    assert MODELS[name].name == name


def test_every_language_has_a_model_for_printers_that_are_not_known() -> None:
    for language, model in GENERIC.items():
        assert model.language == language
        assert MODELS[model.name] is model


def test_two_models_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two models are named esc-pos"):
        by_name([*MODELS.values(), GENERIC["esc_pos"]])
