"""The table as it stands in docs/reliability.md."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.crashes.states import STATES, Cell, Victim
from bench.reliability.results import Result, Table, Tally

Found = Mapping[str, Any]


def holds(cell: Cell, found: Found) -> bool:
    """Whether what is promised held in a cell."""
    return (
        found["stuck"] is None
        and found["reached"]
        and Tally.model_validate(found["tally"]).kept
        and found["unclaimed"] <= cell.unclaimed_max
    )


def result_of(found: Sequence[tuple[Cell, Found]], seconds: float) -> Result:
    """All cells together."""
    by_name = {(cell.state.name, cell.victim): (cell, one) for cell, one in found}
    tally = sum((Tally.model_validate(one["tally"]) for _, one in found if one["tally"]), Tally())
    failed = [cell.name for cell, one in found if not holds(cell, one)]
    rows = tuple(
        (state.what, *(_mark(by_name.get((state.name, victim))) for victim in Victim))
        for state in STATES
    )
    unclaimed = sum(one["unclaimed"] for _, one in found)
    return Result(
        name="crashes",
        title="Killed at every state",
        command="make crashes",
        says=_SAYS.format(cells=len(found), states=len(STATES), unclaimed=unclaimed),
        kept=not failed,
        seconds=seconds,
        tally=tally,
        tables=(
            Table(
                title="What is left of each",
                columns=("state", *(str(victim) for victim in Victim)),
                rows=rows,
                note="✓ nothing lost, nothing doubled. ✓¹ the same, and one number is called in "
                "vain. – the spool is idle."
                + (f" **Failed: {', '.join(failed)}.**" if failed else ""),
            ),
        ),
        not_covered=(
            "Kiosks whose window hangs while the rest of them goes on.",
            "A number that nobody has on paper is neither lost nor doubled: it is called in vain.",
        ),
    )


def _mark(one: tuple[Cell, Found] | None) -> str:
    if one is None:
        return "–"
    cell, found = one
    if not holds(cell, found):
        return "✗"
    return "✓¹" if found["unclaimed"] else "✓"


_SAYS = """Each of {cells} lives is one ticket's: somebody touches a kiosk, a number is decided, \
kept, told, printed, called, called again and served; or nobody answers, the kiosk gives a lent \
number and reports it. In each, the process that has come to one of {states} states stands still \
there, one is killed with SIGKILL and started again, and the life goes on to its end: who has no \
answer asks again, and whoever stands at a kiosk that knows nothing of them touches it again. \
The broker is Mosquitto; the server's and the kiosk's parts are their own, on their own files, but \
for pages and window. Then every paper and every answer is looked up in the journal, which must \
lead to the state that was live. {unclaimed} times a number was left that was on nobody's paper."""
