"""The letters of the numbers that a kiosk gives when it has no others."""

from collections.abc import Iterator, Mapping
from itertools import product

from queue_server.domain.site import Site

LETTERS = "ZYXWVUTSRQPNMLKJHGFEDCBA"
"""From the end, where services seldom are. I and O would be read as 1 and 0."""


def emergency_letters(site: Site) -> Mapping[str, str]:
    """By kiosk, a letter that no service and no other kiosk has: one letter while there are any,
    then two. In the order of the site's file, so a kiosk that is added at its end changes none.
    """
    return dict(zip(site.kiosks, _letters(site), strict=False))


def _letters(site: Site) -> Iterator[str]:
    used = {service.letter for service in site.services.values()}
    yield from (letter for letter in LETTERS if letter not in used)
    yield from ("".join(pair) for pair in product(LETTERS, LETTERS))
