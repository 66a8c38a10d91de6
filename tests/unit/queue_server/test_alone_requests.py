"""What kiosks ask and report that go on alone, as bytes on the wire."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.messages import TakeTicket
from protocol.sealed import CertificateRequest, OpeningKey, seal, unseal
from queue_server.domain.alone.commands import RevokePass
from queue_server.domain.alone.letters import emergency_letters
from queue_server.domain.commands import SetService
from queue_server.domain.evolve import fold
from queue_server.domain.lives import Doubt, ServiceStatus
from queue_server.domain.replacing import replace
from queue_server.domain.state import canonical
from tests.unit.queue_server.alone_lobby import (
    DAY,
    IDS,
    OPENING,
    PAPERS,
    PASS_ID,
    SITE,
    Lobby,
)


@pytest.fixture
def lobby() -> Iterator[Lobby]:
    made = Lobby()
    yield made
    assert canonical(fold(made.journal.read())) == canonical(made.state)
    made.engine.close()


def test_numbers_are_lent_from_the_top_and_the_server_goes_past_them(lobby: Lobby) -> None:
    reply = lobby.lease()
    assert reply["kind"] == "numbers_leased"
    assert reply["day"] == DAY
    assert reply["until"] == "2026-11-25T04:00:00+09:00"
    blocks = reply["blocks"]
    assert isinstance(blocks, list)
    assert {"service": "ido", "letter": "B", "first": 990, "last": 999} in blocks
    other = lobby.lease(IDS[51], "kiosk-2")["blocks"]
    assert isinstance(other, list)
    assert {"service": "ido", "letter": "B", "first": 980, "last": 989} in other
    assert lobby.take()["number"] == "B101"


def test_a_repeated_wish_for_numbers_lends_no_more(lobby: Lobby) -> None:
    first = lobby.lease()
    assert lobby.lease() == first
    assert lobby.lease(IDS[52], shomei=10, ido=10, kokuho=10)["blocks"] == []


def test_a_number_given_alone_takes_its_place_by_its_time(lobby: Lobby) -> None:
    lobby.lease()
    lobby.take(IDS[60])
    lobby.clock.forward(minutes=10)
    lobby.take(IDS[61], kiosk="kiosk-2")
    lobby.clock.forward(minutes=10)
    reply = lobby.report(1, 990, ago=timedelta(minutes=15))
    assert reply == {
        "kind": "issued_reported",
        "id": IDS[1],
        "visit": PAPERS[1],
        "doubts": [],
    }
    assert lobby.waiting() == ["B101", "B990", "B102"]
    assert lobby.report(1, 990, ago=timedelta(minutes=15)) == reply
    assert lobby.waiting() == ["B101", "B990", "B102"]


def test_a_lost_reply_and_its_report_are_one_visit(lobby: Lobby) -> None:
    lobby.lease()
    heard = lobby.take(IDS[1])
    reply = lobby.report(1, 990)
    assert reply["visit"] == heard["visit"]
    assert lobby.waiting() == ["B990"]
    shown = lobby.ask(kind="show_ticket", id=IDS[70], visit=PAPERS[1])
    assert (shown["kind"], shown["number"]) == ("ticket_shown", "B990")
    assert lobby.take(IDS[1])["number"] == "B990"


def test_a_request_that_comes_after_its_report_gets_the_number_on_paper(lobby: Lobby) -> None:
    lobby.lease()
    lobby.report(1, 990)
    late = lobby.take(IDS[1])
    assert (late["number"], late["visit"], late["alone"]) == ("B990", PAPERS[1], True)
    assert lobby.waiting() == ["B990"]


def test_a_service_that_has_closed_is_doubted_and_not_refused(lobby: Lobby) -> None:
    lobby.lease()
    lobby.engine.enqueue(
        SetService(id=lobby.ids(), by="staff:a", service="ido", status=ServiceStatus.CLOSED),
        lambda _outcome: None,
    )
    lobby.engine.decide_waiting()
    assert lobby.report(1, 990)["doubts"] == ["service_closed"]


def test_a_clock_that_is_hours_ahead_is_set_right(lobby: Lobby) -> None:
    lobby.lease()
    ahead = timedelta(hours=-5)
    assert lobby.report(1, 990, ago=ahead)["doubts"] == ["clock_off"]
    assert lobby.report(2, 991, ago=ahead)["doubts"] == ["clock_off"]
    lobby.take(IDS[60])
    assert lobby.waiting() == ["B990", "B991", "B101"]


def test_reports_out_of_order_stand_in_the_order_of_the_kiosk(lobby: Lobby) -> None:
    lobby.lease()
    lobby.clock.forward(hours=1)
    for place in (3, 1, 2):
        lobby.report(place, 989 + place, ago=timedelta(hours=-9), clock="own")
    assert lobby.waiting() == ["B990", "B991", "B992"]


def test_a_number_of_yesterday_waits_nowhere(lobby: Lobby) -> None:
    lobby.take(IDS[60])
    reply = lobby.report(1, 990, day="2026-11-23", ago=timedelta(hours=20))
    assert reply["doubts"] == ["another_day"]
    assert lobby.waiting() == ["B101"]


def test_a_withdrawn_number_is_not_called_and_not_given_later(lobby: Lobby) -> None:
    lobby.take(IDS[1])
    assert lobby.ask(kind="withdraw", id=IDS[70], request=IDS[1])["kind"] == "withdrawn"
    assert lobby.waiting() == []
    assert lobby.ask(kind="withdraw", id=IDS[71], request=IDS[2])["kind"] == "withdrawn"
    assert lobby.take(IDS[2])["kind"] == "refused"
    # and is on paper after all
    lobby.lease()
    lobby.report(1, 990)
    assert lobby.waiting() == ["B990"]


def test_numbers_that_one_message_gives_back_twice_are_given_back_once(lobby: Lobby) -> None:
    blocks = lobby.lease()["blocks"]
    assert isinstance(blocks, list)
    back = lobby.ask(kind="return_numbers", id=IDS[70], day=DAY, blocks=blocks * 2)
    assert back["kind"] == "numbers_returned"
    assert len(lobby.state.alone.lent) == 0
    assert lobby.take()["kind"] == "ticket"


def test_numbers_given_back_are_lent_to_others(lobby: Lobby) -> None:
    lobby.lease()
    block = {"service": "ido", "letter": "B", "first": 995, "last": 999}
    returned = lobby.ask(kind="return_numbers", id=IDS[70], day=DAY, blocks=[block])
    assert returned["kind"] == "numbers_returned"
    other = lobby.lease(IDS[51], "kiosk-2")["blocks"]
    assert isinstance(other, list)
    assert block in other


def test_services_that_are_gone_still_make_a_visit(lobby: Lobby) -> None:
    lobby.lease()
    gone = {"kind": "take_ticket", "id": IDS[1], "services": ["moon"]}
    assert lobby.report(1, 990, request=gone)["doubts"] == ["unknown_service"]
    assert lobby.waiting() == ["B990"]


def test_a_pass_that_was_read_while_cut_off_makes_its_checklist(lobby: Lobby) -> None:
    lobby.lease()
    lobby.clock.forward(minutes=10)
    text = lobby.pass_text()
    reply = lobby.report_pass(1, 990, text, ago=timedelta(seconds=30))
    assert (reply["kind"], reply["doubts"]) == ("issued_reported", [])
    visit = lobby.numbered("B990")
    assert visit.language == "vi"
    assert [(stop.service, stop.procedures, stop.after) for stop in visit.stops] == [
        ("ido", ("tennyu",), ()),
        ("kokuho", ("kokuho_kanyu",), ("ido",)),
    ]
    # the pass is used: shown again where the server is heard, it brings the same number
    shown = lobby.ask("kiosk-2", kind="check_in", id=IDS[30], **{"pass": text})
    assert (shown["kind"], shown["number"], shown["reissued"]) == ("ticket", "B990", True)


def test_a_pass_that_has_expired_since_was_good_when_it_was_read(lobby: Lobby) -> None:
    lobby.lease()
    lobby.clock.forward(minutes=10)
    text = lobby.pass_text(valid=timedelta(minutes=5))
    lobby.clock.forward(minutes=30)
    reply = lobby.report_pass(1, 990, text, ago=timedelta(minutes=29))
    assert reply["doubts"] == []
    # and one that was read too late is doubted: by then the kiosk should have said no
    assert lobby.report_pass(2, 991, text)["doubts"] == ["pass_refused"]


def test_a_pass_used_at_two_kiosks_that_were_cut_off_is_two_numbers_in_doubt(
    lobby: Lobby,
) -> None:
    lobby.lease()
    lobby.lease(IDS[51], "kiosk-2")
    lobby.clock.forward(minutes=10)
    text = lobby.pass_text()
    assert lobby.report_pass(1, 990, text, ago=timedelta(seconds=30))["doubts"] == []
    second = lobby.report_pass(1, 980, text, kiosk="kiosk-2")
    assert (second["kind"], second["doubts"]) == ("issued_reported", ["pass_twice"])
    first, other = lobby.numbered("B990"), lobby.numbered("B980")
    assert (first.doubts, first.twins) == ((Doubt.PASS_TWICE,), (other.id,))
    assert (other.doubts, other.twins) == ((Doubt.PASS_TWICE,), (first.id,))
    assert lobby.waiting() == ["B990", "B980"]
    # once more, as a kiosk does that heard no answer: nothing changes
    before = lobby.state
    assert lobby.report_pass(1, 980, text, kiosk="kiosk-2") == second
    assert lobby.state is before


@pytest.mark.parametrize("text", ["MG1:NOT A PASS", "nothing", "MG1:"])
def test_what_is_no_pass_still_is_a_number_on_paper(lobby: Lobby, text: str) -> None:
    lobby.lease()
    assert lobby.report_pass(1, 990, text)["doubts"] == ["pass_refused"]
    assert lobby.waiting() == ["B990"]


def test_a_pass_of_another_city_says_what_it_was_for(lobby: Lobby) -> None:
    lobby.lease()
    reply = lobby.report_pass(1, 990, lobby.pass_text(issuer="elsewhere"))
    assert reply["doubts"] == ["pass_refused"]
    assert [stop.service for stop in lobby.numbered("B990").stops] == ["ido", "kokuho"]
    assert not lobby.state.passes


def test_a_revoked_pass_is_refused_while_heard_and_doubted_when_reported(lobby: Lobby) -> None:
    lobby.lease()
    lobby.clock.forward(minutes=10)
    text = lobby.pass_text()
    lobby.engine.submit(RevokePass(id=UUID(IDS[70]), by="staff:a", pass_id=PASS_ID))
    lobby.engine.decide_waiting()
    refused = lobby.ask(kind="check_in", id=IDS[30], **{"pass": text})
    assert refused == {"kind": "refused", "id": IDS[30], "reason": "pass_revoked"}
    # a kiosk that was cut off could not know
    reply = lobby.report_pass(1, 990, text)
    assert (reply["kind"], reply["doubts"]) == ("issued_reported", ["pass_refused"])
    assert lobby.waiting() == ["B990"]


def test_a_lost_reply_to_a_pass_and_its_report_are_one_visit(lobby: Lobby) -> None:
    lobby.lease()
    lobby.clock.forward(minutes=10)
    text = lobby.pass_text()
    heard = lobby.ask(kind="check_in", id=IDS[1], **{"pass": text})
    assert heard["number"] == "B101"
    reply = lobby.report_pass(1, 990, text, ago=timedelta(seconds=-1))
    assert (reply["visit"], reply["doubts"]) == (heard["visit"], [])
    assert lobby.waiting() == ["B990"]
    assert lobby.state.visit(UUID(PAPERS[1])) is lobby.numbered("B990")


def sealed(id_: str, key: OpeningKey = OPENING) -> bytes:
    """What somebody filled in at a kiosk that was cut off."""
    request = CertificateRequest(
        certificate="juminhyo",
        copies=1,
        whose="self",
        name_kana="マドグチ ハナコ",
        birth_date=date(1980, 4, 1),
    )
    return seal(request, key.public, site="aizu", request_id=UUID(id_))


def test_a_sealed_request_that_came_with_a_report_is_kept_before_the_reply(lobby: Lobby) -> None:
    lobby.lease()
    blob = sealed(IDS[1])
    asked = TakeTicket(id=UUID(IDS[1]), services=("shomei",), sealed=blob)
    request = json.loads(asked.to_json())
    reply = lobby.report(1, 990, letter="A", request=request)
    assert (reply["kind"], reply["doubts"]) == ("issued_reported", [])
    ((ticket, kept),) = lobby.kept
    assert (ticket.number, kept) == ("A990", blob)
    opened = unseal(kept, OPENING, site="aizu", request_id=UUID(IDS[1]))
    assert opened.name_kana == "マドグチ ハナコ"
    visit = lobby.numbered("A990")
    assert visit.request == UUID(IDS[1])
    # the server may have ended between: the same report keeps it once more
    lobby.report(1, 990, letter="A", request=request)
    assert len(lobby.kept) == 2
    # nothing of it is in the journal or in a reply
    told = repr(lobby.journal.read()) + repr(lobby.said)
    assert "ハナコ" not in told


def test_a_request_that_was_sealed_with_a_key_that_is_gone_is_still_a_number(lobby: Lobby) -> None:
    lobby.lease()
    other = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
    asked = TakeTicket(id=UUID(IDS[1]), services=("shomei",), sealed=sealed(IDS[1], other))
    reply = lobby.report(1, 990, letter="A", request=json.loads(asked.to_json()))
    assert reply["kind"] == "issued_reported"
    assert lobby.kept == []
    assert lobby.numbered("A990").request is None


def letters_after(lobby: Lobby, *kiosks: str) -> Mapping[str, str]:
    """The emergency letters after the site's file has changed."""
    return emergency_letters(replace(SITE, kiosks=kiosks), lobby.state.alone.letters_kept())


