"""Numbers: ranges, shared letters, what follows the last one, and when they start over."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.business_day import business_date
from queue_server.domain.numbers import next_sequence
from queue_server.domain.site import Service, Site
from tests.sites import TOKYO, small_site
from tests.unit.queue_server.test_domain import Lobby

BERLIN = ZoneInfo("Europe/Berlin")


def with_services(*services: Service) -> Site:
    return replace(small_site(), services={service.id: service for service in services})


def test_after_the_last_number_the_thousands_digit_grows() -> None:
    lobby = Lobby(with_services(Service("shomei", "A", 998, 4)))
    numbers = [lobby.ticket("shomei").number for _ in range(4)]
    assert numbers == ["A998", "A999", "A1998", "A1999"]


def test_two_services_may_share_a_letter_and_never_a_number() -> None:
    lobby = Lobby(
        with_services(Service("shomei", "A", 101, 4, 102), Service("ido", "A", 501, 15, 502))
    )
    wanted = ["shomei", "ido"] * 4
    assert [lobby.ticket(service).number for service in wanted] == [
        *("A101", "A501", "A102", "A502"),
        *("A1101", "A1501", "A1102", "A1502"),
    ]


@given(
    ranges=st.lists(st.integers(1, 999), min_size=2, max_size=6, unique=True).map(sorted),
    takes=st.lists(st.integers(0, 2), max_size=60),
    changed=st.booleans(),
)
def test_no_number_of_a_letter_is_given_twice_also_when_the_ranges_change_over_lunch(
    ranges: list[int], takes: list[int], changed: bool
) -> None:
    pairs = list(zip(ranges[::2], ranges[1::2], strict=False))
    morning = with_services(
        *(Service(f"s{i}", "A", first, 5, last) for i, (first, last) in enumerate(pairs))
    )
    # one range from the first of them to the last
    evening = with_services(Service("s0", "A", pairs[0][0], 5, pairs[-1][1]))
    last, numbers = dict[str, int](), list[int]()
    for turn, wanted in enumerate(takes):
        site = evening if changed and turn > len(takes) // 2 else morning
        service = site.services[f"s{wanted % len(site.services)}"]
        number = next_sequence(site, service, last)
        assert service.first_number <= number % 1000 <= service.last_number
        last[service.series] = number
        numbers.append(number)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("zone", "wall", "day"),
    [
        (TOKYO, "2026-11-24T17:00", "2026-11-24"),
        (TOKYO, "2026-11-25T00:00", "2026-11-24"),
        (TOKYO, "2026-11-25T03:59:59", "2026-11-24"),
        (TOKYO, "2026-11-25T04:00", "2026-11-25"),
        # spring forward: 02:00 is 03:00 at once
        (BERLIN, "2027-03-28T03:30", "2027-03-27"),
        (BERLIN, "2027-03-28T04:00", "2027-03-28"),
        # and back: 02:30 is there twice
        (BERLIN, "2027-10-31T02:30", "2027-10-30"),
        (BERLIN, "2027-10-31T04:00", "2027-10-31"),
    ],
)
def test_the_business_day_begins_at_four_by_the_clock_on_the_wall(
    zone: ZoneInfo, wall: str, day: str
) -> None:
    for fold in (0, 1):
        moment = datetime.fromisoformat(wall).replace(tzinfo=zone, fold=fold)
        assert business_date(small_site(zone), moment) == date.fromisoformat(day)


@pytest.mark.parametrize("zone", [TOKYO, BERLIN])
def test_a_queue_at_midnight_goes_on_and_numbers_start_over_in_the_morning(zone: ZoneInfo) -> None:
    # in Berlin this night has 23 hours
    lobby = Lobby(small_site(zone), datetime(2027, 3, 27, 23, 59, tzinfo=zone))
    lobby.ticket("shomei")
    lobby.clock.forward(minutes=2)
    assert lobby.ticket("shomei").number == "A102"
    assert lobby.called("1") == "A101"
    lobby.clock.forward(hours=5)
    assert lobby.ticket("shomei").number == "A101"
    assert len(lobby.state.waiting("shomei")) == 1


def test_a_city_may_begin_its_day_at_midnight() -> None:
    site = replace(small_site(), day_begins=time(0))
    lobby = Lobby(site, datetime(2026, 11, 24, 23, 59, tzinfo=TOKYO))
    lobby.ticket("shomei")
    lobby.clock.forward(minutes=2)
    assert lobby.ticket("shomei").number == "A101"
