"""Who answers on a port, without a dot on the paper of those who are somebody else."""

import socket
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from printer_drivers.detecting import Found, NotFound, detect, local_addresses
from printer_drivers.emulator.esc_pos.firmware import EscPos
from printer_drivers.emulator.esc_pos.sii import Sii
from printer_drivers.emulator.languages import CommandLanguage
from printer_drivers.emulator.star.firmware import StarPrnt
from printer_drivers.main import main
from printer_drivers.models import MODELS, model_called
from printer_drivers.opening import PrinterAddressError, open_printer
from printer_drivers.status import PrinterState
from tests.unit.printer_drivers.devices import deaf_port, plugged_in
from tests.unit.printer_drivers.esc_pos_wires import Talker
from tests.unit.printer_drivers.wires import Switch, emulator


def device_id(system: Path, name: str, text: str) -> None:
    folder = system / name / "device"
    folder.mkdir(parents=True)
    (folder / "ieee1284_id").write_text(text, encoding="ascii")


@pytest.mark.parametrize(
    ("language", "name"),
    [
        (EscPos("EPSON", "TM-T88VI"), "epson-tm-t88vi"),
        (EscPos("CITIZEN", "CT-S310II"), "citizen-ct-s310ii"),
        (EscPos("Nobody", "POS-80"), "esc-pos"),
        (EscPos("FIT", "FP-2000"), "fujitsu-fp-2000"),
        (Sii("RP-D10"), "sii"),
        (StarPrnt(model="MCP31"), "star-mc-print3"),
        (StarPrnt(model="XYZ99"), "star-prnt"),
    ],
)
def test_a_network_printer_is_found_and_prints_nothing(
    tmp_path: Path, language: CommandLanguage, name: str
) -> None:
    with emulator(tmp_path, Switch(), language=language) as running:
        url = f"tcp://127.0.0.1:{running.port}"
        found = detect(url, answer_seconds=0.3)
        assert isinstance(found, Found)
        assert found.url == f"{url}?model={name}"
        assert found.model is MODELS[name]
        printer = open_printer(found.url)
        assert printer.status().state is PrinterState.READY
        printer.close()
    assert not list(tmp_path.glob("*.png")), "not a dot"


def test_a_stopped_printer_that_does_no_commands_is_still_a_printer(tmp_path: Path) -> None:
    talker = Talker()
    talker.does_commands = False
    with plugged_in(tmp_path / "ttyS0", talker) as plug:
        found = detect(f"serial://{plug.path}", answer_seconds=0.1)
    assert isinstance(found, Found)
    assert found.model is MODELS["esc-pos"]


def test_a_serial_port_keeps_its_own_options(tmp_path: Path) -> None:
    with plugged_in(tmp_path / "ttyUSB0") as plug:
        found = detect(f"serial://{plug.path}?baud=38400&model=esc-pos&flow=none")
    assert isinstance(found, Found)
    assert found.url == f"serial://{plug.path}?baud=38400&flow=none&model=epson-tm-t88vi"
    assert str(found).endswith("  Epson TM-T88VI, calls itself EPSON TM-T88VI")
    assert b"\x10\x04\x01" in plug.talker.sent
    assert b"\x1b#*" not in plug.talker.sent, "an ESC/POS printer would print the star"


def test_who_answers_nothing_is_asked_nothing_that_could_be_printed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        heard = bytearray()

        def listen() -> None:
            for _ in range(2):
                connection, _ = listener.accept()
                with connection:
                    while data := connection.recv(64):
                        heard.extend(data)

        listening = threading.Thread(target=listen)
        listening.start()
        result = detect(f"tcp://127.0.0.1:{listener.getsockname()[1]}", answer_seconds=0.05)
        listening.join()
    assert isinstance(result, NotFound)
    assert "nobody answers" in result.reason
    assert all(byte < 0x20 for byte in heard), "control codes only"


class Babbler(Talker):
    """Says the same to everything, whatever it is asked."""

    def say(self, data: bytes) -> None:
        super().say(self.word)

    word = b"\xed"


@pytest.mark.parametrize(("word", "is_sent"), [(b"\xed", False), (b"\xb0", False), (b"\xa1", True)])
def test_only_who_answers_as_sii_does_is_sent_esc_at(
    tmp_path: Path, word: bytes, *, is_sent: bool
) -> None:
    talker = Babbler()
    talker.word = word
    with plugged_in(tmp_path / "ttyS0", talker) as plug:
        result = detect(f"serial://{plug.path}", answer_seconds=0.1)
    assert isinstance(result, NotFound)
    assert (b"\x1b@" in talker.sent) == is_sent
    assert b"\x1dI" not in talker.sent
    assert b"\x1b#" not in talker.sent


