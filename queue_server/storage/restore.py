"""Putting a backup back: in the place of a journal that is damaged or gone, or on a new machine.

What is here is looked at before anything changes, and kept beside. A journal that is damaged in one
place is sound in all others: what it holds after the backup's end is taken over.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import structlog

from queue_server.configuration import ConfigurationError
from queue_server.domain.commands import GoOnRestored
from queue_server.domain.decide import decide
from queue_server.domain.events import JournalRestored
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Site
from queue_server.journal.checking import Folding, Sound, check_file, fold_stream, sound_tail
from queue_server.journal.codec import UnknownEventError
from queue_server.journal.copies import Contents, bare_journal, contents_of
from queue_server.journal.end_mark import End, EndMark, mark_path
from queue_server.journal.opening import open_file, sync_folder
from queue_server.journal.sqlite import SqliteJournal
from queue_server.journal.troubles import JournalUnusableError, disk_trouble
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from queue_server.storage.backup import numbered
from queue_server.storage.data_folder import (
    BACKED_UP,
    CHECKPOINT_FILE,
    JOURNAL_FILE,
    take_folder,
)

LEAST_GIVEN = 300
"""Numbers of one series that are passed over at least; else three times its busiest day's, given
and lent to kiosks."""
WORK_FOLDER = ".restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done."""

    source: Path
    passed_by: Sequence[Path]
    """Newer backups that were damaged."""
    made_at: datetime
    backup: Sound
    taken_over: int
    """Events after the backup's end that the journal which was here still had."""
    until: datetime | None
    """When the last event was that is known."""
    aside: Path | None
    """Where what was here is kept."""
    from_backup: Sequence[str]
    kept: Sequence[str]
    next_numbers: Sequence[str]
    """From where each service's numbers go on today; empty where none was given since."""


def restore(
    source: Path,
    data: Path,
    site: Site,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
    given_since: bool = True,
    accounts_too: bool = False,
) -> Restored:
    """Put a backup back. `source` is one, or a folder of them (the newest sound one is taken), or a
    data folder or a journal's file that somebody copied.

    `given_since`: numbers may have been given after the backup, so they are passed over.
    `accounts_too`: the staff's accounts are those of the backup, also where there are sound ones.

    Raises:
        ConfigurationError: a server is running, or the backup is of another site.
        JournalUnusableError: no sound backup is there, or it cannot be written. Nothing changed.
    """
    _is_ones_own(data)
    with take_folder(data):
        work = data / WORK_FOLDER
        try:
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(mode=0o700)
            chosen = _choose(source, work, site.id)
            return _put_back(
                chosen, data, site, now, new_id, given=given_since, accounts_too=accounts_too
            )
        except (OSError, sqlite3.Error) as error:
            trouble = disk_trouble(error) or str(error)
            raise ConfigurationError(f"--data {data}: nothing was restored: {trouble}") from error
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _is_ones_own(data: Path) -> None:
    """Files of another owner would be there, and the server could not read them."""
    if data.is_dir() and data.stat().st_uid != os.geteuid():
        raise ConfigurationError(
            f"--data {data}: belongs to user {data.owner()}. Restore as that user: "
            f"runuser -u {data.owner()} -- queue-server restore …"
        )


@dataclass(frozen=True, slots=True)
class _Chosen:
    source: Path
    passed_by: Sequence[Path]
    contents: Contents
    folding: Folding
    new: Path
    """A copy of the journal, to become the one."""


def _choose(source: Path, work: Path, site: str) -> _Chosen:
    """The first that is sound, copied."""
    if (source / JOURNAL_FILE).is_file():
        candidates = [source / JOURNAL_FILE]
    else:
        candidates = numbered(source) if source.is_dir() else [source]
    if not candidates or not candidates[0].is_file():
        raise ConfigurationError(f"--from {source}: there is no backup")
    passed_by = list[Path]()
    for candidate in candidates:
        new = work / JOURNAL_FILE
        for ending in ("", "-wal"):
            beside = candidate.with_name(candidate.name + ending)
            if beside.is_file():
                shutil.copyfile(beside, new.with_name(new.name + ending))
        try:
            contents = contents_of(new)
            with closing(open_file(new)) as conn:
                bare_journal(conn)
            folding = fold_stream(new, site)
        except (JournalUnusableError, UnknownEventError, sqlite3.DatabaseError) as error:
            structlog.get_logger().warning(
                "backup_unusable", path=str(candidate), error=str(error)[:400]
            )
            if candidate is candidates[-1]:
                raise ConfigurationError(
                    f"--from {candidate}: it cannot be used. Nothing was changed. {error}"
                ) from error
            passed_by.append(candidate)
            for left in work.iterdir():
                left.unlink()
            continue
        if folding.sound.end.position == 0:
            raise ConfigurationError(f"--from {candidate}: it holds nothing of the site {site!r}")
        return _Chosen(candidate, passed_by, contents or _copied(candidate), folding, new)
    raise AssertionError("the last one was taken, or refused")


