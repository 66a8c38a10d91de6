"""A kiosk that people use without a pause: does it grow, and does anything of a session stay?

`python -m bench.soak MINUTES` runs this alone, as long as is wished; `make bench` a shorter one.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import structlog

from bench.measure import Row, table
from bench.memory import Held, held, places_of
from bench.slopes import slope_of
from bench.soak_lobby import Sampler, SoakLobby, soak_lobby
from bench.soak_visits import VISITS, Left, by_touch, somebody, with_a_form, with_a_pass

MINUTES: Final = 1.5
"""In `make bench`."""
WARM_UP: Final = 2
"""So many rounds of all kinds of visits fill what is filled once."""
IDLE_SECONDS: Final = 20.0
SETTLE_SECONDS: Final = 0.5
"""After a visit, before its memory is taken."""
VISITS_A_DAY: Final = 300
CHANCE: Final = "half of the 95 % confidence interval: below 1 it cannot be told from none"


@dataclass(slots=True)
class Record:
    """What was seen of the kiosk."""

    visits: list[tuple[int, Held]] = field(default_factory=list)
    """Memory at the end of each visit, by how many there were."""
    idle: list[tuple[float, Held]] = field(default_factory=list)
    """Memory each second while nobody came."""
    most: Held | None = None
    """When it held most, looked at each second."""
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    """Objects, textures, files and their bytes, behind the warm-up and at the end."""
    seconds: float = 0.0
    while_there: dict[str, int] = field(default_factory=dict)
    afterwards: dict[str, list[str]] = field(default_factory=dict)
    """Places where something of a person was: while they stood there, and when the next had."""
    written: int = 0
    """Times that something of a person was in a log, in the data folder or in the mirror."""


def measure(folder: Path, minutes: float = MINUTES) -> list[Row]:
    """Visits for so many minutes after a warm-up, then nobody, then a search."""
    return list(_rows(soak(folder, minutes)))


def soak(folder: Path, minutes: float, tell: Callable[[str], None] = lambda _: None) -> Record:
    """All of it. `tell` hears how it goes."""
    folder.mkdir()
    random = Random(20261125)
    record = Record()
    people = list[Left]()
    with soak_lobby(folder) as lobby:
        for _ in range(WARM_UP):
            for visit in VISITS:
                visit(lobby, somebody(random))
        record.before = _counts(lobby)
        sampler = Sampler(lambda _now: _keep_most(record, held(lobby.pid)))
        try:
            began = time.monotonic()
            while time.monotonic() - began < minutes * 60:
                for visit in VISITS:
                    people.append(somebody(random))
                    visit(lobby, people[-1])
                    time.sleep(SETTLE_SECONDS)
                    record.visits.append((len(people), held(lobby.pid)))
                tell(f"{len(people)} visits, {record.visits[-1][1].own / 1024:.1f} MB")
            record.seconds = time.monotonic() - began
            record.after = _counts(lobby)
            began = time.monotonic()
            while (passed := time.monotonic() - began) < IDLE_SECONDS:
                record.idle.append((passed, held(lobby.pid)))
                time.sleep(1)
        finally:
            sampler.close()
        _search(lobby, random, record)
        _search_files(lobby, people, record)
    return record


def _keep_most(record: Record, now: Held) -> None:
    if record.most is None or now.pss > record.most.pss:
        record.most = now


def _counts(lobby: SoakLobby) -> dict[str, int]:
    files = lobby.files()
    now = held(lobby.pid)
    return {
        **lobby.gauges(),
        "files in the data folder": len(files),
        "kB in the data folder": sum(files.values()) // 1024,
        "open files": now.files,
        "threads": now.threads,
        "processes": now.processes,
    }


def _search(lobby: SoakLobby, random: Random, record: Record) -> None:
    """Somebody fills in a form and holds up a pass; then others come, and the memory is read."""
    person = somebody(random)
    wanted = person.wanted()

    def look() -> None:
        for name, places in places_of(lobby.pid, wanted).items():
            record.while_there[name] = max(record.while_there.get(name, 0), len(places))

    with_a_form(lobby, person, look)
    with_a_pass(lobby, person, look)
    for visit in (by_touch, with_a_pass):
        visit(lobby, somebody(random))
    lobby.kiosk.touch("control:all_services", until="services", again_after=1.0)
    record.afterwards = places_of(lobby.pid, wanted)


def _search_files(lobby: SoakLobby, people: Sequence[Left], record: Record) -> None:
    written = lobby.written()
    record.written = sum(
        written.count(data) for person in people for data in person.wanted().values()
    )


def _rows(record: Record) -> Iterator[Row]:
    visits, seconds = len(record.visits), record.seconds
    about = f"{visits} visits in {seconds / 60:.1f} min after a warm-up"
    for name, said in (("own", "without files (Pss_Anon)"), ("rss", "RSS")):
        sizes: list[int] = [getattr(now, name) for _, now in record.visits]
        slope = slope_of([(count, size) for count, size in enumerate(sizes, start=1)])
        yield Row(
            f"soak: growth in memory a visit, kiosk and its processes, {said}",
            slope.each,
            slope.half,
            "kB",
            CHANCE,
            note=f"{about}; from {_mb(sizes[0])} to {_mb(sizes[-1])}",
        )
    each = slope_of([(count, now.own) for count, now in record.visits])
    first, last = record.idle[0], record.idle[-1]
    yield Row(
        f"soak: growth in memory in 24 hours with {VISITS_A_DAY} visits, without files",
        VISITS_A_DAY * each.each / 1000,
        VISITS_A_DAY * each.half / 1000,
        "MB",
        CHANCE,
        note=f"while nobody comes: {last[1].own - first[1].own:+,} kB in {last[0]:.0f} s",
    )
    most = record.most
    if most is not None:
        yield Row(
            "soak: memory at most, PSS",
            most.pss / 1024,
            record.visits[0][1].pss / 1024,
            "MB",
            "the same behind the warm-up",
            note=f"{most.processes} processes, {most.threads} threads, {most.files} open files",
        )
    for name, before in record.before.items():
        yield Row(
            f"soak: {name}",
            record.after[name],
            before,
            "",
            "the same behind the warm-up",
            note=about,
        )
    for name, there in record.while_there.items():
        if there or record.afterwards[name]:
            yield Row(
                f"soak: places in memory with the {name}, when the next person has begun",
                len(record.afterwards[name]),
                there,
                "",
                "while the person stood there",
                note="kiosk and its processes, all that can be written to",
            )
    yield Row(
        "soak: names, telephone numbers and passes in log, data folder and mirror",
        record.written,
        visits,
        "",
        "people",
    )


def _mb(kilobytes: int) -> str:
    return f"{kilobytes / 1024:.1f} MB"


def main(minutes: float) -> None:
    """Run and print."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with TemporaryDirectory() as folder:
        record = soak(Path(folder) / "soak", minutes, lambda line: print(line, flush=True))
    print(table(list(_rows(record))))
    for name, places in record.afterwards.items():
        for place in places:
            print(f"{name}: {place}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)
