"""How it was: what people answered, by day and by service. Pure.

A visit that was served in two services counts in both, and once in all. Answers at the exit count
in all only, since nobody knows where those people were.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from queue_server.domain.events import Rated
from queue_server.lobby import Lobby
from queue_server.reports.visits_csv import Headings, harmless
from queue_server.staff.words import Words

SCORE_WORDS: Mapping[int, Words] = {
    5: Words(ja="とても良い", en="Very good"),
    4: Words(ja="良い", en="Good"),
    3: Words(ja="ふつう", en="Neither"),
    2: Words(ja="悪い", en="Bad"),
    1: Words(ja="とても悪い", en="Very bad"),
}
"""From the best to the worst, as it is asked."""

COLUMNS: Mapping[str, str] = {
    "date": "日付",
    "of": "範囲",
    "service": "業務",
    "answers": "回答数",
    "mean": "平均（5点満点）",
    "very_good": "とても良い",
    "good": "良い",
    "neither": "ふつう",
    "bad": "悪い",
    "very_bad": "とても悪い",
}
"""Id to Japanese heading, in the file's order. An id that was released is never renamed."""


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How many gave which answer."""

    counts: Mapping[int, int]
    """By score, from 5 to 1; each of them is there."""

    @property
    def answers(self) -> int:
        """In all."""
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """From 1 to 5, to a hundredth; None where nobody answered."""
        if not self.answers:
            return None
        return round(sum(score * n for score, n in self.counts.items()) / self.answers, 2)


@dataclass(frozen=True, slots=True)
class DaySatisfaction:
    """One day's answers."""

    day: date
    all: Satisfaction
    services: Mapping[str, Satisfaction]
    """Those of which anybody answered, in the site's order."""


def satisfaction_by_day(
    days: Iterable[tuple[date, Iterable[Rated]]], services: Iterable[str]
) -> Sequence[DaySatisfaction]:
    """The answers of some days. `services` are the site's; others come last."""
    order = tuple(services)
    return tuple(_of_day(day, tuple(ratings), order) for day, ratings in days)


def satisfaction_csv(
    lobby: Lobby, days: Iterable[DaySatisfaction], headings: Headings = "ja"
) -> bytes:
    """A file with a row for each day and one for each of its services, as `visits_csv`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS.values() if headings == "ja" else COLUMNS)
    for day in days:
        writer.writerow(_cells(day.day, "全体" if headings == "ja" else "all", "", day.all))
        for service, found in day.services.items():
            entry = lobby.services.get(service)
            name = entry.name if headings == "ja" and entry else service
            of = "業務" if headings == "ja" else "service"
            writer.writerow(_cells(day.day, of, harmless(name), found))
    return text.getvalue().encode("utf-8-sig")


def csv_name(lobby: Lobby, first: date, last: date) -> str:
    """What the file is called when it is kept."""
    return f"satisfaction-{lobby.id}-{first.isoformat()}-{last.isoformat()}.csv"


def _cells(day: date, of: str, service: str, found: Satisfaction) -> Sequence[str]:
    mean = "" if found.mean is None else f"{found.mean:.2f}"
    counts = (str(found.counts[score]) for score in SCORE_WORDS)
    return (day.isoformat(), of, service, str(found.answers), mean, *counts)


def _of_day(day: date, ratings: Sequence[Rated], order: Sequence[str]) -> DaySatisfaction:
    named = dict.fromkeys([*order, *(name for rating in ratings for name in rating.services)])
    by_service = {
        name: _counted([rating for rating in ratings if name in rating.services]) for name in named
    }
    return DaySatisfaction(
        day, _counted(ratings), {name: one for name, one in by_service.items() if one.answers}
    )


def _counted(ratings: Iterable[Rated]) -> Satisfaction:
    given = Counter(rating.score for rating in ratings)
    return Satisfaction({score: given[score] for score in SCORE_WORDS})
