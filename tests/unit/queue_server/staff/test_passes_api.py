"""Taking a pass back over HTTP: found, revoked once, refused at kiosks, told to auditors."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import Client, Response
from uuid6 import uuid7

from protocol.passes import PassClaims, sign_pass
from queue_server.devices.catalogue import CataloguePublisher, catalogue_message
from queue_server.devices.requests import REASONS
from queue_server.domain.alone.events import PassRevoked
from queue_server.domain.commands import CancelVisit, CheckIn
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import TicketAnswer
from queue_server.reports.audit import Kind, audit_trail
from queue_server.staff.permissions import Role
from tests.given_alone import PASS, given_alone, lend
from tests.keys import sample_key
from tests.unit.queue_server.staff.test_api import reason
from tests.unit.queue_server.staff.test_reservations_api import TODAY, book
from tests.web import NAME, SECONDS, Web

BASE = "/api/staff/passes"
OTHER = UUID("019ac000-0000-7000-8000-00000000a002")


@pytest.fixture
def boss(site: Web, staff: Client) -> Client:
    """A browser of a supervisor."""
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    return staff


def find(client: Client, text: str) -> Response:
    return client.post(f"{BASE}/find", json={"text": text})


def found(client: Client, text: str) -> Any:
    answer = find(client, text)
    assert answer.status_code == 200, answer.text
    return answer.json()["passes"]


def revoke(client: Client, pass_id: UUID = PASS, id_: UUID | None = None) -> Response:
    body = {"id": str(id_ or uuid7()), "pass_id": str(pass_id)}
    return client.post(f"{BASE}/revoke", json=body)


def check_in(site: Web, pass_id: UUID = PASS) -> object:
    """What a kiosk's showing of a pass comes to."""
    command = CheckIn(
        id=uuid7(),
        by="kiosk-1",
        visit=uuid7(),
        pass_id=pass_id,
        pass_expires_at=site.clock() + timedelta(days=30),
        procedures=("tennyu",),
    )
    return site.engine.submit(command).result(SECONDS)


def pass_text(site: Web, issuer: str | None = None) -> str:
    claims = PassClaims(
        pass_id=PASS,
        issuer=issuer or site.lobby.file.site.pass_issuer,
        issued_at=site.clock(),
        expires_at=site.clock() + timedelta(days=30),
        procedures=("tennyu",),
    )
    return sign_pass(claims, sample_key())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_only_supervisors_look_for_passes_and_revoke_them(
    site: Web, staff: Client, role: Role
) -> None:
    site.accounts.set_role(NAME, role)
    before = site.engine.state
    assert reason(revoke(staff)) == (403, "not_allowed")
    assert reason(find(staff, "B101")) == (403, "not_allowed")
    assert reason(staff.get(f"{BASE}/revoked")) == (403, "not_allowed")
    page = staff.get("/staff/passes", headers={"Accept": "text/html"})
    assert (page.status_code, "この画面は開けません" in page.text) == (403, True)
    assert site.engine.state is before


def test_a_pass_is_found_by_what_it_has_brought(site: Web, boss: Client) -> None:
    visit = site.check_in("tennyu")
    (pass_id,) = site.engine.state.passes
    (one,) = found(boss, " b101 ")
    assert one == {
        "pass_id": str(pass_id),
        "visits": [{"number": "B101", "over": False}],
        "used": True,
        "revoked_at": None,
    }
    assert found(boss, "101") == [one]
    # as an input method writes it
    assert found(boss, "\uff22\uff11\uff10\uff11") == [one]
    assert found(boss, str(pass_id)) == [one]
    site.do(CancelVisit(id=uuid7(), by="staff:a", visit=visit))
    assert found(boss, "B101")[0]["visits"] == [{"number": "B101", "over": True}]


def test_a_pass_that_was_scanned_is_found_before_anybody_used_it(site: Web, boss: Client) -> None:
    (one,) = found(boss, pass_text(site))
    assert (one["pass_id"], one["used"], one["visits"]) == (str(PASS), False, [])
    assert reason(find(boss, pass_text(site, "another"))) == (404, "not_a_pass")
    assert reason(find(boss, "MG1:NOTHING OF THE KIND")) == (404, "not_a_pass")


