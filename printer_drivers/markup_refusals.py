"""How a paper's XML is refused, in words for whoever wrote it. Pure."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError


class MarkupError(Exception):
    """A paper's XML cannot be used. The message is for whoever wrote it.

    `place` is a line ("line 3") or, in a template, a file and line ("ticket.xml.j2, line 3").
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


def not_allowed(name: str, parent: str, allowed: Sequence[str], known: Iterable[str]) -> str:
    """An element that may not stand in its parent, or that there is not at all."""
    reason = f"<{name}> may not stand in <{parent}>"
    known = list(known)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        reason = f"there is no <{name}>" + (f" (is <{near[0]}> meant?)" if near else "")
    if not allowed:
        return f"{reason}; <{parent}> holds nothing"
    return f"{reason}; in <{parent}> there may be {one_of(f'<{name}>' for name in allowed)}"


def no_attribute(name: str, element: str, allowed: Sequence[str]) -> str:
    """An attribute that an element does not take."""
    takes = one_of(allowed) if allowed else "no attributes"
    return f"<{element}> does not take {name}; it takes {takes}"


def one_of(names: Iterable[str]) -> str:
    """`a, b or c`."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def cited(text: str) -> str:
    """What stands there, short enough for a message."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"


_IN_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "literal_error": lambda limits: f"may be {limits['expected']}",
    "int_parsing": lambda _: "must be a whole number",
    "less_than_equal": lambda limits: f"may be {limits['le']} at most",
    "greater_than_equal": lambda limits: f"must be {limits['ge']} at least",
    "string_too_long": lambda limits: f"may have {limits['max_length']} characters at most",
    "string_too_short": lambda _: "may not be empty",
    "string_pattern_mismatch": lambda _: "must be a language such as ja, en or zh-Hant",
    "too_long": lambda limits: f"may have {limits['max_length']} at most",
}
"""What pydantic says about a type of problem, as the rest of a sentence."""


def reasons(error: ValidationError, names: Mapping[str, str]) -> str:
    """What is wrong with an element's values. `names` are fields and what the XML calls them."""
    problems = error.errors(include_url=False)
    # pydantic counts what it refused as not there
    told = [problem for problem in problems if problem["type"] != "too_short"] or problems
    return "; ".join(_reason(problem, names) for problem in told)


def _reason(problem: Mapping[str, Any], names: Mapping[str, str]) -> str:
    in_words = _IN_WORDS.get(problem["type"])
    if in_words is None:
        return str(problem["msg"]).removeprefix("Value error, ")
    fields = [step for step in problem["loc"] if isinstance(step, str)]
    name = names.get(fields[-1], fields[-1]) if fields else "it"
    given = problem["input"]
    shown = f", not {cited(given)}" if isinstance(given, str) and given else ""
    return f"{name} {in_words(problem.get('ctx', {}))}{shown}"
