"""What a family of processes holds: memory, files, threads; and whether a text is still in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.processes import below

PIECE: Final = 1 << 22
"""Bytes of memory that are looked through at once."""


@dataclass(frozen=True, slots=True)
class Held:
    """What processes have at one moment. Memory in kB, by which the kernel means 1,024 bytes."""

    rss: int
    pss: int
    """Like `rss`, but of what several processes share each has its part (proc(5), smaps_rollup)."""
    own: int
    """The part of `pss` that is no file: what a leak would fill. Programs and fonts, which are
    shared with whatever else runs on the machine, are left out."""
    files: int
    threads: int
    processes: int


def family(pid: int) -> list[int]:
    """A process and all below it."""
    return [pid, *below(pid)]


def held(pid: int) -> Held:
    """What a process and all below it have. One that ends meanwhile counts as nothing."""
    rss = pss = own = files = threads = processes = 0
    for member in family(pid):
        folder = Path(f"/proc/{member}")
        try:
            rollup = (folder / "smaps_rollup").read_text()
            files += len(list((folder / "fd").iterdir()))
            threads += len(list((folder / "task").iterdir()))
        except (FileNotFoundError, ProcessLookupError):
            continue
        sizes = {line.split()[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
        rss += sizes["Rss:"]
        pss += sizes["Pss:"]
        own += sizes["Pss_Anon:"]
        processes += 1
    return Held(rss, pss, own, files, threads, processes)


def places_of(pid: int, wanted: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Where bytes are in the memory of a process and all below it: by name, a line for each place.

    Needs the right to read it (ptrace(2)): the same user's, as a rule.
    """
    found: dict[str, list[str]] = {name: [] for name in wanted}
    patterns = {name: re.compile(re.escape(data)) for name, data in wanted.items()}
    reach = max(map(len, wanted.values())) - 1
    for member in family(pid):
        try:
            command = Path(f"/proc/{member}/cmdline").read_bytes().replace(b"\0", b" ")[:40]
            for region, start, data in _regions(member, reach):
                for name, pattern in patterns.items():
                    found[name] += [
                        f"{member} ({command.decode(errors='replace')}) {region} "
                        f"{start + match.start():#x}"
                        for match in pattern.finditer(data)
                    ]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def _regions(pid: int, reach: int) -> Iterator[tuple[str, int, bytes]]:
    """The writable memory of a process, in pieces that overlap by `reach` bytes."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_, name = [*line.split(maxsplit=5), ""][:7]
            if "w" not in rights or name.startswith(("[vvar", "/dev/")):
                continue
            start, end = (int(edge, 16) for edge in span.split("-"))
            at = start
            while at < end:
                try:
                    memory.seek(at)
                    data = memory.read(min(PIECE + reach, end - at))
                except OSError:
                    break  # a guard page, or one that was given back meanwhile
                if not data:
                    break
                yield name.strip() or "anonymous", at, data
                at += PIECE


def ways_to_write(text: str) -> dict[str, bytes]:
    """A text as it may lie in memory: in UTF-8, and as Python keeps it."""
    return {
        "UTF-8": text.encode(),
        "UTF-16": text.encode("utf-16-le"),
        "UCS-4": text.encode("utf-32-le"),
    }
