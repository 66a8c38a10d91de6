"""A certificate asked for by touch, within a session: offered, sealed, sent once, and forgotten."""

from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.navi.dates import Calendar
from kiosk.navi.form import load_forms
from kiosk.navi.steps import ORDER, Chosen, KeyTouched, Move, Moved, NaviTouch, Step
from kiosk.session.effects import Print, Seal
from kiosk.session.events import (
    CatalogueArrived,
    Control,
    ControlTouched,
    LanguageTouched,
    NaviTouched,
    PassSeen,
    ReplyArrived,
    Sealed,
    ServiceTouched,
)
from kiosk.session.model import TextSize
from kiosk.session.screens import Asking, Issued, Services, Start, Trouble, Waiting
from kiosk.session.times import ASKING_SECONDS, TOUCH_GUARD_SECONDS, WARNING_SECONDS
from kiosk.view import view_of
from protocol.messages import TakeTicket
from protocol.requests import request_adapter
from protocol.sealed import OpeningKey, seal, unseal
from tests.unit.kiosk.person import FRESH, LATER, Person
from tests.unit.kiosk.samples import at, catalogue_arrived, pass_text, ticket
from tests.unit.kiosk.test_navi_steps import ALL, BIRTH, NAME, PHONE

KEY = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
NEXT, BACK = Moved(Move.NEXT), Moved(Move.BACK)


def with_key() -> CatalogueArrived:
    return replace(catalogue_arrived(), sealing_key=KEY.public)


class Asker(Person):
    """Somebody at a kiosk whose server takes sealed requests."""

    def __init__(self) -> None:
        super().__init__()
        self.session = replace(self.session, forms=load_forms())
        self.meets(with_key())

    def touches(self, *touches: NaviTouch, fresh_id: UUID = FRESH) -> None:
        for touch in touches:
            self.waits(0.6)
            self.effects += self.meets(NaviTouched(touch, fresh_id))[:0]

    def seals(self) -> list[Seal]:
        return [effect for effect in self.effects if isinstance(effect, Seal)]

    def at_step(self) -> Step:
        assert isinstance(self.screen, Asking)
        return self.screen.navi.step


def asker(*touches: NaviTouch) -> Asker:
    person = Asker()
    person.meets(ServiceTouched("shomei", FRESH))
    person.touches(*touches)
    return person


def sealed_by(person: Asker) -> Sealed:
    (wanted,) = person.seals()
    blob = seal(wanted.request, wanted.key, site=wanted.site, request_id=wanted.request_id)
    return Sealed(wanted.request_id, blob)


def test_from_the_start_screen_to_the_number() -> None:
    person = asker(*ALL)
    assert view_of(person.session, at(person.seconds)).name == "navi-review"
    person.touches(NEXT)
    assert person.sent() == []
    person.meets(sealed_by(person))
    (request,) = person.sent()
    assert isinstance(request, TakeTicket)
    assert (request.id, request.services) == (FRESH, ("shomei",))
    # over the wire, and into the server's hands
    arrived = request_adapter.validate_json(request.to_json())
    assert isinstance(arrived, TakeTicket)
    assert arrived.sealed is not None
    opened = unseal(arrived.sealed, KEY, site="aizu", request_id=FRESH)
    assert (opened.certificate, opened.name_kana) == ("juminhyo", "アイヅ\u3000ハナ")
    person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    assert isinstance(person.screen, Issued)
    assert person.screen.asked
    assert [effect for effect in person.effects if isinstance(effect, Print)]


def test_nothing_that_was_entered_outlives_its_sealing() -> None:
    person = asker(*ALL, NEXT)
    assert "\\u3000はな" in repr(person.session)
    person.meets(sealed_by(person))
    for _ in range(2):
        said = repr(person.session)
        assert "はな" not in said
        assert "ハナ" not in said
        assert "09012345678" not in said
        person.waits(20)


def test_a_second_touch_seals_and_sends_nothing_more() -> None:
    person = asker(*ALL)
    person.touches(NEXT)
    person.touches(NEXT, BACK, fresh_id=LATER)
    answer = sealed_by(person)
    person.meets(answer, answer)
    assert isinstance(person.screen, Waiting)
    person.meets(NaviTouched(NEXT, LATER), ServiceTouched("shomei", LATER))
    assert [request.id for request in person.sent()] == [FRESH]


def test_an_answer_to_a_session_that_has_ended_sends_nothing() -> None:
    person = asker(*ALL, NEXT)
    answer = sealed_by(person)
    person.waits(ASKING_SECONDS + 1)
    assert isinstance(person.screen, Start)
    person.meets(answer)
    assert person.sent() == []


def test_just_a_number_is_one_touch_more() -> None:
    person = asker()
    person.waits(1)
    person.meets(ServiceTouched("ido", FRESH))
    assert isinstance(person.screen, Asking)
    person.meets(ServiceTouched("shomei", FRESH))
    (request,) = person.sent()
    assert isinstance(request, TakeTicket)
    assert (request.services, request.sealed) == (("shomei",), None)
    person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    assert isinstance(person.screen, Issued)
    assert not person.screen.asked
    later = asker(Chosen("juminhyo"))
    later.meets(ServiceTouched("shomei", LATER))
    assert later.sent() == []


