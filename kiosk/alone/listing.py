"""`kiosk outbox`: what the server has not heard yet, for a person at the kiosk's machine."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from uuid import UUID

from kiosk.alone.damage import AloneDamagedError
from kiosk.alone.migrations import AloneTooNewError
from kiosk.alone.opening import STORE_FILE
from kiosk.alone.store import AloneStore

WHY: Final = {
    "unreadable": "this version cannot read it",
    "unknown_kiosk": "the server does not know this kiosk: add it to the site file",
    "malformed": "the server cannot read it",
    "too_large": "it is too large to be sent",
}


class OutboxError(Exception):
    """There is no outbox, or it cannot be used. The message says which and why."""


def open_outbox(data: Path) -> AloneStore:
    """The outbox of a data folder; a kiosk may be running on it.

    Raises:
        OutboxError: there is none, or it cannot be read.
    """
    path = data / STORE_FILE
    if not path.is_file():
        raise OutboxError(f"{path}: there is no outbox")
    try:
        return AloneStore.open(path)
    except (sqlite3.Error, AloneTooNewError, AloneDamagedError) as error:
        raise OutboxError(f"{path}: {error}") from error


def listed(data: Path) -> Iterator[str]:
    """What waits, and what is dead, a line each; then how many.

    Raises:
        OutboxError: as `open_outbox`.
    """
    with closing(open_outbox(data)) as store:
        waiting, dead = store.rows(), store.dead()
    for row in waiting:
        yield f"waiting  {row.id}  {row.number:8} {row.issued_at}"
    for lost in dead:
        why = WHY.get(lost.reason, lost.reason)
        yield f"refused  {lost.id}  {lost.number:8} {lost.issued_at}  {why}"
    yield f"{len(waiting)} waiting, {len(dead)} refused"


def retried(data: Path, which: UUID | None) -> int:
    """Have refused rows sent once more, one or all of them. How many.

    Raises:
        OutboxError: as `open_outbox`, or none is refused that has this id.
    """
    with closing(open_outbox(data)) as store:
        wanted: list[UUID] = [row.id for row in store.dead()] if which is None else [which]
        found = sum(store.retry(row) for row in wanted)
    if which is not None and not found:
        raise OutboxError(f"{which}: no number with this id was refused")
    return found
