"""A start from a checkpoint is as good as one from the journal alone, or it is not taken."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from structlog.testing import capture_logs

from bench.days import NORMAL, play
from queue_server.day_curve import DayCurve
from queue_server.domain.commands import TakeTicket
from queue_server.domain.events import Event
from queue_server.domain.state import canonical
from queue_server.engine import Engine
from queue_server.estimator import Estimator
from queue_server.journal.checkpoints import Checkpoints, fingerprint
from queue_server.journal.journal import Journal, MemoryJournal
from queue_server.journal.sqlite import SqliteJournal
from tests.sites import MORNING, SAMPLE_SITE, Clock, Ids, sample_lobby
from tests.waiting import eventually

SITE = sample_lobby().site
EVENTS = [moment.event for moment in play(SITE, NORMAL, MORNING.replace(hour=0), Random(1))]
HALF = len(EVENTS) // 2


class Failing(MemoryJournal):
    """A journal on a full disk."""

    def append(self, expected: int, events: Sequence[Event]) -> int:
        raise OSError("no space left")


def journal_of(events: Sequence[Event]) -> MemoryJournal:
    journal = MemoryJournal()
    journal.append(0, events)
    return journal


class Lobby:
    """An engine with all that learns beside it."""

    def __init__(
        self,
        journal: Journal,
        path: Path | None,
        made_by: str = "us",
        *,
        every: int = 5000,
        lull: float = 0.01,
        rush: float = 60,
    ) -> None:
        self.estimator, self.curve = Estimator(SITE), DayCurve()

        def checkpoints(kinds: Sequence[type]) -> Checkpoints:
            assert path is not None
            return Checkpoints(path, kinds, made_by=made_by, every=every, lull=lull, rush=rush)

        with capture_logs() as self.logs:
            self.engine = Engine(
                SITE,
                journal,
                now=Clock(MORNING + timedelta(days=1)),
                fatal=lambda _error: None,
                estimator=self.estimator,
                learners=(self.curve,),
                checkpoints=None if path is None else checkpoints,
            )

    def all(self) -> str:
        """The state in its canonical form, and all that was learned."""
        learned = self.estimator.learned
        return json.dumps(
            [
                canonical(self.engine.state),
                canonical(learned.times),
                repr([(d.day, [(at, sorted(who)) for at, who in d.changes])
                      for d in learned.staffing.days]),
                canonical(self.curve.learned),
            ]
        )  # fmt: skip

    def said(self, event: str) -> list[dict[str, Any]]:
        return [dict(entry) for entry in self.logs if entry["event"] == event]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A checkpoint of the day's first half."""
    path = tmp_path / "checkpoint"
    Lobby(journal_of(EVENTS[:HALF]), path).engine.close()
    return path


def test_checkpoint_and_rest_give_what_the_whole_journal_gives(kept: Path) -> None:
    shorter, whole = Lobby(journal_of(EVENTS), kept), Lobby(journal_of(EVENTS), None)
    assert shorter.all() == whole.all()
    (first,) = shorter.said("journal_replaying")
    assert (first["events"], first["after"], first["checkpoint"]) == (
        len(EVENTS) - HALF,
        HALF,
        True,
    )
    (said,) = shorter.said("journal_replayed")
    assert (said["events"], said["after"], said["checkpoint"]) == (len(EVENTS) - HALF, HALF, True)
    (said,) = whole.said("journal_replayed")
    assert (said["events"], said["days"]) == (len(EVENTS), 1)
    assert (said["after"], said["checkpoint"]) == (0, False)


def test_a_clean_stop_leaves_nothing_to_replay(kept: Path) -> None:
    Lobby(journal_of(EVENTS), kept).engine.close()
    again = Lobby(journal_of(EVENTS), kept)
    assert again.said("journal_replayed")[0]["events"] == 0
    assert again.all() == Lobby(journal_of(EVENTS), None).all()


@pytest.mark.parametrize(("lull", "rush"), [(0.01, 60), (60, 0)], ids=["lull", "long rush"])
def test_one_is_written_while_the_engine_goes_on(tmp_path: Path, lull: float, rush: float) -> None:
    path, ids = tmp_path / "checkpoint", Ids()
    lobby = Lobby(MemoryJournal(), path, every=10, lull=lull, rush=rush)
    lobby.engine.start()
    take_numbers(lobby, 20, ids)
    eventually(path.exists)
    lobby.engine.close()