def test_it_is_offered_only_where_the_server_takes_sealed_requests() -> None:
    person = Asker()
    person.meets(catalogue_arrived())
    person.meets(ServiceTouched("shomei", FRESH))
    assert isinstance(person.screen, Waiting)


def test_it_is_offered_only_where_a_service_has_a_certificate() -> None:
    person = Asker()
    person.meets(ServiceTouched("ido", FRESH))
    assert isinstance(person.screen, Waiting)


def test_without_the_key_there_is_still_a_number() -> None:
    person = asker(*ALL)
    person.meets(catalogue_arrived())
    person.touches(NEXT)
    (request,) = person.sent()
    assert isinstance(request, TakeTicket)
    assert (request.services, request.sealed) == (("shomei",), None)


def test_only_the_certificates_of_the_catalogue_are_offered() -> None:
    person = asker()
    assert isinstance(person.screen, Asking)
    assert [form.procedure for form in person.screen.navi.forms] == ["juminhyo"]


def test_back_from_everywhere_to_where_it_began() -> None:
    person = asker(*ALL)
    for asked in reversed(ORDER):
        assert person.at_step() is asked
        person.touches(BACK)
    assert isinstance(person.screen, Start)
    person.waits(1)
    person.meets(ControlTouched(Control.ALL_SERVICES))
    person.waits(1)
    person.meets(ServiceTouched("shomei", FRESH))
    person.touches(BACK)
    assert isinstance(person.screen, Services)


def test_it_warns_before_it_ends_and_goes_on_when_asked() -> None:
    person = asker(*ALL)
    person.waits(ASKING_SECONDS - WARNING_SECONDS + 1)
    assert view_of(person.session, at(person.seconds)).ends_soon
    person.meets(ControlTouched(Control.STAY))
    assert not view_of(person.session, at(person.seconds)).ends_soon
    assert person.at_step() is Step.REVIEW
    person.waits(ASKING_SECONDS + 1)
    assert isinstance(person.screen, Start)
    assert "はな" not in repr(person.session)


def test_typing_is_as_quick_as_fingers_are_but_a_new_step_is_looked_at_first() -> None:
    person = asker(Chosen("juminhyo"), Chosen("self"), NEXT)
    person.waits(1)
    for _ in range(3):
        person.meets(NaviTouched(KeyTouched("あ"), FRESH))
    assert isinstance(person.screen, Asking)
    assert person.screen.navi.name == "あああ"
    person.meets(NaviTouched(NEXT, FRESH))
    assert person.at_step() is Step.BIRTH
    person.waits(TOUCH_GUARD_SECONDS / 2)
    person.meets(NaviTouched(BACK, FRESH))
    assert person.at_step() is Step.BIRTH


def test_a_code_before_the_camera_takes_nothing_away() -> None:
    person = asker(Chosen("juminhyo"))
    person.meets(PassSeen(pass_text(), LATER))
    assert person.at_step() is Step.WHOSE
    before = asker()
    before.meets(PassSeen(pass_text(), LATER))
    assert isinstance(before.screen, Waiting)


def test_the_language_can_be_changed_on_the_way() -> None:
    person = asker(Chosen("juminhyo"), Chosen("self"), NEXT, *NAME, NEXT, *BIRTH, NEXT, *PHONE)
    person.meets(ControlTouched(Control.LANGUAGES))
    person.waits(1)
    person.meets(LanguageTouched("en"))
    assert person.at_step() is Step.PHONE
    person.touches(NEXT, NEXT)
    (wanted,) = person.seals()
    assert wanted.request.language == "en"


def test_larger_words_and_contrast_take_nothing_away() -> None:
    person = asker(Chosen("juminhyo"), Chosen("self"), NEXT, *NAME)
    before = person.screen
    person.meets(ControlTouched(Control.TEXT_LARGEST), ControlTouched(Control.CONTRAST))
    assert person.screen == before
    assert (person.session.text, person.session.contrast) == (TextSize.LARGEST, True)


@pytest.mark.parametrize(("language", "calendar"), [("ja", None), ("vi", Calendar.WESTERN)])
def test_whoever_reads_no_japanese_is_asked_for_a_western_date(
    language: str, calendar: Calendar | None
) -> None:
    person = Asker()
    person.meets(LanguageTouched(language))
    person.meets(ServiceTouched("shomei", FRESH))
    assert isinstance(person.screen, Asking)
    assert person.screen.navi.birth.calendar is calendar


def test_no_answer_is_said_as_ever() -> None:
    person = asker(*ALL, NEXT)
    person.meets(sealed_by(person))
    person.waits(13)
    assert isinstance(person.screen, Trouble)
