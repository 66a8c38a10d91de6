"""The `ticket-printer` command, as a person runs it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
import structlog
from click.testing import CliRunner, Result
from PIL import Image

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.faults import Fault, Moment
from printer_drivers.emulator.paper import MARGIN
from printer_drivers.emulator.server import Emulator
from printer_drivers.main import main
from tests.unit.printer_drivers.wires import Switch, codes, emulator, tickets
from tests.waiting import PATIENCE, eventually

SAMPLE = Path(__file__).parents[3] / "assets" / "papers" / "sample.json"
COMMAND = Path(sys.executable).with_name("ticket-printer")


@pytest.fixture(autouse=True)
def logging_of_its_own() -> Iterator[None]:
    """The command sets up logging for its process, which here is that of all tests."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture
def running(tmp_path: Path, switch: Switch) -> Iterator[Emulator]:
    with emulator(tmp_path / "out", switch) as started:
        yield started


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=text)


@contextmanager
def emulate(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The emulator as a process of its own, and the line that it prints when it is ready."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [COMMAND, "emulate", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def ended(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def test_print_a_document(running: Emulator, tmp_path: Path) -> None:
    result = run("print", "--to", f"tcp://127.0.0.1:{running.port}", str(SAMPLE))
    assert (result.exit_code, result.stdout) == (0, "printed; the printer is ready\n")
    tickets(tmp_path / "out", 2)


def test_print_from_standard_input(running: Emulator, tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    assert run("print", "--to", f"tcp://127.0.0.1:{running.port}", "-", text=text).exit_code == 0
    tickets(tmp_path / "out", 2)


def test_print_without_paper(running: Emulator, switch: Switch) -> None:
    switch.condition = Condition.PAPER_OUT
    result = run("print", "--to", f"tcp://127.0.0.1:{running.port}", str(SAMPLE))
    assert result.exit_code == 1
    assert "ticket-printer: not printed: paper_out\n" in result.stderr


def test_print_where_nobody_listens(running: Emulator) -> None:
    running.stop()
    result = run("print", "--to", f"tcp://127.0.0.1:{running.port}", str(SAMPLE))
    assert result.exit_code == 1
    assert "not printed: disconnected (127.0.0.1 port" in result.stderr


def test_print_into_a_folder_that_takes_nothing() -> None:
    result = run("print", "--to", "png:///proc/self", str(SAMPLE))
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert result.output.startswith("ticket-printer: not printed: ")


def test_print_broken_off_by_ctrl_c(running: Emulator, tmp_path: Path) -> None:
    running.faults.set(Fault(Condition.STUCK, Moment.AFTER_BYTES, 300))
    url = f"tcp://127.0.0.1:{running.port}"
    with subprocess.Popen(
        # a shell has what it starts in the background ignore Ctrl-C, and these tests may be there
        ["env", "--default-signal=INT", COMMAND, "print", "--to", url, SAMPLE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        eventually(lambda: running.device.hanging is not None and running.device.quiet, "it hangs")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (
        1,
        "ticket-printer: broken off; part of it may be on paper\n",
    )
    running.faults.set()
    eventually(lambda: running.device.quiet, "all is done")
    assert codes(tickets(tmp_path / "out", 1)[0]) == [], "the rest does not come out later"


def test_print_a_broken_document_names_field_and_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"blocks": [{"kind": "rule"}, {"kind": "number"}]}', encoding="utf-8")
    result = run("print", "--to", f"png://{tmp_path}/out", str(broken))
    assert result.exit_code == 2
    assert f"ticket-printer: {broken}: blocks › 2 › number › text: Field required" in result.stderr


def test_print_a_document_that_is_not_there(tmp_path: Path) -> None:
    result = run("print", "--to", f"png://{tmp_path}/out", str(tmp_path / "none.json"))
    assert result.exit_code == 2
    assert "none.json" in result.stderr


@pytest.mark.parametrize("command", ["print", "status"])
def test_an_address_that_cannot_be_used(command: str) -> None:
    result = run(command, "--to", "lpt://1", *([str(SAMPLE)] if command == "print" else []))
    assert result.exit_code == 2
    assert "ticket-printer: lpt://1: starts with none of" in result.stderr


def test_status(running: Emulator, switch: Switch) -> None:
    url = f"tcp://127.0.0.1:{running.port}"
    assert (run("status", "--to", url).exit_code, run("status", "--to", url).stdout) == (
        0,
        "ready\n",
    )
    switch.condition = Condition.COVER_OPEN
    result = run("status", "--to", url)
    assert (result.exit_code, result.stdout) == (1, "cover_open\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_emulate_prints_one_line_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with emulate("--listen", "127.0.0.1:0", "--out", str(tmp_path)) as (process, line):
        assert line.startswith("ticket-printer: ESC/POS on tcp://127.0.0.1:")
        url = line.split()[3].rstrip(",")
        assert run("print", "--to", url, str(SAMPLE)).exit_code == 0
        tickets(tmp_path, 2)
        (tmp_path / "printer.status").write_text("paper_out", encoding="utf-8")
        assert run("status", "--to", url).stdout == "paper_out\n"
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
        assert process.stdout is not None
        assert process.stdout.read() == "", "one line and no more"


def test_emulate_ends_however_often_it_is_told_to(tmp_path: Path) -> None:
    with emulate("--listen", "127.0.0.1:0", "--out", str(tmp_path)) as (process, _):
        # the demo's end comes from the kernel and from the demo
        for _ in range(20_000):
            process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_emulate_with_a_job_that_waits_for_paper_ends_cleanly(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("paper_out", encoding="utf-8")
    arguments = ("--listen", "127.0.0.1:0", "--out", str(tmp_path), "--status-file", str(status))
    with emulate(*arguments) as (process, line):
        port = int(line.split()[3].rstrip(",").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"held\n" * 500 + b"\x10\x04\x01")
            assert connection.recv(1) == b"\x1a"
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
    assert not list(tmp_path.glob("*.png"))


def test_emulate_as_a_model_on_a_serial_port_at_true_speed_with_a_page(tmp_path: Path) -> None:
    port = tmp_path / "port"
    options = ("--pty-link", str(port), "--control", "127.0.0.1:0", "--model", "epson-tm-t88vi")
    out = tmp_path / "out"
    with emulate("--listen=none", f"--out={out}", *options, "--speed=usb") as (process, line):
        place, _, rest = line.removeprefix("ticket-printer: ESC/POS on ").partition(", into ")
        assert place == f"serial://{port}?flow=none&model=epson-tm-t88vi"
        assert run("print", "--to", place, str(SAMPLE)).exit_code == 0
        with Image.open(out / "000001.png") as picture:
            assert picture.width == 512 + 2 * MARGIN
        url = rest.split("control page ")[1].strip()
        with urlopen(f"{url}state", timeout=PATIENCE) as state:  # noqa: S310  loopback
            assert "000002.png" in state.read().decode()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert not port.is_symlink()


@pytest.mark.parametrize(
    ("option", "name", "address"),
    [
        ("--language=star_prnt", "StarPRNT", "language=star_prnt"),
        ("--language=sii", "ESC/POS of SII", "model=sii"),
        ("--model=sii-rp-f10", "ESC/POS of SII", "model=sii-rp-f10"),
    ],
)
def test_emulate_another_makers_printer_on_a_serial_port(
    tmp_path: Path, option: str, name: str, address: str
) -> None:
    with emulate("--listen=none", "--pty", option, f"--out={tmp_path}") as (_, line):
        assert line.startswith(f"ticket-printer: {name} on serial:///dev/pts/")
        place = line.partition(" on ")[2].split()[0].rstrip(",")
        assert place.endswith(f"?flow=none&{address}")
        assert run("print", "--to", place, str(SAMPLE)).exit_code == 0
        tickets(tmp_path, 2)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--listen=none"], "--listen none needs --pty or --pty-link"),
        (["--model=lpt1"], "--model: no printer model is named lpt1"),
        (["--control=here"], "--control here: write it as HOST:PORT"),
        (["--listen=none", "--pty-link=/nowhere/port"], "/nowhere/port: No such file"),
    ],
)
def test_emulate_with_an_option_that_cannot_be_used(
    tmp_path: Path, options: list[str], reason: str
) -> None:
    result = run("emulate", "--out", str(tmp_path), *options)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_emulate_on_a_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        result = ended(["emulate", "--listen", where, "--out", str(tmp_path)])
    assert result.returncode == 2
    assert result.stderr == f"ticket-printer: cannot listen on {where}: Address already in use\n"


@pytest.mark.parametrize("listen", ["9100", "127.0.0.1:", "127.0.0.1:99999", ":9100"])
def test_emulate_on_no_address(tmp_path: Path, listen: str) -> None:
    result = run("emulate", "--listen", listen, "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "write it as HOST:PORT" in result.stderr
