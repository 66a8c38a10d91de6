"""Torn and damaged files, byte by byte: what was acknowledged is there, or its loss is said."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from queue_server.domain.commands import GoOnRestored, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.events import Event, VisitOpened
from queue_server.domain.evolve import fold
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Service, Site
from queue_server.domain.state import State
from queue_server.journal.checking import check_file
from queue_server.journal.checkpoints import Checkpoint, Checkpoints
from queue_server.journal.end_mark import End, EndMark, mark_path, read_mark
from queue_server.journal.sqlite import SqliteJournal
from queue_server.journal.troubles import JournalDamagedError, JournalUnusableError
from tests.sites import MORNING, Ids, small_site

SITE = small_site()
KEPT = Path(__file__).parent / "kept"
BATCHES = 6
WAL_HEADER, FRAME_HEADER, PAGE = 32, 24, 4096
"""sqlite.org/fileformat2.html, "The Write-Ahead Log"."""


def some_events(count: int) -> list[Event]:
    ids, state, events = Ids(), State(), list[Event]()
    for _ in range(count):
        command = TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=("ido",))
        decision = decide(SITE, state, command, MORNING)
        assert not isinstance(decision, Refusal)
        events.extend(decision)
        state = fold(decision, state)
    return events


EVENTS = some_events(BATCHES)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a process leaves that was killed after its last event was acknowledged."""
    work, left = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("left")
    with closing(SqliteJournal(work / "journal.db", SITE.id)) as journal:
        for position, event in enumerate(EVENTS):
            journal.append(position, [event])
        for file in work.iterdir():
            if not file.name.endswith("-shm"):
                shutil.copy(file, left / file.name)
    return left


def opened(folder: Path) -> tuple[Event, ...] | str:
    """The events of a journal, or what is said of it."""
    try:
        with closing(SqliteJournal(folder / "journal.db", SITE.id)) as journal:
            return tuple(journal.read())
    except JournalUnusableError as error:
        return str(error)


def cuts(size: int) -> Iterator[int]:
    """The interesting lengths of a write-ahead log: at, and a byte beside, each of its borders."""
    for border in (0, WAL_HEADER, *range(WAL_HEADER, size + 1, FRAME_HEADER + PAGE)):
        for length in (
            border - 1,
            border,
            border + 1,
            border + FRAME_HEADER,
            border + FRAME_HEADER + 1,
            border + FRAME_HEADER + PAGE // 2,
        ):
            if 0 <= length <= size:
                yield length


def test_a_log_that_is_cut_anywhere_loses_nothing_acknowledged_unsaid(
    killed: Path, tmp_path: Path
) -> None:
    log = (killed / "journal.db-wal").read_bytes()
    said = 0
    for number, length in enumerate(sorted(set(cuts(len(log))))):
        folder = tmp_path / str(number)
        shutil.copytree(killed, folder)
        (folder / "journal.db-wal").write_bytes(log[:length])
        found = opened(folder)
        if isinstance(found, str):
            said += 1
            assert f"but {len(EVENTS)} were acknowledged" in found
        else:
            assert found == tuple(EVENTS), length
    assert said > BATCHES


def test_a_last_write_that_is_torn_and_was_never_acknowledged_is_dropped(
    killed: Path, tmp_path: Path
) -> None:
    log = (killed / "journal.db-wal").read_bytes()
    last_frame = len(log) - FRAME_HEADER - PAGE
    acknowledged = len(EVENTS) - 1
    shutil.copytree(killed, tmp_path / "seal")
    with closing(sqlite3.connect(tmp_path / "seal" / "journal.db")) as conn:
        (seal,) = conn.execute(
            "SELECT seal FROM events WHERE position = ?", (acknowledged,)
        ).fetchone()
    for number, length in enumerate(range(last_frame, len(log), 577)):
        folder = tmp_path / str(number)
        shutil.copytree(killed, folder)
        mark = EndMark(mark_path(folder / "journal.db", SITE.id))
        mark.write(End(acknowledged, seal))
        mark.close()
        (folder / "journal.db-wal").write_bytes(log[:length])
        assert opened(folder) == tuple(EVENTS[:acknowledged])


