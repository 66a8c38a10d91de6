"""A run may go in parts, on several evenings: each part keeps what it found, and all of them make
the result.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bench.chaos.supervised import Restarting
from bench.measure import percentile
from bench.reliability.results import Cell, Result, Table, Tally

NAMES = {
    "core": "the server's core, a fork",
    "both": "the same, and in half of the kills a kiosk's fork at once",
    "server": "the whole server",
    "broker": "the whole broker",
    "all": "server and broker at once",
    "ended": "the whole server, by SIGTERM",
}
"""What can be killed, in the order of the table."""


class Part(BaseModel):
    """What one run over one kind of process found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    seed: int
    kills: int
    starting: int
    """Of them, those that came while it started."""
    tally: Tally
    seconds: float
    recovered: tuple[float, ...] = ()
    """Seconds from each kill to the first answer."""
    wrong: tuple[str, ...] = ()
    """What was lost or doubled, a sentence each."""


def keep_part(part: Part, folder: Path) -> None:
    """Keep it; of the same kind and seed, in place of the one before."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{part.kind}-{part.seed}.json"
    path.write_text(part.model_dump_json(indent=1) + "\n", encoding="utf-8")


def kept_parts(folder: Path) -> Sequence[Part]:
    """All that are there."""
    return [
        Part.model_validate_json(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    ]


def result_of(parts: Sequence[Part]) -> Result:
    """One result of all parts."""
    tally = sum((part.tally for part in parts), Tally())
    kills = sum(part.kills for part in parts)
    rows = [row for kind in NAMES if (row := _row(kind, parts)) is not None]
    return Result(
        name="chaos",
        title="Killed at random",
        command=f"make chaos KILLS={kills}",
        says=_SAYS.format(
            kills=kills, seeds=", ".join(sorted({str(part.seed) for part in parts}, key=int))
        ),
        kept=tally.kept,
        seconds=sum(part.seconds for part in parts),
        tally=tally,
        tables=(
            Table(
                title="What was killed",
                columns=(
                    "killed",
                    "kills",
                    "while it started",
                    "acknowledged",
                    "found",
                    "lost",
                    "doubled",
                ),
                rows=tuple(rows),
                note=_NOTE,
            ),
        ),
        not_covered=NOT_COVERED,
    )


def _row(kind: str, parts: Sequence[Part]) -> tuple[Cell, ...] | None:
    own = [part for part in parts if part.kind == kind]
    if not own:
        return None
    tally = sum((part.tally for part in own), Tally())
    return (
        NAMES[kind],
        sum(part.kills for part in own),
        sum(part.starting for part in own),
        tally.acknowledged,
        tally.found,
        tally.lost,
        tally.doubled,
    )


def recovery_of(parts: Sequence[Part], restarts: Restarting) -> Result:
    """How long nobody was answered after whole processes were killed."""
    own = [part for part in parts if part.recovered]
    rows = []
    for kind, name in NAMES.items():
        times = sorted(second for part in own if part.kind == kind for second in part.recovered)
        if times:
            shares = (percentile(times, share) for share in (0.5, 0.95))
            rows.append((name, len(times), *shares, times[-1]))
    every = sorted(second for part in own for second in part.recovered)
    within = percentile(every, 0.95)
    kept = within < RECOVERED_SECONDS and restarts.never_gives_up
    return Result(
        name="recovery",
        title="From a kill to the first answer",
        command=f"make recovery KILLS={len(every)}",
        says=_RECOVERED.format(
            milliseconds=round(restarts.seconds * 1000), p95=within, limit=RECOVERED_SECONDS
        ),
        kept=kept,
        seconds=sum(part.seconds for part in own),
        tally=sum((part.tally for part in own), Tally()),
        tables=(
            Table(
                title="Seconds until somebody was answered",
                columns=("killed", "kills", "p50", "p95", "longest"),
                rows=tuple(rows),
            ),
        ),
        not_covered=(
            "The machine's own start is not in it: BIOS, kernel and systemd take what they take.",
        ),
    )


NOT_COVERED = (
    "A power cut takes what a kill leaves: the system's page cache (`synchronous=FULL` is for it).",
    "The kiosk's window (Kivy) was not killed at random, only what it keeps and prints.",
)
RECOVERED_SECONDS = 2.0
"""The aim for 95 of 100."""
_RECOVERED = """`queue-server run` and Mosquitto are killed while kiosks and call pads ask, and \
are started again as their systemd units say: always, after {milliseconds} ms. A kiosk asks \
every 20 ms for a number; the time is from the kill to its answer, which is durable by then. \
95 of 100 took less than {p95:.2f} s (the aim is {limit:.0f} s). Pages are loaded after the \
first answers: they are there half a second later."""
_SAYS = """{kills:,} times kill -9 at a moment that chance chose (seeds {seeds}), while everybody \
asked as fast as they were answered: numbers with and without a pass, with a sealed request, \
leases, what a kiosk gave alone, reprints, cancellations, ratings, reservations, and all that a \
counter does. Whoever had no answer asked again with the same id; some who had one did so too.

After each kill the journal is read by an own folding: every answer that was ever given must be in \
it as it was told; no number, pass, request or slot counts twice; nobody is passed over or at two \
counters (N1 to N5). At the end of each lobby the live state and the replayed one are compared \
(N6), sealed requests are looked for, and names that must be nowhere (N7)."""
_NOTE = """A whole server takes more than a second to start, so most kills are of forks of one \
process that has everything loaded. Each fork is a process of its own with the server's journal, \
engine, requests and desk, and a socket in place of broker and pages; the files, their fsyncs and \
SIGKILL are real. Whole processes are the programs as they are installed, with a real broker \
between."""
