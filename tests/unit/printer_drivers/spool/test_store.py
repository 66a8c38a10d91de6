"""The spool's file: what it holds when it is torn, of a later version, or cannot be written."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from printer_drivers.spool.clock import Instant, KeptTimes, put_when, system_clock
from printer_drivers.spool.jobs import Job, JobState, taken
from printer_drivers.spool.migrations import (
    MIGRATIONS,
    SpoolInUseError,
    SpoolTooNewError,
    SpoolUnusableError,
)
from printer_drivers.spool.opening import open_store
from printer_drivers.spool.store import SpoolStore
from printer_drivers.status import PrinterState
from tests.unit.printer_drivers.spool.desks import START, Desk, new_job


def test_a_machine_that_sleeps_gets_older() -> None:
    since = {time.CLOCK_MONOTONIC: 100.0, time.CLOCK_BOOTTIME: 100.0}
    now = system_clock(since.__getitem__)
    put = now()
    since[time.CLOCK_BOOTTIME] += 3600
    times = KeptTimes(put, lifetime=180)
    assert now().seconds - put_when(times, now()) == 3600


def test_the_file_is_durable(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "spool.sqlite", wall=START)) as store:
        assert store.durable
        assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert store._db.execute("PRAGMA synchronous").fetchone() == (2,), "FULL"


def test_a_job_is_in_the_file_before_the_printer_hears_of_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "spool.sqlite")
    states = []

    def looks(_: object) -> None:
        with closing(sqlite3.connect(desk.path)) as other:
            states.extend(other.execute("SELECT state FROM jobs").fetchall())

    desk.hears = looks
    desk.spool.put(new_job(1))
    looks(None)
    desk.turns()
    assert states == [("queued",), ("sending",), ("confirmed",)]
    desk.store.close()


@pytest.mark.parametrize("state", [JobState.CONFIRMED, JobState.EXPIRED])
def test_nothing_of_what_was_printed_outlives_a_job(tmp_path: Path, state: JobState) -> None:
    desk = Desk(tmp_path / "spool.sqlite")
    desk.state = PrinterState.PAPER_OUT
    desk.spool.put(new_job(1, about="visit-of-somebody"))
    desk.turn()
    assert _anywhere(tmp_path, "再発行")
    if state is JobState.CONFIRMED:
        desk.state = PrinterState.READY
    else:
        desk.clock.passes(600)
    desk.turns()
    assert [job.state for job in desk.ends()] == [state]
    # looked at while it is open: nobody ends a kiosk to tidy up
    for words in ("再発行", "番号札", "visit-of-somebody"):
        assert not _anywhere(tmp_path, words)
    assert _anywhere(tmp_path, str(UUID(int=1))), "its id is known for a day"
    desk.store.close()


def _anywhere(folder: Path, words: str) -> bool:
    return any(words.encode() in path.read_bytes() for path in folder.iterdir())


def test_a_later_versions_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite"
    open_store(path, wall=START).close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('spool', '9999_later', '2030-01-01')"
        )
        conn.commit()
    with pytest.raises(SpoolTooNewError, match="9999_later"):
        open_store(path, wall=START)
    assert not list(tmp_path.glob("*.damaged-*"))


def test_two_processes_do_not_print_from_one_file(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite"
    with closing(open_store(path, wall=START)):
        with pytest.raises(SpoolInUseError, match="another process"):
            open_store(path, wall=START)
        SpoolStore.open_existing(path).close()  # a person may look
    open_store(path, wall=START).close()


def test_migrations_are_known_by_their_names() -> None:
    # one that was released never changes its name
    assert list(MIGRATIONS) == ["0001_jobs_and_roll", "0002_boot_of_jobs"]


def test_an_earlier_versions_file_is_brought_to_this_ones_shape(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite"
    _with_a_job(path)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("ALTER TABLE jobs DROP COLUMN boot")
        conn.execute("ALTER TABLE jobs DROP COLUMN monotonic")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_boot_of_jobs'")
        conn.commit()
    desk = Desk(path)
    desk.turns()
    assert [(job.id, job.state) for job in desk.ends()] == [(UUID(int=1), JobState.CONFIRMED)]
    desk.store.close()


def _with_a_job(path: Path) -> None:
    with closing(SpoolStore.open(path)) as store:
        assert store.add(taken(new_job(1), 0.0), Instant(0.0, START))
        store.tidy()


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _garbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(bytes(data))


def _other_thing(path: Path) -> None:
    path.write_bytes(b"this is no database at all" * 400)


def _unreadable_document(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE papers SET first = '{'")
        conn.commit()


@pytest.mark.parametrize("harm", [_cut_off, _emptied, _garbled, _other_thing, _unreadable_document])
def test_a_damaged_file_is_told_moved_aside_and_printing_goes_on(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = tmp_path / "spool.sqlite"
    _with_a_job(path)
    harm(path)
    damaged = path.read_bytes()
    with capture_logs() as logs:
        desk = Desk(path)
    (said,) = [entry for entry in logs if entry["event"] == "spool_damaged"]
    assert said["log_level"] == "error"
    aside = Path(said["aside"])
    assert aside.read_bytes() == damaged
    assert desk.store.durable
    desk.spool.put(new_job(2))
    desk.turns()
    assert [job.state for job in desk.ends()] == [JobState.CONFIRMED]
    desk.store.close()


def test_where_nothing_can_be_written_it_prints_all_the_same_and_says_so(tmp_path: Path) -> None:
    with capture_logs() as logs:
        desk = Desk(tmp_path / "missing" / "spool.sqlite")
    assert [entry["event"] for entry in logs] == ["spool_not_durable"]
    desk.spool.put(new_job(1))
    desk.turns()
    assert [job.state for job in desk.ends()] == [JobState.CONFIRMED]
    assert not desk.reports[-1].durable
    desk.store.close()


def _fills(desk: Desk) -> None:
    """Not a byte more goes into the file: what SQLite says then is what it says of a full disk."""
    pages = desk.store._db.execute("PRAGMA page_count").fetchone()[0]
    desk.store._db.execute(f"PRAGMA max_page_count = {pages}").fetchall()


@pytest.mark.parametrize("when", ["put", "sent"])
def test_a_disk_that_fills_up_is_told_and_every_ticket_comes_out_once(
    tmp_path: Path, when: str
) -> None:
    desk = Desk(tmp_path / "spool.sqlite")
    desk.state = PrinterState.PAPER_OUT
    desk.spool.put(new_job(1, papers=2))
    desk.turn()

    def breaks(_: Job) -> None:
        desk.hears = desk.news.append
        desk.store._db.execute("PRAGMA query_only = ON").fetchall()

    with capture_logs() as logs:
        if when == "put":
            _fills(desk)
        else:
            desk.hears = breaks
        desk.state = PrinterState.READY
        for number in range(2, 30):
            desk.spool.put(new_job(number))
        desk.turns()
        assert not desk.spool.put(new_job(2)), "it still knows which jobs it had"
    said = [entry for entry in logs if entry["event"] == "spool_not_durable"]
    assert [entry["log_level"] for entry in said] == ["error"], "once"
    assert not desk.store.durable
    assert not desk.spool.report().durable
    papers = [(paper.job.int, paper.paper, paper.again) for paper in desk.tray]
    assert papers == [(1, 0, False), (1, 1, False), *((n, 0, False) for n in range(2, 30))]
    desk.reopen()
    desk.turns()
    assert len(desk.tray) == len(papers), "the next process prints nothing of it again"
    assert desk.store.durable, "and begins anew"
    desk.store.close()


def test_a_persons_command_takes_no_file_away(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite"
    _with_a_job(path)
    with closing(SpoolStore.open_existing(path)) as store:
        store._db.execute("PRAGMA query_only = ON").fetchall()
        with pytest.raises(sqlite3.OperationalError):
            store.change_roll(lambda roll: roll)
    with closing(SpoolStore.open_existing(path)) as store:
        assert store.waiting()


def test_another_database_is_not_made_a_spool(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE people (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(SpoolUnusableError, match="is no spool"):
        SpoolStore.open_existing(path)
    assert path.read_bytes() == before
