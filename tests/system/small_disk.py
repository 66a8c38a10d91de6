"""A real file system that is small, can be filled, and can be made read-only: a tmpfs in a mount
namespace of its own. For root as for anybody who may make user namespaces.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FILLER = "filler"


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """One such file system. Only what is started by `command` sees it at `path`."""

    keeper: int
    """The process that its namespace lives with."""
    path: Path

    @property
    def seen(self) -> Path:
        """The same folder, as this process reaches it."""
        return Path(f"/proc/{self.keeper}/root{self.path}")

    def command(self, *words: object) -> Sequence[str]:
        """A command, to be run there."""
        user = [] if os.geteuid() == 0 else ["-U", "--preserve-credentials"]
        return ["nsenter", "-t", str(self.keeper), *user, "-m", "--", *map(str, words)]

    def fill(self, *, leave: int = 0) -> None:
        """Take all room but for some bytes."""
        free = os.statvfs(self.seen)
        with (self.seen / FILLER).open("ab", buffering=0) as file:
            left = free.f_bavail * free.f_frsize - leave
            while left > 0:
                try:
                    left -= file.write(b"\0" * min(left, 1 << 16))
                except OSError:
                    return

    def make_room(self) -> None:
        """Give it back."""
        (self.seen / FILLER).unlink()

    def writable(self, *, yes: bool) -> None:
        """Let nothing be written, or let it be again. Files that are open keep neither waiting."""
        mode = "remount,bind,rw" if yes else "remount,bind,ro"
        subprocess.run(self.command("mount", "-o", mode, self.path), check=True)


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[SmallDisk]:
    """A disk of so many bytes (`8m`) at a folder.

    Raises:
        AssertionError: this machine lets nobody make a namespace: neither root, nor by user
            namespaces (sysctl kernel.unprivileged_userns_clone, or AppArmor's restriction of them).
    """
    path.mkdir()
    flags = ["-m"] if os.geteuid() == 0 else ["-U", "-r", "-m"]
    script = 'mount -t tmpfs -o "size=$1,mode=700" none "$2" && echo mounted && exec cat'
    keeper = subprocess.Popen(
        ["unshare", *flags, "sh", "-c", script, "sh", size, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert keeper.stdout is not None
        if keeper.stdout.readline() != "mounted\n":
            raise AssertionError(f"no file system of its own for this test: {keeper.communicate()}")
        yield SmallDisk(keeper.pid, path)
    finally:
        # what it waits for ends with its input
        keeper.communicate()
