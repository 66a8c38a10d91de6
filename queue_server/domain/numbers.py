"""Which number comes next. Numbers of a service count up through its range, anew each day."""

from collections.abc import Mapping

from queue_server.domain.alone.known import Alone
from queue_server.domain.site import Service, Site

THOUSAND = 1000
LENT_LAPS = 3
"""What kiosks were lent and nobody knows of: less than a lap of it at once, and from two laps ahead
at most."""


def next_sequence(
    site: Site, service: Service, given: Mapping[str, int], alone: Alone | None = None
) -> int:
    """The next number of a service; `given` is the last one of each series today. What is lent to
    kiosks, or was given by one that was cut off (`alone`), is passed over.

    Past the end of a range the thousands digit grows (of 101 to 399: 399, then 1101): a lobby that
    turns people away because its numbers ran out would be worse than a longer number, and services
    that share a letter never meet.
    """
    own = service.series
    last = max(
        (
            sequence
            for series, sequence in given.items()
            if series == own
            # of a range that the site's file had this morning: none of it may be given again
            or (series[0] == service.letter and not _in_use(site, series))
        ),
        default=0,
    )
    sequence = _following(service, last)
    while alone is not None and (end := alone.is_taken(service.letter, sequence)) is not None:
        sequence = _following(service, end)
    return sequence


def _following(service: Service, last: int) -> int:
    lap, at = divmod(last, THOUSAND)
    if at < service.first_number:
        return lap * THOUSAND + service.first_number
    if at >= service.last_number:
        return (lap + 1) * THOUSAND + service.first_number
    return last + 1


def past_unknown(site: Site, service: Service, given: Mapping[str, int], at_most: int) -> int:
    """The last number that counts as given, where `at_most` more than are known may have been.

    The next one begins a lap: the thousands digit tells staff and residents the one from the other.
    """
    lap, following = divmod(next_sequence(site, service, given), THOUSAND)
    left = service.last_number - following + 1
    more = -(-max(0, at_most - left) // (service.last_number - service.first_number + 1))
    return (lap + 1 + more + LENT_LAPS) * THOUSAND + service.first_number - 1


def _in_use(site: Site, series: str) -> bool:
    return any(service.series == series for service in site.services.values())
