"""Checkpoints: what a journal's events led to, kept beside it, so that a start replays only the
rest. The journal stays the truth: a checkpoint that does not fit is passed over, and one that is
lost costs nothing but time.
"""

import hashlib
import json
import queue
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import GenericAlias
from typing import Any

import structlog

from queue_server.domain.events import Event
from queue_server.journal.codec import EventCodec
from queue_server.journal.journal import Journal
from queue_server.journal.shapes import Shape, shape_of

EVERY = 5_000
"""Events from one checkpoint to the next: about what a start replays in a quarter of a second."""
LULL_SECONDS = 1.0
"""It is written once nothing has happened for so long: packing takes time from those who ask …"""
RUSH_SECONDS = 60.0
"""… or in the midst of a rush, once that has gone on for so long."""


class Misfit(StrEnum):
    """Why a checkpoint is passed over."""

    DAMAGED = "damaged"
    OTHER_VERSION = "other_version"
    """The program, its shapes or the site file are not those that made it."""
    OTHER_JOURNAL = "other_journal"
    """The journal is shorter, or another event stands at that position."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the events up to a position led to."""

    position: int
    last: Event
    """The event at that position."""
    folded: tuple[Any, ...]
    """One value of each kind that is kept, of immutable classes."""


class Checkpoints:
    """The latest checkpoint of one journal, in a file.

    It is written on a thread of its own, from values that never change: no commit waits for it.
    """

    def __init__(
        self,
        path: Path,
        kinds: Sequence[type],
        *,
        made_by: str,
        every: int = EVERY,
        lull: float = LULL_SECONDS,
        rush: float = RUSH_SECONDS,
    ) -> None:
        """`kinds` are the classes of what is kept, with annotations that `shape_of` knows.
        `made_by` stands for all that it follows from, besides the events: see `fingerprint`.
        `every`: after so many events the next one is due. `lull` and `rush` in seconds.
        """
        self._path = path
        self._shape: Shape = shape_of(GenericAlias(tuple, tuple(kinds)))
        self._made_by = hashlib.sha256(f"{made_by} {self._shape.text}".encode()).hexdigest()
        self._lull, self._rush = lull, rush
        self._codec = EventCodec()
        self._every = self._due = every
        self._offered: queue.SimpleQueue[Checkpoint | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._log = structlog.get_logger()

    def load(self, journal: Journal) -> Checkpoint | None:
        """The checkpoint, where it fits the journal; else it is said why not."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        found = self._fitting(content, journal)
        if isinstance(found, Misfit):
            self._log.warning("checkpoint_ignored", path=str(self._path), reason=found.value)
            return None
        self._due = found.position + self._every
        return found

    def start(self) -> None:
        """Begin to keep what is offered."""
        self._thread.start()

    def due(self, position: int) -> bool:
        """Whether the one of this position should be offered: every one, until one is written."""
        return position >= self._due

    def offer(self, checkpoint: Checkpoint) -> None:
        """Have it written, sooner or later. Never blocks."""
        self._offered.put(checkpoint)

    def close(self) -> None:
        """End."""
        self._offered.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def write(self, checkpoint: Checkpoint) -> None:
        """Keep it instead of the one before."""
        body = json.dumps(self._shape.pack(checkpoint.folded), separators=(",", ":")).encode()
        head = {
            "made_by": self._made_by,
            "position": checkpoint.position,
            "last": self._mark(checkpoint.last),
            "body": hashlib.sha256(body).hexdigest(),
        }
        new = self._path.with_suffix(".new")
        try:
            # not forced to the disk: what a power cut leaves of it does not have its digest
            new.write_bytes(json.dumps(head).encode() + b"\n" + body)
            new.replace(self._path)
        except OSError as error:
            # a full disk fails the journal first, which ends the process; this alone need not
            self._log.warning("checkpoint_not_kept", path=str(self._path), error=repr(error))

    def _fitting(self, content: bytes, journal: Journal) -> Checkpoint | Misfit:
        first, _, body = content.partition(b"\n")
        try:
            head: dict[str, Any] = json.loads(first)
            made_by, position = head["made_by"], int(head["position"])
            last, digest = head["last"], head["body"]
        except (ValueError, TypeError, KeyError):
            return Misfit.DAMAGED
        if made_by != self._made_by:
            return Misfit.OTHER_VERSION
        if hashlib.sha256(body).hexdigest() != digest:
            return Misfit.DAMAGED
        if position < 1:
            return Misfit.DAMAGED
        there = next(iter(journal.read(position - 1)), None)
        if there is None or self._mark(there) != last:
            return Misfit.OTHER_JOURNAL
        return Checkpoint(position, there, self._shape.unpack(json.loads(body)))

    def _mark(self, event: Event) -> str:
        """What no other event has: it holds the id of the command that caused it, and its time."""
        kind, body = self._codec.encode(event)
        return hashlib.sha256(f"{kind} {body}".encode()).hexdigest()

    def _run(self) -> None:
        while (offered := self._offered.get()) is not None:
            if not self.due(offered.position):
                continue
            longest = time.monotonic() + self._rush
            with suppress(queue.Empty):
                while time.monotonic() < longest:
                    newer = self._offered.get(timeout=self._lull)
                    if newer is None:
                        # whoever ends keeps what there is then
                        return
                    offered = newer
            self._due = offered.position + self._every
            self.write(offered)


def fingerprint(package: Path, *of: object) -> str:
    """Stands for the code of a package, and for other things by all their fields: a rule that was
    mended, or another site file, may lead from the same events to something else. The same in every
    process.
    """
    seen = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        seen.update(path.relative_to(package).as_posix().encode())
        seen.update(path.read_bytes())
    for thing in of:
        # not by `repr`: that of a set is another one in every process
        seen.update(json.dumps(shape_of(type(thing)).pack(thing)).encode())
    return seen.hexdigest()
