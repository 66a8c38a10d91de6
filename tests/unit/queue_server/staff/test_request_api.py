"""What a resident filled in, over HTTP: for the counter that has them, and written down."""

import json
from datetime import date

import pytest
from httpx import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from uuid6 import uuid7

from protocol.sealed import CertificateRequest
from queue_server.catalogue import CertificateWords
from queue_server.displays.board import board
from queue_server.domain.commands import CallNext, TakeTicket
from queue_server.domain.events import Recorded
from queue_server.domain.lives import AuditKind
from queue_server.domain.state import TicketAnswer
from queue_server.journal.codec import EventCodec
from queue_server.staff.home import OFFERS
from queue_server.staff.permissions import Role
from queue_server.staff.request_view import japanese_date, request_view
from tests.unit.queue_server.staff.test_api import reason, send
from tests.web import NAME, PASSWORD, Web

REQUEST = CertificateRequest(
    certificate="juminhyo",
    copies=2,
    whose="household",
    options=("honseki",),
    name_kana="マドグチ ハナコ",
    birth_date=date(1980, 4, 1),
    phone="0242000000",
    language="vi",
)
PATH = "/api/staff/counters/1/request"
PAGES = ["/staff", "/staff/counter/3", *(offer.path for offer in OFFERS)]


def openings(site: Web) -> list[tuple[str, str | None]]:
    """Who opened what, as the journal says it."""
    return [
        (event.by, event.about)
        for event in site.journal.read()
        if isinstance(event, Recorded) and event.kind is AuditKind.REQUEST_OPENED
    ]


def test_the_counter_that_has_the_visit_reads_the_request_and_the_journal_says_so(
    site: Web, staff: Client
) -> None:
    visit = site.ticket_with_request(REQUEST, language="vi")
    called = send(staff, "1", "call-next").json()
    assert called["view"]["serving"]["has_request"] is True
    opened = staff.get(PATH)
    assert opened.status_code == 200
    assert opened.headers["cache-control"] == "no-store"
    body = opened.json()
    options = body.pop("options")
    assert len(options) == 1
    assert body == {
        "visit": str(visit),
        "number": "A101",
        "certificate": {"ja": "住民票の写しの交付", "en": "Copy of residence record"},
        "copies": 2,
        "fee_yen": 600,
        "fee_each_yen": 300,
        "whose": {"ja": "世帯全員", "en": body["whose"]["en"]},
        "name_kana": "マドグチ ハナコ",
        "birth_date": "1980-04-01",
        "birth_date_words": {"ja": "昭和55年4月1日", "en": "Showa 55"},
        "phone": "0242000000",
        "language": {"ja": "ベトナム語", "en": "Vietnamese"},
    }
    assert openings(site) == [(f"staff:{NAME}", "A101 1")]
    staff.get(PATH)
    assert len(openings(site)) == 2


def test_no_other_counter_opens_it_and_nobody_before_or_after(site: Web, staff: Client) -> None:
    site.ticket_with_request(REQUEST)
    assert reason(staff.get(PATH)) == (409, "counter_empty")
    send(staff, "1", "call-next")
    assert reason(staff.get("/api/staff/counters/2/request")) == (409, "counter_empty")
    site.ticket("ido")
    send(staff, "3", "call-next")
    assert reason(staff.get("/api/staff/counters/3/request")) == (404, "no_request")
    send(staff, "1", "finish")
    assert reason(staff.get(PATH)) == (409, "counter_empty")
    assert openings(site) == []


def test_only_whoever_is_on_the_counter_opens_it(site: Web, staff: Client) -> None:
    site.accounts.add("m-0999", PASSWORD)
    site.ticket_with_request(REQUEST)
    # somebody else called, at the same counter
    site.do(CallNext(id=uuid7(), by="staff:m-0999", counter="1"))
    assert reason(staff.get(PATH)) == (403, "not_at_counter")
    # a relief says first that they are on it
    send(staff, "1", "status", status="open")
    assert staff.get(PATH).status_code == 200
    assert openings(site) == [(f"staff:{NAME}", "A101 1")]


def test_where_a_call_pad_called_whoever_may_serve_opens_it(site: Web, staff: Client) -> None:
    site.ticket_with_request(REQUEST)
    site.do(CallNext(id=uuid7(), by="pad-1", counter="1"))
    assert staff.get(PATH).status_code == 200
    assert openings(site) == [(f"staff:{NAME}", "A101 1")]


