"""Whoever looks somebody up is in the audit trail, before anything is shown."""

from httpx import Client
from uuid6 import uuid7

from queue_server.domain.events import Recorded
from queue_server.domain.lives import AuditKind
from queue_server.staff.permissions import Role
from tests.unit.queue_server.staff.test_api import reason
from tests.web import NAME, Web


def looked_up(site: Web) -> list[tuple[str, AuditKind, str | None]]:
    """Who looked for what, as the journal says it."""
    wanted = {AuditKind.VISIT_FOUND, AuditKind.RESERVATION_FOUND, AuditKind.PASS_FOUND}
    return [
        (event.by, event.kind, event.about)
        for event in site.journal.read()
        if isinstance(event, Recorded) and event.kind in wanted
    ]


def test_who_looks_for_a_number_is_in_the_trail(site: Web, staff: Client) -> None:
    site.ticket("shomei")
    site.ticket("ido")
    found = staff.get("/api/staff/counters/3/find", params={"number": "101"}).json()
    numbers = [visit["number"] for visit in found["visits"]]
    assert len(numbers) == 2
    about = f"{','.join(numbers)} 3"
    assert looked_up(site) == [(f"staff:{NAME}", AuditKind.VISIT_FOUND, about)]


def test_a_number_that_nobody_has_shows_nothing_and_is_not(site: Web, staff: Client) -> None:
    for number in ("Z999", "staff:somebody", "090-0000-0000"):
        answer = staff.get("/api/staff/counters/3/find", params={"number": number[:12]})
        assert reason(answer) == (404, "unknown_visit")
    assert looked_up(site) == []


def test_who_looks_for_a_reservation_is_in_the_trail_without_its_number(
    site: Web, staff: Client
) -> None:
    api = "/api/staff/reservations"
    days = staff.get(f"{api}/slots", params={"service": "ido", "days": 21}).json()["days"]
    start = next(slot for day in days[-7:] for slot in day["slots"])["start"]
    hold = {"id": str(uuid7()), "service": "ido", "start": start}
    held = staff.post(f"{api}/hold", json=hold)
    assert held.status_code == 200, held.text
    book = {"id": str(uuid7()), "reservation": held.json()["reservation"]}
    number = staff.post(f"{api}/book", json=book).json()["number"]
    (found,) = staff.get(f"{api}/find", params={"number": number}).json()["reservations"]
    assert found["number"] == number
    assert looked_up(site) == [(f"staff:{NAME}", AuditKind.RESERVATION_FOUND, start)]


def test_who_looks_for_a_pass_is_in_the_trail(site: Web, staff: Client) -> None:
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    site.check_in("tennyu")
    (number,) = [visit.number for visit in site.engine.state.visits.values()]
    found = staff.post("/api/staff/passes/find", json={"text": number}).json()["passes"]
    assert looked_up(site) == [(f"staff:{NAME}", AuditKind.PASS_FOUND, found[0]["pass_id"])]