def test_a_new_kiosk_anywhere_in_the_file_leaves_the_letters_of_others(lobby: Lobby) -> None:
    assert emergency_letters(SITE) == {"kiosk-1": "Z", "kiosk-2": "Y"}
    lobby.lease()
    lobby.lease(IDS[51], "kiosk-2")
    kept = {"kiosk-1": "Z", "kiosk-2": "Y"}
    assert letters_after(lobby, "kiosk-2", "kiosk-1") == kept
    assert letters_after(lobby, "kiosk-0", "kiosk-1", "kiosk-2") == kept | {"kiosk-0": "X"}
    # nor does one that is gone leave its letter to another: its papers are still there
    assert letters_after(lobby, "kiosk-3", "kiosk-2") == {"kiosk-3": "X", "kiosk-2": "Y"}
    assert letters_after(lobby, "kiosk-1") == {"kiosk-1": "Z"}


def test_a_service_that_takes_a_letter_takes_it_from_the_kiosk(lobby: Lobby) -> None:
    lobby.lease()
    lobby.lease(IDS[51], "kiosk-2")
    taken = replace(SITE.services["shomei"], letter="Z")
    site = replace(SITE, services={**SITE.services, "shomei": taken})
    letters = emergency_letters(site, lobby.state.alone.letters_kept())
    assert letters == {"kiosk-1": "X", "kiosk-2": "Y"}


def test_letters_are_kept_over_days_and_free_again_after_weeks(lobby: Lobby) -> None:
    lobby.lease()
    lobby.clock.forward(days=3)
    lobby.lease(IDS[51], "kiosk-2")
    assert letters_after(lobby, "kiosk-3", "kiosk-2") == {"kiosk-3": "X", "kiosk-2": "Y"}
    lobby.clock.forward(days=38)
    lobby.take(IDS[60])
    assert letters_after(lobby, "kiosk-3", "kiosk-2") == {"kiosk-3": "Z", "kiosk-2": "Y"}


def test_forty_kiosks_have_forty_letters() -> None:
    kiosks = tuple(f"kiosk-{number}" for number in range(40))
    letters = emergency_letters(replace(SITE, kiosks=kiosks))
    assert len(set(letters.values())) == 40
    assert not {"A", "B", "E"} & set(letters.values())
