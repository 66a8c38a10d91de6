"""The console's verbs beyond calling and finishing, over HTTP: done, refused, and by whom."""

from typing import Any
from uuid import UUID

import pytest
from httpx import Client, Response
from uuid6 import uuid7

from queue_server.domain.events import StopCalled
from queue_server.staff.permissions import Role
from tests.unit.queue_server.staff.test_api import WITH_MORE, reason
from tests.web import NAME, Web


def send(client: Client, counter: str, action: str, **fields: object) -> Response:
    body = {"id": str(uuid7()), **fields}
    return client.post(f"/api/staff/counters/{counter}/{action}", json=body)


def done(client: Client, counter: str, action: str, **fields: object) -> Any:
    answer = send(client, counter, action, **fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["view"]


def refused(client: Client, counter: str, action: str, **fields: object) -> str:
    status, why = reason(send(client, counter, action, **fields))
    assert status == 409
    return why


@pytest.fixture
def visit(site: Web) -> UUID:
    """B101, at counter 3, with a stop at 国民健康保険 too."""
    number = site.ticket("ido", "kokuho")
    site.call("3")
    return number


def numbers(queue: Any) -> list[str]:
    return [entry["number"] for entry in queue["waiting"]]


def test_park_and_resume_at_the_place_they_had(site: Web, staff: Client, visit: UUID) -> None:
    site.ticket("ido")
    parked = done(staff, "3", "park", visit=str(visit))
    assert (parked["serving"], parked["parked"][0]["number"]) == (None, "B101")
    assert parked["next"]["number"] == "B102"
    resumed = done(staff, "3", "resume", visit=str(visit), service="ido")
    assert resumed["parked"] == []
    assert numbers(resumed["queues"][0]) == ["B101", "B102"]
    assert refused(staff, "3", "resume", visit=str(visit), service="ido") == "not_resumable"
    assert refused(staff, "3", "park") == "counter_empty"


def test_who_is_parked_is_called_directly(staff: Client, visit: UUID) -> None:
    done(staff, "3", "park")
    called = done(staff, "4", "call-number", visit=str(visit), reason="came_back")
    assert (called["serving"]["number"], called["parked"]) == ("B101", [])


def test_a_chosen_number_with_the_reason_in_the_journal(site: Web, staff: Client) -> None:
    site.ticket("ido")
    wanted = site.ticket("ido")
    called = done(staff, "3", "call-number", visit=str(wanted), reason="promised")
    assert called["serving"]["number"] == "B102"
    last = list(site.journal.read())[-1]
    assert isinstance(last, StopCalled)
    assert (last.reason, last.by) == ("promised", f"staff:{NAME}")


def test_a_chosen_number_that_cannot_be_called(site: Web, staff: Client, visit: UUID) -> None:
    waiting = site.ticket("ido")
    chosen = {"visit": str(waiting), "reason": "other"}
    assert refused(staff, "3", "call-number", **chosen) == "counter_busy"
    assert refused(staff, "1", "call-number", **chosen) == "not_waiting_here"
    here = {"visit": str(visit), "reason": "other"}
    assert refused(staff, "4", "call-number", **here) == "visit_elsewhere"
    unknown = {"visit": str(uuid7()), "reason": "other"}
    assert refused(staff, "4", "call-number", **unknown) == "unknown_visit"
    free = send(staff, "4", "call-number", visit=str(waiting), reason="a name")
    assert reason(free) == (422, "malformed")


@pytest.mark.parametrize(("keep", "order"), [(True, ["B101", "E101"]), (False, ["E101", "B101"])])
def test_transfer_at_the_old_place_or_at_the_end(
    site: Web, staff: Client, *, keep: bool, order: list[str]
) -> None:
    number = site.ticket("ido")
    site.ticket("kokuho")
    site.call("3")
    fields = {"visit": str(number), "to_service": "kokuho", "keep_place": keep}
    assert done(staff, "3", "transfer", **fields)["serving"] is None
    assert numbers(staff.get("/api/staff/counters/6").json()["queues"][0]) == order


def test_transfer_to_one_certain_counter(staff: Client, visit: UUID) -> None:
    done(staff, "3", "transfer", visit=str(visit), to_service="ido", to_counter="4")
    assert staff.get("/api/staff/counters/3").json()["next"] is None
    assert staff.get("/api/staff/counters/4").json()["next"]["number"] == "B101"


def test_a_transfer_that_leads_nowhere(site: Web, staff: Client, visit: UUID) -> None:
    assert refused(staff, "3", "transfer", to_service="kami") == "unknown_service"
    fields = {"to_service": "ido", "to_counter": "99"}
    assert refused(staff, "3", "transfer", **fields) == "unknown_counter"
    fields = {"to_service": "ido", "to_counter": "1"}
    assert refused(staff, "3", "transfer", **fields) == "not_served_here"
    fields = {"to_service": "kokuho", "visit": str(uuid7())}
    assert refused(staff, "3", "transfer", **fields) == "visit_changed"
    assert site.engine.state.at_counter["3"] == visit


def test_undo_within_its_seconds_only(site: Web, staff: Client, visit: UUID) -> None:
    finished = done(staff, "3", "finish", visit=str(visit))
    assert finished["undo"]["number"] == "B101"
    back = done(staff, "3", "undo")
    assert (back["serving"]["number"], back["undo"]) == ("B101", None)
    done(staff, "3", "finish")
    site.clock.forward(seconds=16)
    assert staff.get("/api/staff/counters/3").json()["undo"] is None
    assert refused(staff, "3", "undo") == "nothing_to_undo"


def test_undo_is_about_whom_the_sender_means(staff: Client, visit: UUID) -> None:
    done(staff, "3", "finish", visit=str(visit))
    assert refused(staff, "3", "undo", visit=str(uuid7())) == "visit_changed"
    assert done(staff, "3", "undo", visit=str(visit))["serving"]["number"] == "B101"


def test_a_stop_ends_with_an_outcome(site: Web, staff: Client, visit: UUID) -> None:
    unknown = send(staff, "3", "finish", visit=str(visit), outcome="a name")
    assert reason(unknown) == (422, "malformed")
    done(staff, "3", "finish", visit=str(visit), outcome="referred")
    [stop, _] = site.engine.state.visits[visit].stops
    assert stop.outcome == "referred"


def test_notes_are_a_closed_list_and_replace_one_another(staff: Client, visit: UUID) -> None:
    fields = {"visit": str(visit), "notes": ["checking", "companion"]}
    assert done(staff, "3", "notes", **fields)["serving"]["notes"] == ["checking", "companion"]
    fields = {"visit": str(visit), "notes": []}
    assert done(staff, "3", "notes", **fields)["serving"]["notes"] == []
    free = send(staff, "3", "notes", visit=str(visit), notes=["山田さん"])
    assert reason(free) == (422, "malformed")
    unknown = {"visit": str(uuid7()), "notes": []}
    assert refused(staff, "3", "notes", **unknown) == "unknown_visit"


def test_a_number_is_found(site: Web, staff: Client, visit: UUID) -> None:
    answer = staff.get("/api/staff/counters/3/find", params={"number": "b101"}).json()
    [found] = answer["visits"]
    assert (found["visit"], found["at"]["id"]) == (str(visit), "3")
    assert [stop["state"] for stop in found["stops"]] == ["called", "waiting"]
    nobody = staff.get("/api/staff/counters/3/find", params={"number": "B999"})
    assert reason(nobody) == (404, "unknown_visit")
    assert reason(staff.get("/api/staff/counters/3/find")) == (422, "malformed")
    assert site.engine.state.at_counter["3"] == visit


def test_a_stop_is_added_and_dropped(staff: Client, visit: UUID) -> None:
    fields = {"visit": str(visit), "service": "shomei"}
    stops = done(staff, "3", "add-stop", **fields)["serving"]["other_stops"]
    assert [stop["service"]["id"] for stop in stops] == ["kokuho", "shomei"]
    assert refused(staff, "3", "add-stop", **fields) == "stop_exists"
    dropped = done(staff, "3", "drop-stop", **fields)["serving"]["other_stops"]
    assert [stop["state"] for stop in dropped] == ["waiting", "dropped"]
    assert refused(staff, "3", "drop-stop", **fields) == "no_such_stop"
    at_counter = {"visit": str(visit), "service": "ido"}
    assert refused(staff, "3", "drop-stop", **at_counter) == "visit_elsewhere"


def test_stops_in_another_order(staff: Client, visit: UUID) -> None:
    fields = {"visit": str(visit), "services": ["kokuho", "ido"]}
    done(staff, "3", "reorder-stops", **fields)
    fields = {"visit": str(visit), "services": ["kokuho"]}
    assert refused(staff, "3", "reorder-stops", **fields) == "wrong_order"


def test_a_visit_is_cancelled_in_the_middle(staff: Client, visit: UUID) -> None:
    assert done(staff, "3", "cancel-visit", visit=str(visit))["serving"] is None
    assert refused(staff, "3", "cancel-visit", visit=str(visit)) == "visit_over"


def test_a_counter_opens_pauses_and_closes(staff: Client, visit: UUID) -> None:
    paused = done(staff, "3", "status", status="paused")
    assert paused["status"] == "paused"
    assert paused["staff"] == {"name": NAME, "display_name": "職員 0312"}
    assert refused(staff, "3", "status", status="closed") == "counter_busy"
    done(staff, "3", "finish", visit=str(visit))
    closed = done(staff, "3", "status", status="closed")
    assert (closed["status"], closed["staff"]) == ("closed", None)
    others = {
        other["counter"]["id"]: other
        for other in done(staff, "4", "status", status="open")["others"]
    }
    assert others["3"]["status"] == "closed"


def test_a_service_that_is_closed_calls_nobody(site: Web, staff: Client) -> None:
    site.ticket("ido")
    # to stop a service is the supervisor's
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    stopped = done(staff, "3", "service-status", service="ido", status="closed")
    assert (stopped["queues"][0]["status"], stopped["next"]) == ("closed", None)
    assert done(staff, "3", "service-status", service="ido", status="open")["next"] is not None
    fields = {"service": "kami", "status": "open"}
    assert refused(staff, "3", "service-status", **fields) == "unknown_service"


@pytest.mark.nothing_changes
@pytest.mark.parametrize("action", WITH_MORE)
def test_nobody_else_and_no_other_counter(site: Web, staff: Client, action: str) -> None:
    before = site.engine.state
    assert reason(send(staff, "99", action, **WITH_MORE[action])) == (404, "unknown_counter")
    assert reason(send(staff, "3", action)) == (422, "malformed")
    assert site.engine.state is before
    staff.post("/staff/sign-out")
    before = site.engine.state
    assert reason(send(staff, "3", action, **WITH_MORE[action])) == (401, "not_signed_in")
    assert site.engine.state is before
