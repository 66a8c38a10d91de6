"""What a run of the fuzzers found, in the form of the page about what goes wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.reliability.results import Result, Table
from tests.fuzz.target import HANG_SECONDS, MEMORY_MB


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one target."""

    name: str
    inputs: int
    seconds: float
    slowest_ms: float
    memory_mb: int
    findings: tuple[Path, ...]
    said: str
    """The end of what it said, where there is a finding."""


def result(outcomes: Sequence[Outcome], inputs: int, seed: int, seconds: float) -> Result:
    """For `keep`."""
    hang = HANG_SECONDS * 1000
    return Result(
        name="fuzz",
        title="Anything at all",
        command=f"make fuzz INPUTS={inputs} SEED={seed}",
        says=(
            "Whatever takes in what others say is given inputs that a fuzzer (atheris) makes, "
            "guided by the code that they reach, from a corpus that holds all that was ever found. "
            f"A finding is an error that is none of the named refusals, more than {hang:.0f} ms of "
            f"a core for one input, or a process of more than {MEMORY_MB} MB."
        ),
        kept=not any(outcome.findings for outcome in outcomes),
        seconds=seconds,
        tables=(
            Table(
                title=f"{sum(outcome.inputs for outcome in outcomes):,} inputs",
                columns=("what takes them", "inputs", "slowest ms", "memory MB", "findings"),
                rows=tuple(
                    (
                        outcome.name,
                        outcome.inputs,
                        outcome.slowest_ms,
                        outcome.memory_mb,
                        len(outcome.findings),
                    )
                    for outcome in outcomes
                ),
            ),
        ),
        not_covered=("Bodies of requests to the pages: their limits have tests of their own.",),
        seed=seed,
    )
