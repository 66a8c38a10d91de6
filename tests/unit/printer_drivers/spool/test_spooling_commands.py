"""`ticket-printer jobs` and `roll`, beside a spool that may be at work."""

import time
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from printer_drivers.main import main
from printer_drivers.spool.jobs import JobState
from printer_drivers.status import PrinterState
from tests.unit.printer_drivers.spool.desks import Desk, new_job


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "spool.sqlite"


def test_jobs_tells_what_waits_and_what_became_of_the_others(path: Path) -> None:
    desk = Desk(path)
    desk.clock.wall = time.time()  # for the command, the machine has been started again since
    desk.spool.put(new_job(1))
    desk.turns()
    desk.state = PrinterState.PAPER_OUT
    desk.spool.put(new_job(2, papers=2))
    desk.turn()
    told = run("jobs", "--spool", path)
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines[0].startswith(f"{UUID(int=2)}  queued since ")
    assert ", paper 1 of 2, wanted for 1" in lines[0]
    assert lines[0].endswith(" s, paper_out")
    assert lines[1:] == [
        "waiting: 1",
        "last 24 hours: 1 confirmed, 0 failed, 0 expired",
        "paper on the roll: about 0.0 m; rolls in the cupboard: not known",
    ]
    desk.state = PrinterState.READY
    desk.turns()
    assert desk.ends()[-1].state is JobState.CONFIRMED, "nobody was disturbed"
    desk.store.close()


def test_a_roll_is_told_and_the_spool_at_work_knows_it(path: Path) -> None:
    desk = Desk(path)
    told = run("roll", "--spool", path, "--left", 4, "--roll-metres", 80)
    assert told.output == "paper on the roll: about 80.0 m; rolls in the cupboard: 4\n"
    desk.spool.put(new_job(1))
    desk.turns()
    assert (desk.spool.report().metres_left, desk.spool.report().rolls_left) == (59.8, 4)
    assert "cupboard: 3" in run("roll", "--spool", path).output
    desk.spool.put(new_job(2))
    desk.turns()
    told = run("roll", "--spool", path, "--same", "--left", 9)
    assert told.output == "paper on the roll: about 59.8 m; rolls in the cupboard: 9\n"
    desk.store.close()


def test_what_cannot_be_told_is_refused(path: Path) -> None:
    assert run("jobs", "--spool", path).exit_code == 2
    assert not path.exists(), "looking makes no file"
    Desk(path).store.close()
    assert run("roll", "--spool", path, "--same").exit_code == 2
    path.write_bytes(b"no database" * 999)
    refused = run("roll", "--spool", path)
    assert refused.exit_code == 2
    assert "spool.sqlite" in refused.output
    assert path.read_bytes() == b"no database" * 999, "it is left as it is"
