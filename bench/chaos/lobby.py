"""The lobby that is killed: its site, its keys, and one business day that ends with the run."""

import time as monotonic_time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.messages import CheckIn, TakeTicket
from protocol.sealed import CertificateRequest, OpeningKey
from protocol.topics import Topics
from queue_server.devices.requests import Gate
from queue_server.domain.reservations.slots import Template
from tests.bookings import PLAN, bookable_site
from tests.keys import sample_key
from tests.sites import MORNING

KIOSKS = ("kiosk-1", "kiosk-2", "kiosk-3", "kiosk-4")
QUARTERS = Template(time(9), time(23, 30), 15, 2, frozenset(range(7)))
SITE = replace(
    bookable_site(replace(PLAN, templates={"ido": (QUARTERS,)}, notice=timedelta())), kiosks=KIOSKS
)
TOPICS = Topics.of(SITE.id)
ISSUER = "aizu-test"
PASS_KEY = sample_key()
OPENING_KEY = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
GATE = Gate(
    kiosks=frozenset(KIOSKS),
    pass_keys=(PASS_KEY.public,),
    pass_issuer=ISSUER,
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
