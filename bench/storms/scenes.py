"""One scene after another: people come all the time, and the weather turns and clears up."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from bench.measure import percentile
from bench.reliability.results import Tally
from bench.storms.lobby import Lobby, lobby, tally
from bench.storms.weather import CLEAR, Proxy, Weather

WHOLE_SECONDS: Final = 180.0
"""So long a queue may take to be whole again before the scene has failed."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Weather on one of the lines, or on both."""

    says: str
    weather: Weather
    kiosks_line: bool = True
    server_line: bool = False


SCENES: Final = (
    Scene("5 % of pieces lost", Weather("loss", lost=0.05)),
    Scene("30 % of pieces lost", Weather("heavy loss", lost=0.3)),
    Scene("every piece late by 0 to 5 s", Weather("delay", delay=(0.0, 5.0))),
    Scene("every third message twice", Weather("doubles", doubled=0.33), server_line=True),
    Scene("half-open: connected, and nothing goes through", Weather("half-open", deaf=True)),
    Scene("up and down every second", Weather("flapping", flaps=(1.0, 1.0))),
    Scene("cut off", Weather("cut off", closed=True)),
    Scene("the server cut off from the broker", Weather("cut", closed=True), False, True),
    Scene(
        "the server's line up and down every second", Weather("f", flaps=(1.0, 1.0)), False, True
    ),
    Scene(
        "late by 0 to 2 s, 10 % lost, 20 % twice, on both lines",
        Weather("all", delay=(0.0, 2.0), lost=0.1, doubled=0.2),
        server_line=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a scene."""

    says: str
    people: int
    alone: int
    """Whose number a kiosk gave."""
    before: float
    """Numbers a second that the server gave, in fair weather."""
    during: float
    after: float
    p99_before: float
    """Milliseconds from touch to reply, of those whom the server answered."""
    p99_after: float
    whole: float
    """Seconds from fair weather until the server had heard of every number."""
    doubts: dict[str, int]
    tally: Tally


def play(scene: Scene, folder: Path, *, seconds: float, rate: float, kiosks: int, seed: int) -> Row:
    """So many seconds of fair weather, of foul, and of fair again."""
    random = Random(seed)
    with lobby(folder, random, kiosks=kiosks) as there:
        before = come(there, random, seconds, rate)
        for proxy, wanted in _lines(there, scene):
            if wanted:
                proxy.become(scene.weather)
        during = come(there, random, seconds, rate)
        for proxy, _ in _lines(there, scene):
            proxy.become(CLEAR)
        whole = until_whole(there)
        after = come(there, random, seconds, rate)
        until_whole(there)
    crowd = there.crowd
    if crowd.refused:
        raise AssertionError(f"refused: {crowd.refused[:5]}")
    return Row(
        scene.says,
        len(crowd.papers),
        sum(paper.alone for paper in crowd.papers.values()),
        _rate(there, before),
        _rate(there, during),
        _rate(there, after),
        _p99(there, before),
        _p99(there, after),
        whole,
        crowd.doubts,
        tally(there),
    )


Span = tuple[float, float]
"""From when to when, in monotonic seconds."""


def come(
    there: Lobby,
    random: Random,
    seconds: float,
    rate: float,
    *,
    also: Callable[[], None] = lambda: None,
) -> Span:
    """People come for so long, one after another as chance has it, to any kiosk.

    `rate` is in people a second. `also` is done each time.
    """
    begun = now = time.monotonic()
    names = list(there.crowd.kiosks)
    while now < begun + seconds:
        there.crowd.live(random.expovariate(rate))
        there.crowd.ask(random.choice(names), random.choice(there.services))
        also()
        now = time.monotonic()
    return begun, now


def until_whole(there: Lobby) -> float:
    """Seconds until everybody has a number and the server knows it."""
    begun = time.monotonic()
    if not there.crowd.live(WHOLE_SECONDS, until=lambda: there.crowd.waiting == 0):
        raise AssertionError(f"{there.crowd.waiting} numbers were not reported")
    return time.monotonic() - begun


def _lines(there: Lobby, scene: Scene) -> tuple[tuple[Proxy, bool], ...]:
    return (there.kiosks, scene.kiosks_line), (there.server, scene.server_line)


def _took(there: Lobby, span: Span) -> list[float]:
    return [took for at, took in there.crowd.answered if span[0] <= at <= span[1] + 1]


def _rate(there: Lobby, span: Span) -> float:
    return len(_took(there, span)) / (span[1] - span[0])


def _p99(there: Lobby, span: Span) -> float:
    return percentile(_took(there, span), 0.99)