@pytest.mark.parametrize("role", [Role.FACILITIES, Role.AUDITOR])
def test_who_serves_nobody_opens_nothing(site: Web, staff: Client, role: Role) -> None:
    site.ticket_with_request(REQUEST)
    send(staff, "1", "call-next")
    site.accounts.set_role(NAME, role)
    assert reason(staff.get(PATH)) == (403, "not_allowed")
    assert openings(site) == []


def test_one_that_cannot_be_opened_is_said_to_be_and_is_written_down(
    site: Web, staff: Client
) -> None:
    id_ = uuid7()
    site.do(TakeTicket(id=id_, by="kiosk-1", visit=uuid7(), services=("shomei",), request=id_))
    answer = site.engine.state.answers[id_]
    assert isinstance(answer, TicketAnswer)
    site.requests.keep(answer, b"no request")
    send(staff, "1", "call-next")
    with capture_logs() as logs:
        assert reason(staff.get(PATH)) == (409, "request_unreadable")
    assert [log["event"] for log in logs] == ["request_not_opened"]
    assert len(openings(site)) == 1


SYLLABLES = "ヴヰヱヵヶヮ"
"""No word of the project's is made of these."""


@settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(
    name=st.text(SYLLABLES, min_size=4, max_size=30),
    phone=st.from_regex(r"0[1-9]{9,10}", fullmatch=True),
    born=st.dates(date(1900, 1, 1), date(1990, 12, 31)),
)
def test_no_event_message_view_page_or_log_line_carries_what_was_filled_in(
    site: Web, staff: Client, name: str, phone: str, born: date
) -> None:
    """N7, for what residents fill in."""
    request = REQUEST.model_copy(update={"name_kana": name, "phone": phone, "birth_date": born})
    if site.engine.state.at_counter.get("1") is not None:
        send(staff, "1", "finish")
    with capture_logs() as logs:
        site.ticket_with_request(request)
        called = send(staff, "1", "call-next").text
        opened = staff.get(PATH)
        shown = [called, send(staff, "1", "recall").text]
        views = ("/counters/1", "/counters/2", "/counters/1/outlook")
        shown += [staff.get(f"/api/staff{path}").text for path in views]
        shown.append(staff.get("/api/staff/counters/1/find", params={"number": "A101"}).text)
        shown += [staff.get(page, headers={"Accept": "text/html"}).text for page in PAGES]
    assert opened.json()["name_kana"] == name
    codec = EventCodec()
    shown += [codec.encode(event)[1] for event in site.journal.read()]
    state, now = site.engine.state, site.clock()
    shown.append(board(site.lobby, state, "main", now).to_json().decode())
    shown.append(json.dumps(logs, default=str, ensure_ascii=False))
    assert "request_opened" in "".join(shown)
    for said in shown:
        assert name not in said
        assert phone not in said
        assert born.isoformat() not in said


def test_every_era_is_counted_from_its_first_day() -> None:
    assert [
        japanese_date(day).ja
        for day in (
            date(2019, 5, 1),
            date(2019, 4, 30),
            date(1989, 1, 8),
            date(1989, 1, 7),
            date(1926, 12, 25),
            date(1926, 12, 24),
            date(1912, 7, 30),
            date(1912, 7, 29),
            date(2020, 1, 1),
        )
    ] == [
        "令和元年5月1日",
        "平成31年4月30日",
        "平成元年1月8日",
        "昭和64年1月7日",
        "昭和元年12月25日",
        "大正15年12月24日",
        "大正元年7月30日",
        "明治45年7月29日",
        "令和2年1月1日",
    ]
    with pytest.raises(ValueError, match="before all eras"):
        japanese_date(date(1800, 1, 1))


def test_the_words_are_the_catalogues_and_what_it_has_dropped_is_said_by_its_id(
    site: Web,
) -> None:
    came = site.ticket_with_request(REQUEST)
    visit = site.engine.state.visits[came]
    form = CertificateWords.model_validate(
        {
            "procedure": "juminhyo",
            "whose": [{"whose": "household", "words": {"ja": "全員", "en": "Everyone"}}],
            "options": [{"option": "honseki", "words": {"ja": "本籍", "en": "Domicile"}}],
            "counter": {"ja": "ここでは読まない", "en": "not read here"},
        }
    )
    files = site.lobby.catalogue.model_copy(update={"certificates": (form,)})
    shown = request_view(REQUEST, visit, files)
    assert (shown.whose.ja, shown.options[0].en) == ("全員", "Domicile")
    gone = REQUEST.model_copy(update={"certificate": "haishi", "whose": "other"})
    shown = request_view(gone, visit, files)
    assert (shown.certificate.ja, shown.fee_yen, shown.whose.ja) == ("haishi", None, "ほかの人")
    assert shown.options[0].ja == "honseki"