def test_in_a_rush_none_is_written_until_the_end(tmp_path: Path) -> None:
    path, ids = tmp_path / "checkpoint", Ids()
    lobby = Lobby(MemoryJournal(), path, every=10, lull=60)
    lobby.engine.start()
    take_numbers(lobby, 100, ids)
    assert not path.exists()
    lobby.engine.close()
    assert path.exists()


def take_numbers(lobby: Lobby, count: int, ids: Ids) -> None:
    for _ in range(count):
        ticket = TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=("ido",))
        lobby.engine.submit(ticket).result(10)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"waiting", b"missed"),
        lambda content: b"[]\n" + content,
        lambda content: b"\xff" + content,
    ],
)
def test_a_damaged_one_is_passed_over(kept: Path, spoil: Callable[[bytes], bytes]) -> None:
    kept.write_bytes(spoil(kept.read_bytes()))
    lobby = Lobby(journal_of(EVENTS), kept)
    assert lobby.said("checkpoint_ignored")[0]["reason"] == "damaged"
    assert lobby.said("journal_replayed")[0]["after"] == 0
    assert lobby.all() == Lobby(journal_of(EVENTS), None).all()


def test_one_of_another_version_is_passed_over_and_replaced(kept: Path) -> None:
    lobby = Lobby(journal_of(EVENTS), kept, made_by="a later one")
    assert lobby.said("checkpoint_ignored")[0]["reason"] == "other_version"
    lobby.engine.close()
    again = Lobby(journal_of(EVENTS), kept, made_by="a later one")
    assert again.said("journal_replayed")[0]["events"] == 0


@pytest.mark.parametrize("events", [EVENTS[: HALF - 1], [*EVENTS[: HALF - 1], *EVENTS[HALF:]]])
def test_one_of_another_journal_is_passed_over(kept: Path, events: list[Event]) -> None:
    lobby = Lobby(journal_of(events[: HALF + 20]), kept)
    assert lobby.said("checkpoint_ignored")[0]["reason"] == "other_journal"
    assert lobby.said("journal_replayed")[0]["after"] == 0


def test_what_could_not_be_journalled_is_in_no_checkpoint(tmp_path: Path) -> None:
    path, ids = tmp_path / "checkpoint", Ids()
    journal = Failing()
    lobby = Lobby(journal, path)
    lobby.engine.start()
    lobby.engine.submit(TakeTicket(id=ids(), by="k", visit=ids(), services=("ido",)))
    lobby.engine.close()
    assert not path.exists()


def test_a_folder_that_cannot_be_written_costs_a_checkpoint_and_nothing_else(
    tmp_path: Path,
) -> None:
    lobby = Lobby(journal_of(EVENTS[:HALF]), tmp_path / "gone" / "checkpoint")
    with capture_logs() as logs:
        lobby.engine.close()
    assert [entry["event"] for entry in logs] == ["checkpoint_not_kept"]


def test_a_mended_rule_and_another_site_have_another_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text("old = 1\n")
    before = fingerprint(tmp_path, SITE)
    assert fingerprint(tmp_path, SITE) == before
    assert fingerprint(tmp_path, replace(SITE, day_begins=time(5))) != before
    (tmp_path / "rules.py").write_text("new = 1\n")
    assert fingerprint(tmp_path, SITE) != before


FINGERPRINT = """
import sys
from pathlib import Path
from queue_server.journal.checkpoints import fingerprint
from queue_server.lobby import load_lobby
print(fingerprint(Path(sys.argv[1]), load_lobby(Path(sys.argv[2])).site))
"""


def test_every_process_has_the_same_fingerprint_of_a_site(tmp_path: Path) -> None:
    """Python seeds the order of sets anew in each process, and a site has a set of holidays."""
    found = {
        subprocess.run(
            [sys.executable, "-c", FINGERPRINT, tmp_path, SAMPLE_SITE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    another = replace(
        SITE, booking=replace(SITE.booking, holidays=SITE.booking.holidays | {date(2026, 11, 25)})
    )
    assert fingerprint(tmp_path, another) != fingerprint(tmp_path, SITE)


def test_a_position_that_no_event_has_is_damage_and_no_reason_not_to_start(
    kept: Path, tmp_path: Path
) -> None:
    kept.write_bytes(kept.read_bytes().replace(f'"position": {HALF}'.encode(), b'"position": 0'))
    with closing(SqliteJournal(tmp_path / "journal.db", SITE.id)) as journal:
        journal.append(0, EVENTS[:HALF])
        lobby = Lobby(journal, kept)
    assert lobby.said("checkpoint_ignored")[0]["reason"] == "damaged"