def test_nobody_on_a_port_and_no_port() -> None:
    with deaf_port() as name:
        result = detect(f"serial://{name}", answer_seconds=0.05)
    assert isinstance(result, NotFound)
    assert str(detect("usb:///dev/usb/lp99")) == (
        "usb:///dev/usb/lp99: /dev/usb/lp99: No such file or directory"
    )


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V-JPN;CLS:PRINTER;DES:EPSON TM-T88V;", "epson-tm-t88v"),
        ("MANUFACTURER:CITIZEN;MODEL:CT-S601II;COMMAND SET:ESC/POS;", "citizen-ct-s601ii"),
        ("MFG:Star;CMD:STAR;MDL:TSP654II (STR_T-001);CLS:PRINTER;", "star-tsp654ii"),
        ("MFG:SII;MDL:RP-F10;CLS:PRINTER;", "sii-rp-f10"),
        ("MFG:Nobody;CMD:ESC/POS;MDL:POS-80;", "esc-pos"),
    ],
)
def test_a_usb_printer_is_known_to_the_system_and_asked_nothing(
    tmp_path: Path, told: str, name: str
) -> None:
    device_id(tmp_path / "sys", "lp0", told)
    with plugged_in(tmp_path / "lp0") as plug:
        found = detect(f"usb://{plug.path}", system=tmp_path / "sys")
        assert isinstance(found, Found)
        assert found.url == f"usb://{plug.path}?model={name}"
        assert plug.talker.sent == b""


def test_a_usb_printer_that_the_system_knows_little_of_is_asked(tmp_path: Path) -> None:
    device_id(tmp_path / "sys", "lp0", "MFG:EPSON;MDL:UNKNOWN;")
    with plugged_in(tmp_path / "lp0") as plug:
        found = detect(f"usb://{plug.path}", system=tmp_path / "sys")
    assert isinstance(found, Found)
    assert found.model is MODELS["epson-tm-t88vi"]


def test_an_office_printer_on_usb_is_left_alone(tmp_path: Path) -> None:
    device_id(tmp_path / "sys", "lp0", "MFG:Office;MDL:Laser 9;CMD:PCL,PJL;")
    with plugged_in(tmp_path / "lp0") as plug:
        result = detect(f"usb://{plug.path}", system=tmp_path / "sys")
        assert plug.talker.sent == b""
    assert isinstance(result, NotFound)
    assert "Office Laser 9 speaks pcl,pjl" in result.reason


def test_the_places_of_this_machine(tmp_path: Path) -> None:
    for name in ("lp1", "lp0", "hiddev0"):
        (tmp_path / name).touch()
    assert local_addresses(lambda: ["/dev/ttyUSB1", "/dev/ttyS0"], tmp_path) == (
        f"usb://{tmp_path}/lp0",
        f"usb://{tmp_path}/lp1",
        "serial:///dev/ttyS0",
        "serial:///dev/ttyUSB1",
    )
    assert local_addresses(list, tmp_path / "none") == ()


def test_names_are_whole_words_and_the_longest_wins() -> None:
    for word, name in (
        ("TM-T88V", "epson-tm-t88v"),
        ("TM-T88V-JPN", "epson-tm-t88v"),
        ("TM-T88VI", "epson-tm-t88vi"),
        ("TM-T88VII", "epson-tm-t88vii"),
        ("TM-m30III", "epson-tm-m30iii"),
        (" CT-S601II ", "citizen-ct-s601ii"),
        ("mC-Print3", "star-mc-print3"),
    ):
        assert model_called(word) is MODELS[name]
    for word in ("", "TM-T88", "TM-T88VIII", "XTM-T88V"):
        assert model_called(word) is None


def test_no_address_of_a_printer() -> None:
    with pytest.raises(PrinterAddressError):
        detect("lpt://1")


def test_the_command_prints_addresses_for_the_settings(tmp_path: Path) -> None:
    with plugged_in(tmp_path / "ttyUSB0") as plug:
        result = CliRunner().invoke(main, ["detect", f"serial://{plug.path}"])
        assert result.exit_code == 0
        assert result.stdout == (
            f"serial://{plug.path}?model=epson-tm-t88vi  "
            "Epson TM-T88VI, calls itself EPSON TM-T88VI\n"
        )
    none = CliRunner().invoke(main, ["detect", f"serial://{tmp_path}/ttyUSB0"])
    assert (none.exit_code, none.stdout) == (1, "")
    assert "No such file" in none.stderr
    assert CliRunner().invoke(main, ["detect", "lpt://1"]).exit_code == 2
