"""What the staff's home page offers beside the counters: a page and its right each. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from queue_server.staff.permissions import Right, Role, may

HOME = "/staff"


@dataclass(frozen=True, slots=True)
class Offer:
    """A page of the staff's, for those who have the right to open it."""

    path: str
    right: Right
    ja: str
    en: str
    means: str
    """What one does there, in a line."""


OFFERS: tuple[Offer, ...] = ()
"""In the order in which they are shown. A new page is one entry here."""

_COUNTER = re.compile(r"/staff/counter/[a-z0-9_-]{1,40}")


def offers_for(role: Role) -> Sequence[Offer]:
    """The pages that a role may open."""
    return [offer for offer in OFFERS if may(role, offer.right)]


def own_page(path: str) -> str:
    """Where to go after signing in: a page of the staff's, and nowhere that somebody else chose."""
    known = path in {HOME, *(offer.path for offer in OFFERS)} or _COUNTER.fullmatch(path)
    return path if known else HOME
