"""Sees what the kiosk shows and what the printer put out, and tells the tour."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.1
"""How often the folders are looked at: as often as the kiosk's picture may change."""
PAPERS_KEPT = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """What the folders hold."""

    screen: int = 0
    """Changes with the kiosk's picture: when it was written, in nanoseconds; 0 for none."""
    papers: tuple[str, ...] = ()
    """File names, newest first."""


class Changes:
    """Wakes whoever waits for a change, on any thread."""

    def __init__(self) -> None:
        self._watchers: tuple[Callable[[], None], ...] = ()
        self._lock = threading.Lock()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Have `watcher` called at each change. Returns what ends it."""
        with self._lock:
            self._watchers = (*self._watchers, watcher)

        def unwatch() -> None:
            with self._lock:
                self._watchers = tuple(other for other in self._watchers if other is not watcher)

        return unwatch

    def tell(self) -> None:
        """Say that something changed."""
        for watcher in self._watchers:
            watcher()


class FolderWatch:
    """Looks at the folders on a thread of its own."""

    def __init__(self, screen: Path, papers: Path, *, changed: Callable[[], None]) -> None:
        """`screen` is the kiosk's picture, `papers` the folder of the printer's pictures."""
        self._screen = screen
        self._papers = papers
        self._changed = changed
        self._seen = Seen()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="folder-watch", daemon=True)

    @property
    def seen(self) -> Seen:
        """What was there last."""
        return self._seen

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def look(self) -> Seen:
        """Look once, and take away the oldest of too many papers."""
        papers = _pictures(self._papers)
        names = sorted(papers, key=lambda name: (papers[name], name), reverse=True)
        for name in names[PAPERS_KEPT:]:
            with suppress(OSError):  # gone, or not ours to take away: it is looked at again
                (self._papers / name).unlink()
        seen = Seen(_written(self._screen), tuple(names[:PAPERS_KEPT]))
        if seen != self._seen:
            self._seen = seen
            self._changed()
        return seen

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            self.look()


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _pictures(folder: Path) -> Mapping[str, int]:
    """Finished pictures and when they were written."""
    try:
        found = [path for path in folder.iterdir() if path.suffix == ".png"]
    except OSError:
        return {}
    # a picture that is still being written has another name, or starts with a dot
    return {path.name: _written(path) for path in found if not path.name.startswith(".")}
