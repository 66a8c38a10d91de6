"""Why a procedure is, or is not, on somebody's list, in words for whoever edits the rules. Pure."""

from collections.abc import Iterator

from protocol.rules import Verdict
from queue_server.catalogue import CatalogueFiles
from queue_server.navigator.deadlines import Due, Step
from queue_server.navigator.plan import Asked, Item, Plan, Reason, Wanted, Way

_WAYS = {
    Way.VISIT: "at the counter",
    Way.AT_HOME: "行かない: at home",
    Way.EITHER: "at the counter, or for some at home",
    Way.BY_ITSELF: "手続き不要: happens by itself",
}
_STEPS = {
    Step.FIRST_DAY_COUNTS: "the day itself is day 1",
    Step.NEXT_DAY_COUNTS: "the day after is day 1",
    Step.FIRST_DAY_NOT_SAID: "whether the day itself counts is not said: the earlier day",
    Step.YEARS: "counted in calendar years",
    Step.ROLLED_ON: "a closed day: the next open day",
    Step.CLOSED_COME_BEFORE: "a closed day, and no rule that it moves on: come before it",
    Step.OPEN_DAYS_BEFORE: "open days before the day",
}
_VERDICTS = {Verdict.YES: "yes", Verdict.NO: "no", Verdict.MAYBE: "要確認 (not known)"}


def explanation(
    catalogue: CatalogueFiles, wanted: Wanted, found: Plan, following: Asked | None
) -> Iterator[str]:
    """The list line by line."""
    if following is not None:
        yield (
            f"Still to ask: {following.key} ({'any of' if following.many else 'one of'}: "
            f"{', '.join(following.answers)})"
        )
    yield f"On the list ({len(found.items)}), in the order to do them:"
    for number, item in enumerate(found.items, start=1):
        yield from _item(catalogue, number, item, wanted)
    yield f"Not on the list ({len(found.not_on_it)}):"
    for entry, reasons in found.not_on_it:
        yield f"  - {entry.id} {entry.title_ja}"
        yield from (f"      {_reason(reason)}" for reason in reasons)
    yield f"To bring ({len(found.bring)}):"
    for thing in found.bring:
        yield f"  - {thing.what} [{', '.join(thing.procedures)}]"
    fees = f"Costs: {found.fee_yen:,} yen"
    if found.fees_not_known:
        fees += f"; the catalogue has no fee for: {', '.join(found.fees_not_known)}"
    yield fees


def _item(catalogue: CatalogueFiles, number: int, item: Item, wanted: Wanted) -> Iterator[str]:
    entry = item.procedure
    marks = [] if item.sure else ["要確認"]
    marks += ["only for whoever wants it"] if item.offered else []
    yield f"  {number:2}. {entry.id} {entry.title_ja}" + (f" [{', '.join(marks)}]" if marks else "")
    desk = catalogue.counters[entry.counter].name_ja
    at_home = f" ({entry.at_home})" if entry.at_home else ""
    yield f"      {desk}; {_WAYS[item.way]}{at_home}"
    for reason in item.reasons:
        yield f"      {_reason(reason)}"
    if item.due is not None:
        yield f"      until {_due(item.due)}"
    elif entry.deadline_rule() is not None:
        days = dict.fromkeys(entry.day_of(r.event) for r in item.reasons)
        missing = [day for day in days if day not in wanted.dates]
        yield f"      until: not computed without the date of {' or '.join(missing)}"
    if entry.inferred_fields:
        yield f"      for the city to verify: {', '.join(entry.inferred_fields)}"
    if entry.deadline_note:
        yield f"      note: {entry.deadline_note}"


def _reason(reason: Reason) -> str:
    rule = reason.rule or "everybody"
    told = "; ".join(
        f"{question} = {'not answered' if given is None else ', '.join(given) or 'none of them'}"
        for question, given in reason.told
    )
    return f"{reason.event}: {rule} -> {_VERDICTS[reason.verdict]}" + (f" ({told})" if told else "")


def _due(due: Due) -> str:
    come = "" if due.come_by == due.last else f", come by {due.come_by}"
    sure = "" if due.sure else " [要確認]"
    steps = "; ".join(_STEPS[step] for step in due.steps)
    return f"{due.last}{come}{sure}: from {due.start}; {steps}"
