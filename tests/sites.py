"""A small invented site for tests of the rules, and the sample site for everything else."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from queue_server.domain.site import Counter, Procedure, Service, Site
from queue_server.lobby import Lobby, load_lobby

SAMPLE_SITE = Path(__file__).parent.parent / "assets" / "sites" / "sample.toml"

TOKYO = ZoneInfo("Asia/Tokyo")
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)


@cache
def sample_lobby() -> Lobby:
    """Read once: it never changes, and reading it takes a third of a second."""
    return load_lobby(SAMPLE_SITE)


def small_site(zone: ZoneInfo = TOKYO) -> Site:
    """Three services, three counters; health insurance comes after moving in."""
    return Site(
        id="aizu",
        zone=zone,
        services={
            "shomei": Service("shomei", "A", 101, 4),
            "ido": Service("ido", "B", 101, 15),
            "kokuho": Service("kokuho", "E", 101, 10),
        },
        counters={
            "1": Counter("1", ("shomei",)),
            "2": Counter("2", ("shomei", "ido")),
            "3": Counter("3", ("kokuho",)),
        },
        procedures={
            "juminhyo": Procedure("juminhyo", "shomei", ()),
            "tennyu": Procedure("tennyu", "ido", ()),
            "kokuho_kanyu": Procedure("kokuho_kanyu", "kokuho", ("tennyu",)),
        },
    )


class Ids:
    """Ids in a fixed order."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> UUID:
        self._last += 1
        return UUID(int=self._last, version=4)


class Clock:
    """A clock that a test moves."""

    def __init__(self, start: datetime = MORNING) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment.astimezone(UTC)

    def forward(self, **step: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**step)
