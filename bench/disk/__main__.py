"""`make disk`: every fault of files and disks, and what is left then."""

import sys
import tempfile
import time
from pathlib import Path

from bench.disk.faults import cut, emptied, flipped, gone, newest, older_copy, whole, zeroed
from bench.disk.full import full, read_only
from bench.disk.trials import JOURNAL, Row, leave, trials
from bench.reliability.results import Result, Table, Tally, keep

COLUMNS = ("fault", "in", "trials", "all was there", "refused with words", "lost unsaid", "doubled")


def rows(folder: Path, every: int, rounds: int) -> list[Row]:
    """All trials. `every`: at each so manieth byte; `rounds` on a small disk."""
    left = leave(folder)
    ended = whole(left, folder)
    log, file = f"{JOURNAL}-wal", JOURNAL
    log_size = (left.data / log).stat().st_size
    size = (ended.data / file).stat().st_size
    at_rest, at_work = "journal.db after a clean end", "journal.db-wal after kill -9"
    restored = max(1, 400 // every)
    return [
        trials("cut off", at_work, left, folder, cut(log, log_size, every), restore_each=restored),
        trials(
            "one byte is another",
            at_work,
            left,
            folder,
            flipped(log, log_size, every * 3),
            restore_each=restored,
        ),
        trials("cut off", at_rest, ended, folder, cut(file, size, every), restore_each=restored),
        trials(
            "one byte is another",
            at_rest,
            ended,
            folder,
            flipped(file, size, every),
            restore_each=restored,
        ),
        trials("an empty sector", at_rest, ended, folder, zeroed(file, size)),
        trials("no byte left", at_rest, ended, folder, emptied(file)),
        trials("gone", at_rest, ended, folder, gone(file)),
        trials("an older copy in its place", at_rest, ended, folder, older_copy(newest(left))),
        full(folder / "full", rounds),
        read_only(folder / "read-only", rounds),
    ]


def result(found: list[Row], every: int, rounds: int, seconds: float) -> Result:
    """In the form of the page."""
    tally = sum((row.tally for row in found), Tally())
    return Result(
        name="disk",
        title="Disks and files",
        command=f"make disk EVERY={every} ROUNDS={rounds}",
        says=(
            "A server has acknowledged 20 numbers, 12 of them in a backup, when its files are cut, "
            "damaged or taken away; each time the journal is opened as at a start. Either all is "
            "there, or the start is refused and says why. Where it is refused, the backup is put "
            "back (at the interesting share of places), which takes over what the damaged journal "
            "still holds, and more numbers are given: none may be one that is on paper. On a disk "
            "of 8 MiB a real server with a broker is filled up and made read-only again and again."
        ),
        kept=tally.kept,
        seconds=seconds,
        tally=tally,
        tables=(
            Table(
                title="What was made of each fault",
                columns=COLUMNS,
                rows=tuple(
                    (
                        row.fault,
                        row.happened,
                        row.trials,
                        row.harmless,
                        row.said,
                        row.tally.lost,
                        row.tally.doubled,
                    )
                    for row in found
                ),
                note=(
                    f"After restoring, {sum(row.given_up for row in found)} numbers of after the "
                    "backup could not be read any more; the command says from when on."
                ),
            ),
        ),
        not_covered=(
            "A disk that loses what it said it had written (no power-loss protection).",
            "Damage of two places at once.",
        ),
    )


def main() -> None:
    """Run, keep and print."""
    every, rounds = (int(word) for word in sys.argv[1:3])
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = rows(Path(folder), every, rounds)
    made = result(found, every, rounds, time.monotonic() - begun)
    for row in found:
        print(
            f"{row.fault}, {row.happened}: {row.trials} trials, all there {row.harmless}, "
            f"refused {row.said}, {row.tally}"
        )
    print(f"{made.tally}: {keep(made)}")
    if not made.kept:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
