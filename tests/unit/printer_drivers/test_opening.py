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


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("tcp://a..b", "a..b is no host's name"),
        (f"tcp://{'a' * 64}.example", "is no host's name"),
        ("ipp://a..b/x", "a..b is no host's name"),
        ("tcp://h:0", "tcp://HOST:PORT"),
        ("tcp://h:9100/lp0", "tcp://HOST:PORT"),
        ("tcp://somebody@h", "tcp://HOST:PORT"),
        ("tcp:///lp0", "^tcp:///lp0: the host is missing"),
        ("serial:///%00", "%00"),
        ("usb:///dev/%00", "%00"),
        ("png://%00", "%00"),
        ("serial:///dev/tty#1", "%23"),
        ("tcp://h?qr", "qr: "),
        ("tcp://h?model=", "no printer model is named"),
        ("tcp://h?status=asb&status=dle_eot", "status: is there twice"),
        ("tcp://h?baud=9600", "baud: is no option here; there are model, language"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_when_it_is_read(url: str, reason: str) -> None:
    # found out later, it would be an error in the thread that prints
    with pytest.raises(PrinterAddressError, match=reason):
        open_printer(url)


@pytest.mark.parametrize(
    "url", ["tcp://[fe80::1%25eth0]:9100/", "tcp://printer.example.", "tcp://窓口"]
)
def test_hosts_that_may_be_there_are_taken(url: str) -> None:
    open_printer(url).close()