def test_what_has_no_pass_is_said(site: Web, boss: Client) -> None:
    site.ticket("ido")
    assert reason(find(boss, "B101")) == (404, "no_pass")
    assert reason(find(boss, "B555")) == (404, "unknown_visit")
    assert reason(find(boss, "")) == (422, "malformed")
    assert reason(find(boss, "x" * 501)) == (422, "malformed")
    assert reason(find(boss, "0" * 40)) == (404, "unknown_visit")


def test_a_pass_that_carries_a_reservation_is_found_by_its_number(site: Web, boss: Client) -> None:
    booked = book(boss, TODAY)
    site.clock.forward(minutes=55)
    command = CheckIn(
        id=uuid7(),
        by="kiosk-1",
        visit=uuid7(),
        pass_id=PASS,
        pass_expires_at=site.clock() + timedelta(days=30),
        procedures=("tennyu",),
        reservation=UUID(booked["reservation"]),
    )
    assert isinstance(site.engine.submit(command).result(SECONDS), TicketAnswer)
    number = booked["number"]
    (one,) = found(boss, f"{number[:3]} {number[3:]}")
    assert (one["pass_id"], one["used"]) == (str(PASS), True)


def test_two_numbers_of_one_pass_are_found_by_either(site: Web, boss: Client) -> None:
    site.ticket("ido")
    lend(site)
    site.clock.forward(minutes=10)
    given_alone(site, 1, 990, procedures=("tennyu",), pass_id=PASS)
    given_alone(site, 2, 991, procedures=("tennyu",), pass_id=PASS, ago=timedelta())
    (one,) = found(boss, "B991")
    assert [visit["number"] for visit in one["visits"]] == ["B990", "B991"]
    assert found(boss, "B990") == [one]


def test_a_revoked_pass_is_refused_told_to_kiosks_and_kept_for_auditors(
    site: Web, boss: Client
) -> None:
    said = list[tuple[str, bytes]]()
    publisher = CataloguePublisher(
        lambda revoked: catalogue_message(site.lobby, (), revoked=revoked),
        "catalogue",
        state=lambda: site.engine.state,
        publish=lambda topic, payload: said.append((topic, payload)),
    )
    site.engine.watch(publisher.state_changed)
    answer = revoke(boss)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"pass_id": str(PASS), "revoked_at": "2026-11-24T09:00:00+09:00"}
    refused = check_in(site)
    assert refused is Refusal.PASS_REVOKED
    assert REASONS[refused].value == "pass_revoked"
    assert f'"revoked_passes":["{PASS}"]'.encode() in said[-1][1].replace(b" ", b"")
    (one,) = found(boss, str(PASS))
    assert one["revoked_at"] == "2026-11-24T09:00:00+09:00"
    day = site.engine.state.day
    assert day is not None
    trail = audit_trail(site.lobby, day, site.journal.read())
    (entry,) = [entry for entry in trail if entry.event == "pass_revoked"]
    assert (entry.by, entry.kind) == (f"staff:{NAME}", Kind.TICKETS)
    assert entry.detail is not None
    assert entry.detail.ja == str(PASS)
    # another pass is as good as before
    assert not isinstance(check_in(site, OTHER), Refusal)


def test_to_revoke_once_more_changes_nothing_and_is_no_error(site: Web, boss: Client) -> None:
    id_ = uuid7()
    first = revoke(boss, id_=id_).json()
    site.clock.forward(minutes=5)
    assert revoke(boss, id_=id_).json() == first
    assert revoke(boss).json() == first
    assert sum(isinstance(event, PassRevoked) for event in site.journal.read()) == 1
    # one id for two passes is a broken sender
    assert reason(revoke(boss, OTHER, id_)) == (409, "id_reused")
    assert OTHER not in site.engine.state.alone.revoked
    assert boss.get(f"{BASE}/revoked").json() == {"count": 1, "passes": [first]}


def test_a_number_that_the_pass_has_brought_is_called_all_the_same(site: Web, boss: Client) -> None:
    site.check_in("tennyu")
    (pass_id,) = site.engine.state.passes
    assert revoke(boss, pass_id).status_code == 200
    view = boss.get("/api/staff/counters/3").json()
    assert view["next"]["number"] == "B101"


def test_the_page_and_the_link_to_it(boss: Client) -> None:
    assert 'href="/staff/passes"' in boss.get("/staff").text
    assert "受付コードを無効にする" in boss.get("/staff/passes").text
