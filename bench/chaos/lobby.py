"""The lobby that is killed: its site, its keys, and one business day that ends with the run."""

import time as monotonic_time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.messages import CheckIn, TakeTicket
from protocol.passes import SigningKey
from protocol.sealed import CertificateRequest, OpeningKey, SealingKey
from protocol.topics import Topics
from queue_server.devices.requests import Gate
from queue_server.domain.reservations.slots import Template
from queue_server.domain.site import Site
from tests.bookings import PLAN, bookable_site
from tests.keys import sample_key
from tests.sites import MORNING


@dataclass(frozen=True, slots=True)
class Place:
    """Whom can be asked for what in a lobby that is killed."""

    site: Site
    kiosks: tuple[str, ...]
    issuer: str
    pass_key: SigningKey
    sealing_key: SealingKey
    services: tuple[str, ...]
    procedures: tuple[str, ...]
    pads: tuple[str, ...] = ()
    """Call pads: where there are some, counters are at work by them and not by commands."""


KIOSKS = ("kiosk-1", "kiosk-2", "kiosk-3", "kiosk-4")
ALONE_KIOSK = "kiosk-5"
"""It gives all its numbers alone, and keeps them in files of its own."""
QUARTERS = Template(time(9), time(23, 30), 15, 2, frozenset(range(7)))
SITE = replace(
    bookable_site(replace(PLAN, templates={"ido": (QUARTERS,)}, notice=timedelta())),
    kiosks=(*KIOSKS, ALONE_KIOSK),
)
TOPICS = Topics.of(SITE.id)
PASS_KEY = sample_key()
OPENING_KEY = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
SMALL = Place(
    site=SITE,
    kiosks=KIOSKS,
    issuer="aizu-test",
    pass_key=PASS_KEY,
    sealing_key=OPENING_KEY.public,
    services=("shomei", "ido", "kokuho"),
    procedures=("juminhyo", "tennyu", "kokuho_kanyu"),
)
"""That of forks."""
GATE = Gate(
    kiosks=frozenset(SITE.kiosks),
    pass_keys=(PASS_KEY.public,),
    pass_issuer=SMALL.issuer,
    sealing_kid=OPENING_KEY.public.kid,
)
FILLED_IN = CertificateRequest(
    certificate="juminhyo",
    name_kana="テスト・シカコ",
    birth_date=MORNING.date() - timedelta(20_000),
)
"""A plainly invented person. Nothing of it may stand in the journal (N7)."""

Asked = TakeTicket | CheckIn


def clock_from(start: float) -> Callable[[], datetime]:
    """The sample morning, `start` seconds of `time.monotonic` ago: the same for every process."""

    def now() -> datetime:
        passed = monotonic_time.monotonic() - start
        return (MORNING + timedelta(seconds=passed)).astimezone(UTC)

    return now


def journal_in(folder: Path) -> Path:
    """Where a lobby's journal is."""
    return folder / "journal.db"