def _copied(journal: Path) -> Contents:
    """The other files of a data folder that somebody copied."""
    files = {
        name: (journal.parent / name).read_bytes()
        for name in BACKED_UP
        if (journal.parent / name).is_file()
    }
    return Contents(datetime.fromtimestamp(journal.stat().st_mtime, UTC), files)


def _put_back(
    chosen: _Chosen,
    data: Path,
    site: Site,
    now: datetime,
    new_id: Callable[[], UUID],
    *,
    given: bool,
    accounts_too: bool,
) -> Restored:
    backup = chosen.folding.sound
    taken_over = _take_over(data / JOURNAL_FILE, chosen.new, chosen.folding)
    known = chosen.folding.sound
    at_most = max(LEAST_GIVEN, 3 * known.busiest) if given else 0
    end, numbers = _go_on(chosen.new, site, known, now=now, command=new_id(), at_most=at_most)
    # after, and as a server will read it
    check_file(chosen.new, fold=False)
    kept = [] if accounts_too else _good_accounts(data)
    files = {
        name: content
        for name, content in chosen.contents.files.items()
        if name not in kept and not _is(data / name, content)
    }
    aside = _keep_aside(data, [*files])
    for name, content in files.items():
        _write(data / name, content)
    _swap(chosen.new, data, site.id, end)
    return Restored(
        source=chosen.source,
        passed_by=chosen.passed_by,
        made_at=chosen.contents.made_at,
        backup=backup,
        taken_over=taken_over,
        until=known.last_at,
        aside=aside,
        from_backup=tuple(files),
        kept=kept,
        next_numbers=numbers,
    )


def _take_over(here: Path, new: Path, folding: Folding) -> int:
    """Add what the journal that is here has after the backup's end: so many events."""
    if not here.is_file():
        return 0
    sound = folding.sound
    with closing(open_file(new)) as conn:
        # a copy: to look into a damaged file must not change it
        copy = new.with_name("damaged.db")
        for ending in ("", "-wal"):
            beside = here.with_name(here.name + ending)
            if beside.is_file():
                shutil.copyfile(beside, copy.with_name(copy.name + ending))
        rows = [
            (sound.stream, *row)
            for row in sound_tail(copy, folding, sound.end.position, sound.end.seal)
        ]
        conn.executemany(
            "INSERT INTO events (stream, position, kind, body, seal) VALUES (?, ?, ?, ?, ?)", rows
        )
        conn.commit()
    return len(rows)


def _go_on(
    new: Path, site: Site, known: Sound, *, now: datetime, command: UUID, at_most: int
) -> tuple[End, list[str]]:
    """Say in the journal that it was restored, and pass over what may have been given."""
    decision = decide(
        site,
        known.state,
        GoOnRestored(
            id=command,
            by="restore",
            restored=known.end.position,
            until=known.last_at,
            given_since=at_most,
        ),
        now,
    )
    if isinstance(decision, Refusal):
        raise TypeError(f"a restored journal is told by an event, not refused: {decision}")
    with closing(SqliteJournal(new, site.id)) as journal:
        journal.append(known.end.position, decision)
        end = journal.last
    letters = {service.series: service.letter for service in site.services.values()}
    return end, [
        f"{letters[passed.series]}{passed.last + 1}"
        for event in decision
        if isinstance(event, JournalRestored)
        for passed in event.passed
    ]


def _good_accounts(data: Path) -> list[str]:
    """Whether the accounts that are here are to stay: they may be newer, and have lost somebody."""
    try:
        return [ACCOUNTS_FILE] if Accounts(data / ACCOUNTS_FILE).names() else []
    except ConfigurationError:
        return []


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _keep_aside(data: Path, replaced: Sequence[str]) -> Path | None:
    names = [JOURNAL_FILE, f"{JOURNAL_FILE}-wal", CHECKPOINT_FILE, *replaced]
    there = [name for name in names if (data / name).is_file()]
    if not there:
        return None
    number = 1
    while (aside := data / f"before-restore-{number:03d}").exists():
        number += 1
    aside.mkdir(mode=0o700)
    for name in there:
        (aside / name).parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copy2(data / name, aside / name)
    return aside


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    new = path.with_name(f".{path.name}.restored")
    new.touch(mode=0o600)
    new.write_bytes(content)
    new.replace(path)


def _swap(new: Path, data: Path, stream: str, end: End) -> None:
    """Put the new journal in the old one's place.

    The mark goes last: until then a server does not start on half of it, and takes no day for new.
    """
    for name in (CHECKPOINT_FILE, f"{JOURNAL_FILE}-wal", f"{JOURNAL_FILE}-shm"):
        (data / name).unlink(missing_ok=True)
    new.replace(data / JOURNAL_FILE)
    sync_folder(data)
    mark = EndMark(mark_path(data / JOURNAL_FILE, stream))
    mark.write(end)
    mark.close()
