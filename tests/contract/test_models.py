"""Every model of printer that we know, against the emulated printer that says it is one."""

from pathlib import Path

import pytest

from printer_drivers.commands.emulating import emulated_language
from printer_drivers.detecting import Found, detect
from printer_drivers.documents import Code, Document, Number, Text
from printer_drivers.emulator.faults import Faults
from printer_drivers.models import MODELS, PrinterModel
from printer_drivers.opening import open_printer
from printer_drivers.status import PrinterState
from tests.unit.printer_drivers.wires import codes, emulator, tickets

TICKET = Document(
    blocks=(Number(text="B103"), Text(text="𠮷野さまは三番の窓口です。"), Code(text="MG1:TEST"))
)


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_a_ticket_comes_out_and_is_confirmed_as_the_model_can(
    tmp_path: Path, model: PrinterModel
) -> None:
    language = emulated_language(None, model, on_network=True)
    with emulator(tmp_path, Faults(), language=language, dots=model.profile.dots) as running:
        url = f"tcp://127.0.0.1:{running.port}?model={model.name}"
        printer = open_printer(url)
        result = printer.print(TICKET)
        printer.close()
        assert (result.printed, result.confirmed_by) == (True, model.confirm)
        assert result.status.state is PrinterState.READY
        (paper,) = tickets(tmp_path, 1)
        assert codes(paper) == ["MG1:TEST"]


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS.values() if model.answers],
    ids=lambda model: str(model.name),
)
def test_it_is_found_by_what_it_calls_itself(tmp_path: Path, model: PrinterModel) -> None:
    language = emulated_language(None, model, on_network=True)
    with emulator(tmp_path, Faults(), language=language, dots=model.profile.dots) as running:
        found = detect(f"tcp://127.0.0.1:{running.port}", answer_seconds=0.3)
        assert isinstance(found, Found)
        # SII's are not asked their name, which another of theirs might print
        assert found.model is (MODELS["sii"] if model.status == "sii_asb" else model)