def test_whatever_byte_of_the_file_is_damaged_is_said_or_does_not_matter(
    killed: Path, tmp_path: Path
) -> None:
    shutil.copytree(killed, tmp_path / "one")
    assert opened(tmp_path / "one") == tuple(EVENTS)  # and the log goes into the file
    sound = (tmp_path / "one" / "journal.db").read_bytes()
    said = 0
    for at in range(0, len(sound), 83):
        (tmp_path / "one" / "journal.db").write_bytes(
            sound[:at] + bytes((sound[at] ^ 0x55,)) + sound[at + 1 :]
        )
        (tmp_path / "one" / "journal.db-wal").unlink(missing_ok=True)
        found = opened(tmp_path / "one")
        if isinstance(found, str):
            said += 1
        else:
            assert found == tuple(EVENTS), at
    assert said > 20


def test_a_damaged_key_behind_which_sqlite_finds_nothing_more_is_said(
    killed: Path, tmp_path: Path
) -> None:
    shutil.copytree(killed, tmp_path / "one")
    opened(tmp_path / "one")
    file = tmp_path / "one" / "journal.db"
    sound = file.read_bytes()
    # the type of "aizu", a text of four bytes, in the head of each row (fileformat2.html, 2.1)
    rows = [at for at, byte in enumerate(sound) if byte == 0x15 and b"aizu" in sound[at : at + 12]]
    assert len(rows) >= len(EVENTS)
    for at in rows:
        file.write_bytes(sound[:at] + b"\x40" + sound[at + 1 :])
        assert isinstance(opened(tmp_path / "one"), str), at


def test_damage_that_only_a_writer_meets_is_said_and_nothing_is_lost(
    killed: Path, tmp_path: Path
) -> None:
    shutil.copytree(killed, tmp_path / "one")
    opened(tmp_path / "one")
    file = tmp_path / "one" / "journal.db"
    sound, met = file.read_bytes(), 0
    more = some_events(BATCHES + 3)
    # the heads of pages: where their free room begins is no reader's business
    for at in range(0, len(sound), PAGE):
        for byte in range(1, 8):
            place = at + byte
            file.write_bytes(sound[:place] + b"\xff" + sound[place + 1 :])
            try:
                with closing(SqliteJournal(file, SITE.id)) as journal:
                    assert tuple(journal.read()) == tuple(EVENTS)
                    for position in range(len(EVENTS), len(more)):
                        journal.append(position, [more[position]])
            except JournalDamagedError as error:
                met += "queue-server restore" in str(error)
            (tmp_path / "one" / "journal.db-wal").unlink(missing_ok=True)
            shutil.copy(killed / "journal.aizu.end", tmp_path / "one")
    assert met > 5


