"""docs/reliability.md, made of the results of all runs against faults."""

from collections.abc import Mapping

from bench.reliability.results import Result, markdown

HEAD = """# What goes wrong, and what is left then
Made by `make reliability` of what the commands below have found; nothing here is written by hand.
Each command keeps its own findings in `build/reliability/`; run it again, then `make reliability`.

**Acknowledged** is every answer that somebody got: a number on paper, a call at a counter, a
cancellation. **Found** are those that are there afterwards exactly as they were told, **lost** are
those that are not, and **doubled** is what happened twice: a number given twice, two visits of one
request, one visit at two counters.
"""

COMMANDS: Mapping[str, str] = {
    "crashes": "make crashes",
    "chaos": "make chaos",
    "recovery": "make recovery",
    "disk": "make disk",
    "storms": "make storms",
    "fuzz": "make fuzz",
}
"""Whose results belong on the page, in its order, and what makes them."""


def page(results: Mapping[str, Result]) -> str:
    """The whole page, as Markdown. What was not run is said."""
    known = [results[name] for name in COMMANDS if name in results]
    others = [result for name, result in results.items() if name not in COMMANDS]
    absent = [command for name, command in COMMANDS.items() if name not in results]
    parts = [HEAD, _overview([*known, *others])]
    parts += [_section(result) for result in [*known, *others]]
    parts.append(_not_covered([*known, *others], absent))
    return "\n".join(parts)


def _overview(results: list[Result]) -> str:
    lines = [
        "| | command | acknowledged | found | lost | doubled | held |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    for result in results:
        figures = (
            "| | | | "
            if result.tally is None
            else f"| {result.tally.acknowledged:,} | {result.tally.found:,} "
            f"| {result.tally.lost:,} | {result.tally.doubled:,} "
        )
        lines.append(
            f"| {result.title} | `{result.command}` {figures}"
            f"| {'yes' if result.kept else '**no**'} |"
        )
    return "\n".join(lines) + "\n"


def _section(result: Result) -> str:
    seed = "" if result.seed is None else f", seed {result.seed}"
    made = (
        f"*Made by `{result.command}` on {result.at.date()}, {result.machine}, "
        f"in {_duration(result.seconds)}{seed}.*"
    )
    blocks = [f"## {result.title}", made, result.says.strip(), *map(markdown, result.tables)]
    return "\n\n".join(blocks) + "\n"


def _not_covered(results: list[Result], absent: list[str]) -> str:
    lines = [f"- {result.title}: {what}" for result in results for what in result.not_covered]
    lines += [f"- Not run for this page: `{command}`." for command in absent]
    return "\n".join(["## What is not covered", "", *lines]) + "\n"


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"
