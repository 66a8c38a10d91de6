"""The file of a day's visits, as bytes."""

import csv
import io
import random
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.days import NORMAL, play
from queue_server.domain.commands import CallNext, Finish, TakeTicket
from queue_server.lobby import Lobby, ServiceEntry
from queue_server.reports.visits import DayVisits, day_visits
from queue_server.reports.visits_csv import COLUMNS, Headings, file_name, harmless, visits_csv
from tests.sites import MORNING, sample_lobby
from tests.unit.queue_server.test_domain import Lobby as Happenings


@cache
def sample() -> Lobby:
    return sample_lobby()


def one_visit() -> DayVisits:
    """Somebody with an infant, who speaks Vietnamese, is called twice and served."""
    lobby = Happenings(sample().site)
    lobby.do(
        TakeTicket(
            id=lobby.ids(),
            by="kiosk-1",
            visit=lobby.ids(),
            services=("ido",),
            language="vi",
            needs=("infant", "interpreter"),
        )
    )
    lobby.clock.forward(minutes=12, seconds=15)
    lobby.at(CallNext, "3")
    lobby.clock.forward(minutes=7, seconds=30)
    lobby.at(Finish, "3")
    return day_visits(MORNING.date(), lobby.decided)


def test_it_is_utf_8_with_a_mark_and_crlf_for_japanese_excel() -> None:
    data = visits_csv(sample(), one_visit())
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    assert data.endswith(b"\r\n")
    head, row, _ = data.decode("utf-8-sig").split("\r\n")
    assert head.split(",") == list(COLUMNS.values())
    assert row == (
        "2026-11-24,B101,1,住所変更・届出,B,2026-11-24 09:00:00,,2026-11-24 09:00:00,"
        "2026-11-24 09:12:15,2026-11-24 09:12:15,2026-11-24 09:19:45,12.2,7.5,3番窓口,完了,1,0,"
        "ベトナム語,乳幼児と一緒 / 通訳が必要,なし,0,0,完了,,"
    )


def test_for_programs_it_has_ids_that_never_change() -> None:
    head, row, _ = visits_csv(sample(), one_visit(), "en").decode("utf-8-sig").split("\r\n")
    assert head == (
        "date,number,stop,service,letter,issued_at,reserved_for,waiting_since,first_called_at,called_at,"
        "ended_at,wait_minutes,service_minutes,counter,outcome,calls,no_shows,language,needs,"
        "with_pass,told_from_minutes,told_to_minutes,ending,alone,doubts"
    )
    assert row == (
        "2026-11-24,B101,1,ido,B,2026-11-24T09:00:00+09:00,,2026-11-24T09:00:00+09:00,"
        "2026-11-24T09:12:15+09:00,2026-11-24T09:12:15+09:00,2026-11-24T09:19:45+09:00,12.2,7.5,"
        "3,done,1,0,vi,infant / interpreter,no,0,0,done,no,"
    )


@pytest.mark.parametrize("headings", ["ja", "en"])
def test_a_whole_day_has_a_row_for_each_stop_and_every_cell(headings: Headings) -> None:
    midnight = MORNING.replace(hour=0)
    events = [m.event for m in play(sample().site, NORMAL, midnight, random.Random(3))]
    day = day_visits(MORNING.date(), events)
    text = visits_csv(sample(), day, headings).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == 1 + sum(len(visit.stops) for visit in day.visits)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    # the sample's own words need no mending
    assert not [cell for row in rows for cell in row if cell.startswith("'")]


def test_a_day_without_visits_is_a_file_with_headings() -> None:
    data = visits_csv(sample(), DayVisits(MORNING.date(), ()))
    assert data.decode("utf-8-sig") == ",".join(COLUMNS.values()) + "\r\n"


def test_a_city_that_names_a_service_like_a_formula_gets_no_formula() -> None:
    lobby = sample()
    named = ServiceEntry(
        id="ido", letter="B", name='=HYPERLINK("x"),1', name_en="x", desks=("shimin_ido",)
    )
    data = visits_csv(replace(lobby, services={**lobby.services, "ido": named}), one_visit())
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[1][3] == """'=HYPERLINK("x"),1"""


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_times_are_those_of_the_site_over_a_change_to_summer_time() -> None:
    lobby = sample()
    day = one_visit()
    (visit,) = day.visits
    moved = replace(visit, issued_at=visit.issued_at + timedelta(hours=14))
    data = visits_csv(lobby, DayVisits(day.day, (moved,)), "en").decode("utf-8-sig")
    assert "2026-11-24T23:00:00+09:00" in data


def test_the_file_is_named_by_site_and_day() -> None:
    assert file_name(sample(), one_visit()) == "visits-aizu-2026-11-24.csv"
