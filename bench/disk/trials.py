"""One trial after another on real files: a fault is made, the journal is opened as at a start, and
it is counted what of all that was acknowledged is there.
"""

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import count as count_from
from pathlib import Path
from uuid import UUID

from bench.reliability.results import Tally
from queue_server.domain.commands import TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.events import Event, VisitOpened
from queue_server.domain.evolve import fold
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import State
from queue_server.journal.sqlite import SqliteJournal
from queue_server.journal.troubles import JournalUnusableError
from queue_server.storage.backup import back_up
from queue_server.storage.restore import restore
from tests.sites import MORNING, Ids, small_site

SITE = small_site()
JOURNAL = "journal.db"
SINCE = 8
"""Numbers that are given after the backup."""
BEFORE = 12
"""Numbers that are in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of the trials of one fault."""

    fault: str
    happened: str
    trials: int
    harmless: int
    """All was there."""
    said: int
    """The server did not start, and said why and what to do."""
    tally: Tally
    """Of what was served after it, restored where that was needed."""
    given_up: int
    """Numbers since the backup that the restore did not find, and said so."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a killed server leaves: its data folder, backups, and what it had acknowledged."""

    data: Path
    backups: Path
    events: tuple[Event, ...]

    @property
    def papers(self) -> set[str]:
        """The numbers that are on paper."""
        return _papers(self.events)


def leave(folder: Path) -> Left:
    """A morning: numbers, a backup, more numbers, and then kill -9."""
    data, backups, left = folder / "live", folder / "backups", folder / "left"
    for made in (data, backups, left):
        made.mkdir(parents=True, mode=0o700)
    ids, events = Ids(), list[Event]()
    with closing(SqliteJournal(data / JOURNAL, SITE.id)) as journal:
        for count in range(BEFORE + SINCE):
            if count == BEFORE:
                back_up(data, backups, now=MORNING, reserve=0)
            events += take(journal, fold(events), ids)
        for file in data.iterdir():
            if not file.name.endswith("-shm"):
                shutil.copy(file, left / file.name)
    return Left(left, backups, tuple(events))


def take(journal: SqliteJournal, state: State, ids: Callable[[], UUID]) -> tuple[Event, ...]:
    """One more number."""
    command = TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=("ido",))
    decision = decide(SITE, state, command, MORNING)
    if isinstance(decision, Refusal):
        raise TypeError(decision)
    journal.append(state.position, decision)
    return decision


def trials(
    fault: str,
    happened: str,
    left: Left,
    folder: Path,
    spoils: Iterable[Callable[[Path], None]],
    *,
    restore_each: int = 1,
) -> Row:
    """Make a fault in each of its ways in a copy of the folder, and look what a start does.

    `restore_each`: of those who are refused, every so manieth is restored and served from, which
    takes longer than the rest together.
    """
    count = harmless = said = given_up = 0
    tally, data = Tally(), folder / "trial"
    for spoil in spoils:
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(left.data, data)
        spoil(data)
        count += 1
        try:
            found = _served(data, left, count)
            harmless += 1
        except JournalUnusableError:
            said += 1
            if said % restore_each:
                continue
            restore(
                left.backups,
                data,
                SITE,
                now=MORNING + timedelta(hours=1),
                new_id=_ids(10_000_000 + count * 100),
            )
            found = _served(data, left, count, restored=True)
            given_up += found.lost
            found = found.model_copy(
                update={"acknowledged": found.acknowledged - found.lost, "lost": 0}
            )
        tally += found
    shutil.rmtree(data, ignore_errors=True)
    return Row(fault, happened, count, harmless, said, tally, given_up)


def _served(data: Path, left: Left, count: int, *, restored: bool = False) -> Tally:
    """What is there, and whether the next numbers are new ones."""
    ids = _ids(20_000_000 + count * 100)
    with closing(SqliteJournal(data / JOURNAL, SITE.id)) as journal:
        events = tuple(journal.read())
        there = events if restored else events[: len(left.events)]
        found = len(_papers(there) & left.papers)
        after = list[Event]()
        for _ in range(3):
            state = fold([*events, *after])
            after += take(journal, state, ids)
    wrong = 0 if restored or there == left.events else 1
    acknowledged = len(left.papers)
    return Tally(
        acknowledged=acknowledged,
        found=found,
        lost=acknowledged - found + wrong,
        doubled=len(_papers(after) & left.papers),
    )


def _ids(first: int) -> Callable[[], UUID]:
    numbers = count_from(first)
    return lambda: UUID(int=next(numbers), version=4)


def _papers(events: Iterable[Event]) -> set[str]:
    return {f"{event.letter}{event.sequence}" for event in events if isinstance(event, VisitOpened)}
