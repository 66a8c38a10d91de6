"""Which days a journal holds, and `queue-server report`, which reads one from the file."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from queue_server.domain.commands import CallNext, Finish, Record
from queue_server.domain.events import Event
from queue_server.domain.lives import AuditKind
from queue_server.journal.journal import MemoryJournal
from queue_server.journal.sqlite import SqliteJournal
from queue_server.main import main
from queue_server.reports.days import Days, UnknownDayError
from queue_server.reports.visits import Ending
from tests.sites import MORNING, SAMPLE_SITE, sample_lobby, small_site
from tests.unit.queue_server.test_domain import Lobby

TODAY = MORNING.date()


def day(after: int) -> date:
    return TODAY + timedelta(days=after)


class Told:
    """A journal that grows, and its days."""

    def __init__(self) -> None:
        self.lobby = Lobby()
        self.journal = MemoryJournal()
        self.days = Days(self.journal, small_site())

    def keep(self) -> None:
        """Append what has happened since."""
        end = self.journal.end()
        self.journal.append(end, self.lobby.decided[end:])

    def record(self) -> None:
        """Somebody signs in."""
        kind = AuditKind.SIGNED_IN
        self.lobby.do(Record(id=self.lobby.ids(), by="staff:a", kind=kind))


def test_days_come_newest_first_and_grow_with_the_journal() -> None:
    told = Told()
    assert told.days.with_visits() == told.days.with_entries() == []
    told.lobby.ticket("ido")
    told.keep()
    assert told.days.with_visits() == [TODAY]
    told.lobby.clock.forward(days=3)
    told.record()
    told.keep()
    assert told.days.with_visits() == [TODAY]
    assert told.days.with_entries() == [day(3), TODAY]
    told.lobby.ticket("ido")
    told.keep()
    assert told.days.with_visits() == [day(3), TODAY]


def test_a_days_visits_are_its_own_and_who_was_at_a_counter_is_followed() -> None:
    told = Told()
    told.lobby.ticket("ido")
    told.lobby.at(CallNext, "2")
    told.lobby.clock.forward(days=1)
    told.lobby.ticket("shomei")
    told.lobby.at(Finish, "2")
    told.keep()
    (first,) = told.days.visits(TODAY, MORNING).visits
    assert (first.number, first.stops[0].ending) == ("B101", Ending.DONE)
    assert [visit.number for visit in told.days.visits(day(1), told.lobby.clock()).visits] == [
        "A101"
    ]


def test_yesterdays_waiting_has_left_also_before_anything_happens_today() -> None:
    told = Told()
    told.lobby.ticket("ido")
    told.keep()
    endings = [
        told.days.visits(TODAY, MORNING + timedelta(hours=hours)).visits[0].stops[0].ending
        # the business day ends at 4 in the morning
        for hours in (0, 18, 20)
    ]
    assert endings == [Ending.OPEN, Ending.OPEN, Ending.LEFT]


def test_what_is_recorded_before_the_first_number_is_among_the_days_events() -> None:
    told = Told()
    told.lobby.ticket("ido")
    told.lobby.clock.forward(days=1, hours=-1)
    told.record()
    told.lobby.clock.forward(hours=1)
    told.lobby.ticket("ido")
    told.keep()
    events: list[Event] = list(told.days.events(day(1)))
    assert events == told.lobby.decided[2:]
    assert list(told.days.events(TODAY)) == told.lobby.decided[:3]


def test_a_day_that_is_not_there_is_unknown() -> None:
    told = Told()
    told.record()
    told.keep()
    with pytest.raises(UnknownDayError):
        told.days.visits(TODAY, MORNING)
    with pytest.raises(UnknownDayError):
        told.days.events(day(1))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a morning in its journal."""
    lobby = Lobby(sample_lobby().site)
    lobby.ticket("ido")
    lobby.at(CallNext, "3")
    journal = SqliteJournal(tmp_path / "journal.db", "aizu")
    journal.append(0, lobby.decided)
    journal.close()
    return tmp_path


def run(data: Path, *words: str) -> Result:
    arguments = ["report", "visits", f"--data={data}", f"--site={SAMPLE_SITE}", *words]
    return CliRunner().invoke(main, arguments)


def test_the_command_prints_the_file_byte_for_byte(data: Path) -> None:
    result = run(data, "--day=2026-11-24", "--headings=en")
    assert result.exit_code == 0, result.output
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbfdate,number,stop,")
    lines = result.stdout_bytes.split(b"\r\n")
    assert lines[1].startswith(b"2026-11-24,B101,1,ido,B,2026-11-24T09:00:00+09:00,")
    assert lines[2:] == [b""]


def test_the_command_reads_while_a_server_writes(data: Path) -> None:
    journal = SqliteJournal(data / "journal.db", "aizu")
    assert run(data, "--day=2026-11-24").exit_code == 0
    journal.close()


def test_a_day_that_is_not_there_is_said_with_those_that_are(data: Path) -> None:
    result = run(data, "--day=2026-11-25")
    assert result.exit_code == 2
    assert "not open on that day; its days are 2026-11-24 to 2026-11-24" in result.stderr
    assert result.stdout_bytes == b""


def test_a_folder_without_a_journal_is_said_and_gets_none(tmp_path: Path) -> None:
    result = run(tmp_path, "--day=2026-11-24")
    assert (result.exit_code, "there is no journal" in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