def test_a_page_that_sqlites_own_check_finds_sound_is_found_damaged(
    killed: Path, tmp_path: Path
) -> None:
    shutil.copytree(killed, tmp_path / "one")
    opened(tmp_path / "one")
    file = tmp_path / "one" / "journal.db"
    content = bytearray(file.read_bytes())
    content[content.index(b'"sequence":101') + 13] = ord("7")
    file.write_bytes(content)
    with closing(sqlite3.connect(file)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert "is not as it was written" in str(opened(tmp_path / "one"))
    with pytest.raises(JournalDamagedError, match="is not as it was written"):
        check_file(file)


@pytest.mark.parametrize("content", [b"", b"torn", b"00000000000000000009 00 00\n", b"\xff" * 99])
def test_a_mark_that_is_torn_says_nothing(killed: Path, tmp_path: Path, content: bytes) -> None:
    shutil.copytree(killed, tmp_path / "one")
    mark = mark_path(tmp_path / "one" / "journal.db", SITE.id)
    mark.write_bytes(content)
    assert read_mark(mark) is None
    assert opened(tmp_path / "one") == tuple(EVENTS)
    found = read_mark(mark)
    assert found is not None
    assert found.position == len(EVENTS)


def test_a_checkpoint_that_is_torn_anywhere_is_passed_over(killed: Path, tmp_path: Path) -> None:
    shutil.copytree(killed, tmp_path / "one")
    path = tmp_path / "one" / "checkpoint"
    with closing(SqliteJournal(tmp_path / "one" / "journal.db", SITE.id)) as journal:
        whole = Checkpoint(len(EVENTS), EVENTS[-1], (fold(EVENTS),))
        Checkpoints(path, [State], made_by="tests").write(whole)
        content = path.read_bytes()
        assert Checkpoints(path, [State], made_by="tests").load(journal) == whole
        head = content.index(b"\n")
        lengths = {*range(0, len(content), 211), head - 1, head, head + 1, len(content) - 1}
        with capture_logs() as logs:
            for length in lengths:
                path.write_bytes(content[:length])
                assert Checkpoints(path, [State], made_by="tests").load(journal) is None
    assert {entry["reason"] for entry in logs} == {"damaged"}


@pytest.mark.parametrize("dump", sorted(KEPT.glob("journal-*.sql")), ids=lambda path: path.stem)
def test_a_journal_of_each_earlier_shape_is_read_and_goes_on(tmp_path: Path, dump: Path) -> None:
    file = tmp_path / "journal.db"
    with closing(sqlite3.connect(file)) as conn:
        conn.executescript(dump.read_text(encoding="utf-8"))
    with closing(SqliteJournal(file, SITE.id)) as journal:
        before = fold(journal.read())
        command = TakeTicket(id=UUID(int=98), by="kiosk-1", visit=UUID(int=99), services=("ido",))
        decision = decide(SITE, before, command, MORNING + timedelta(minutes=20))
        assert not isinstance(decision, Refusal)
        journal.append(before.position, decision)
    (sound,) = check_file(file)
    numbers = {visit.number for visit in sound.state.visits.values()}
    assert numbers == {"B101", "B102", "B103"}


def small_numbers() -> Site:
    """Ranges of ten and twenty numbers, two of one letter."""
    services = {
        "a": Service("a", "B", 101, 5, 110),
        "b": Service("b", "B", 201, 5, 220),
        "c": Service("c", "C", 1, 5, 9),
    }
    return Site(id="aizu", zone=SITE.zone, services=services, counters={}, procedures={})


TAKES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=30)


@given(before=TAKES, rounds=st.lists(st.tuples(TAKES, st.integers(0, 9)), min_size=1, max_size=4))
def test_no_number_is_given_twice_however_often_a_backup_is_put_back(
    before: list[str], rounds: list[tuple[list[str], int]]
) -> None:
    site, ids, papers = small_numbers(), Ids(), list[str]()

    def take(state: State, services: list[str]) -> State:
        for service in services:
            command = TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=(service,))
            decision = decide(site, state, command, MORNING)
            assert not isinstance(decision, Refusal)
            for event in decision:
                if isinstance(event, VisitOpened):
                    papers.append(f"{event.letter}{event.sequence}")
            state = fold(decision, state)
        return state

    kept = take(State(), before)
    for since, spare in rounds:
        take(kept, since)  # what nobody but the papers knows of
        most = max((since.count(service) for service in site.services), default=0)
        command = GoOnRestored(
            id=ids(),
            by="restore",
            restored=kept.position,
            until=None,
            given_since=max(1, most + spare),
        )
        decision = decide(site, kept, command, MORNING)
        assert not isinstance(decision, Refusal)
        kept = fold(decision, kept)
    take(kept, ["a", "b", "c"] * 8)
    assert len(papers) == len(set(papers))
