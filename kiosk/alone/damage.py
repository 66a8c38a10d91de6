"""What stands in the store and cannot be so: its file cannot be trusted any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlite_utils import Database


class AloneDamagedError(Exception):
    """The file is damaged, in a way that SQLite itself does not mind."""


def known_of(db: Database, columns: str) -> Sequence[Any]:
    """What there is once in a store.

    Raises:
        AloneDamagedError: it is not there.
    """
    row: Sequence[Any] | None = db.execute(f"SELECT {columns} FROM known").fetchone()  # noqa: S608  names of ours
    if row is None:
        raise AloneDamagedError("nothing is known")
    return row


def moment_of(text: str) -> datetime:
    """A time that was kept, with its offset.

    Raises:
        AloneDamagedError: it is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise AloneDamagedError("a time that is none") from error
    if moment.tzinfo is None:
        raise AloneDamagedError("a time without offset")
    return moment


def id_of(text: str) -> UUID:
    """An id that was kept.

    Raises:
        AloneDamagedError: it is none.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise AloneDamagedError("an id that is none") from error
