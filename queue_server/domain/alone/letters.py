"""The letters of the numbers that a kiosk gives when it has no others."""

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from types import MappingProxyType

from queue_server.domain.site import Site

LETTERS = "ZYXWVUTSRQPNMLKJHGFEDCBA"
"""From the end, where services seldom are. I and O would be read as 1 and 0."""
NONE_KEPT: Mapping[str, str] = MappingProxyType({})


def emergency_letters(site: Site, kept: Mapping[str, str] = NONE_KEPT) -> Mapping[str, str]:
    """By kiosk, a letter that no service and no other kiosk has: one letter while there are any,
    then two.

    `kept` are those that kiosks were told before, also kiosks that the site's file has no more:
    each keeps its own (unless a service has taken it since), wherever a new one stands in the file,
    because its numbers are on paper. The others get theirs in the order of the file.
    """
    services = {service.letter for service in site.services.values()}
    own = {
        kiosk: kept[kiosk] for kiosk in site.kiosks if kiosk in kept and kept[kiosk] not in services
    }
    free = _letters(services | {*kept.values()})
    return {kiosk: own.get(kiosk) or next(free) for kiosk in site.kiosks}


def _letters(used: Collection[str]) -> Iterator[str]:
    yield from (letter for letter in LETTERS if letter not in used)
    pairs = ("".join(pair) for pair in product(LETTERS, LETTERS))
    yield from (letter for letter in pairs if letter not in used)
