"""From a life event to one number with all its stops, by touch and without a screen."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.session.effects import Effect
from kiosk.session.events import (
    CatalogueArrived,
    Control,
    ControlTouched,
    Event,
    LifeTouched,
    PassSeen,
    Tick,
)
from kiosk.session.life_events import (
    PROCEDURES_MAX,
    answers_offered,
    checklist,
    event_pages,
    how_far,
    life_events,
    page_of,
    pages,
)
from kiosk.session.life_touches import Answered, EventChosen, LifeTouch, LineTouched, Onward
from kiosk.session.model import LANGUAGES
from kiosk.session.screens import ByLifeEvent, Services, Start, Trouble, Waiting
from kiosk.session.step import new_session, step
from kiosk.session.times import ASKING_SECONDS, WARNING_SECONDS
from kiosk.typefaces import find_typefaces
from kiosk.view import view_of
from protocol.messages import ChecklistLine, ChecklistRules, TakeTicket
from tests.unit.kiosk.every_session import sample_catalogue
from tests.unit.kiosk.person import FRESH, Person
from tests.unit.kiosk.samples import KEY, at, catalogue_arrived, pass_text

FACES = find_typefaces(LANGUAGES)
ARRIVED = CatalogueArrived(sample_catalogue(), (KEY.public,))


class Resident(Person):
    """Somebody who touches one thing after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.meets(ARRIVED)
        self.touches = 0

    def touch(self, *touches: LifeTouch | Control) -> tuple[Effect, ...]:
        """Touch things, each once the screen takes touches; the effects of the last."""
        effects: tuple[Effect, ...] = ()
        for touch in touches:
            self.waits(0.6)
            self.touches += 1
            event: Event = (
                ControlTouched(touch) if isinstance(touch, Control) else LifeTouched(touch, FRESH)
            )
            effects = self.meets(event)
        return effects

    @property
    def name(self) -> str:
        """What is seen."""
        return view_of(self.session, at(self.seconds)).name

    @property
    def by_event(self) -> ByLifeEvent:
        assert isinstance(self.screen, ByLifeEvent)
        return self.screen

    def request(self) -> TakeTicket:
        """What was sent in the end."""
        assert isinstance(self.screen, Waiting)
        assert isinstance(self.screen.request, TakeTicket)
        return self.screen.request


def test_a_usual_case_is_a_number_after_six_touches() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("moving_in"))
    assert resident.name == "life-family"
    assert how_far(resident.session, resident.by_event) == (1, 4)
    resident.touch(Onward(), Onward(), Answered("kokuho"))
    assert resident.name == "life-checklist"
    assert how_far(resident.session, resident.by_event) == (4, 4)
    resident.touch(Onward())
    assert resident.touches == 6
    request = resident.request()
    assert request.services == ("ido", "kokuho")
    assert request.procedures == ("tennyu", "kokuho_kanyu")


def test_nothing_that_was_answered_is_sent() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("death"), Answered("hai"), Answered("company"))
    resident.touch(Answered("pensioner"), Answered("property"), Onward(), Onward())
    request = resident.request()
    assert request.procedures == ("mishikyu_nenkin", "kotei_sozoku")
    sent = request.to_json().decode()
    assert not any(word in sent for word in ("pensioner", "property", "company", "death"))
    assert "pensioner" not in repr(resident.screen)


def test_each_step_leads_back_and_keeps_what_was_answered() -> None:
    resident = Resident()
    resident.touch(Control.ALL_SERVICES, Control.LIFE_EVENTS, EventChosen("moving_in"))
    resident.touch(Answered("over75"), Onward(), Answered("dog"), Onward(), Answered("kouki"))
    seen = []
    for _ in range(6):
        seen.append(resident.name)
        resident.touch(Control.BACK)
    assert seen == [
        "life-checklist",
        "life-insurance",
        "life-things",
        "life-family",
        "life",
        "services",
    ]
    assert resident.screen == Start(resident.screen.since)


def test_where_words_are_largest_the_events_stand_on_two_pages() -> None:
    resident = Resident()
    resident.touch(Control.TEXT_LARGEST, Control.LIFE_EVENTS)
    first = event_pages(resident.session)[0]
    assert 1 < len(first) < len(life_events(resident.session))
    resident.touch(Control.NEXT_PAGE, Control.NEXT_PAGE)
    assert resident.by_event.page == 1, "there is no third"
    resident.touch(EventChosen("elderly_care"))
    assert resident.by_event == replace(resident.by_event, life_event="elderly_care", page=0)
    resident.touch(Control.BACK, Control.NEXT_PAGE, Control.PREVIOUS_PAGE)
    assert resident.by_event == replace(resident.by_event, life_event=None, page=0)


def test_an_answer_is_taken_back_and_another_path_is_asked() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("job_change"), Answered("quit"))
    assert resident.name == "life-working_age"
    resident.touch(Control.BACK, Answered("joined"))
    assert resident.name == "life-has_child"
    assert how_far(resident.session, resident.by_event) == (2, 3)
    resident.touch(Answered("iie"), Onward())
    assert resident.request().procedures == ("kokuho_dattai",)


def test_what_is_not_wanted_is_left_out_and_what_is_offered_is_added() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("pregnancy"), Answered("hai"))
    resident.touch(LineTouched("nenkin_sanzen"))
    assert [line.chosen for line in checklist(resident.session, resident.by_event)] == [True, False]
    resident.touch(Onward())
    assert resident.request().procedures == ("ninshin",)
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("moving_in"), Onward(), Onward())
    resident.touch(Answered("company"), Control.NEXT_PAGE)
    assert page_of(resident.session, resident.by_event) == 1
    shown = pages(resident.session, resident.by_event)[1]
    assert shown
    assert all(line.offered and not line.chosen for line in shown)
    resident.touch(LineTouched("juminhyo"), LineTouched("gomi"), LineTouched("gomi"), Onward())
    assert resident.request().procedures == ("tennyu", "juminhyo")


def test_an_empty_list_leads_to_a_counter_that_can_help() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("elderly_care"), Answered("under40"))
    assert checklist(resident.session, resident.by_event) == ()
    resident.touch(Onward())
    assert (resident.request().services, resident.request().procedures) == (("kaigo",), ())


def test_everything_left_out_leads_there_too() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("pregnancy"), Answered("iie"))
    resident.touch(LineTouched("ninshin"), Onward())
    assert (resident.request().services, resident.request().procedures) == (("kenko",), ())


def test_a_pass_counts_until_something_was_chosen() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS)
    resident.meets(PassSeen(pass_text(), UUID(int=5)))
    assert isinstance(resident.screen, Waiting)
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("birth"))
    resident.meets(PassSeen(pass_text(), UUID(int=5)))
    assert resident.name == "life-which_child"


def test_it_warns_and_then_forgets() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("birth"), Answered("first"))
    resident.waits(ASKING_SECONDS - WARNING_SECONDS)
    assert view_of(resident.session, at(resident.seconds)).ends_soon
    resident.touch(Control.STAY)
    assert not view_of(resident.session, at(resident.seconds)).ends_soon
    resident.waits(ASKING_SECONDS)
    assert isinstance(resident.screen, Start)
    assert "first" not in repr(resident.session.screen)


def test_what_somebody_answered_is_in_no_picture() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS)
    assert not view_of(resident.session, at(resident.seconds)).unpictured
    resident.touch(EventChosen("death"))
    assert view_of(resident.session, at(resident.seconds)).unpictured


def test_other_rules_begin_anew_and_the_same_ones_go_on() -> None:
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS, EventChosen("birth"), Answered("first"))
    newer = sample_catalogue().model_copy(update={"version": "2"})
    resident.meets(CatalogueArrived(newer, (KEY.public,)))
    assert resident.name == "life-baby_insurance"
    fewer = newer.model_copy(
        update={
            "life_events": tuple(
                entry.model_copy(update={"checklist": None})
                if entry.life_event == "birth"
                else entry
                for entry in newer.life_events
            )
        }
    )
    resident.meets(CatalogueArrived(fewer, (KEY.public,)))
    assert resident.name == "life"


def test_an_older_server_asks_nothing() -> None:
    person = Person()
    assert life_events(person.session) == ()
    person.meets(ControlTouched(Control.LIFE_EVENTS))
    assert isinstance(person.screen, Start)
    resident = Resident()
    resident.touch(Control.LIFE_EVENTS)
    resident.meets(catalogue_arrived())
    assert isinstance(resident.screen, Start)


@settings(max_examples=40)
@given(st.data())
def test_whatever_is_touched_there_is_a_way_on(data: st.DataObject) -> None:
    """Random touches among those that a screen offers: a number comes in the end."""
    seconds = 1.0
    session, _ = step(new_session(at(0), services_per_page=16), ARRIVED, at(0))
    session, _ = step(session, ControlTouched(Control.LIFE_EVENTS), at(seconds))
    for number in range(40):
        seconds += 1.0
        screen = session.screen
        if not isinstance(screen, ByLifeEvent):
            break
        if screen.life_event is None:
            events = [entry.life_event for entry in life_events(session)]
            touch: LifeTouch = EventChosen(data.draw(st.sampled_from(events)))
        elif screen.question is not None:
            offered = [Answered(each) for each in answers_offered(session, screen)]
            choices: list[LifeTouch] = [*offered, Onward()]
            touch = data.draw(st.sampled_from(choices))
        else:
            lines = checklist(session, screen)
            listed = [LineTouched(line.procedure.procedure) for line in lines]
            wanted: list[LifeTouch] = [*listed, Onward()]
            touch = data.draw(st.sampled_from(wanted))
        if number > 30:
            touch = Onward() if screen.question is None else touch
        session, _ = step(session, LifeTouched(touch, UUID(int=number)), at(seconds))
    if isinstance(session.screen, Waiting):
        request = session.screen.request
        assert isinstance(request, TakeTicket)
        procedures = {entry.procedure: entry for entry in sample_catalogue().procedures}
        services = [procedures[procedure].service for procedure in request.procedures]
        assert set(services) <= set(request.services)
        assert request.services
    assert isinstance(session.screen, Waiting | ByLifeEvent | Services | Trouble)
    for _ in range(int(ASKING_SECONDS) + 60):
        seconds += 1.0
        session, _ = step(session, Tick(), at(seconds))
    assert isinstance(session.screen, Start)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_said_in_every_language_in_letters_that_a_font_has(language: str) -> None:
    catalogue = sample_catalogue()
    every = [
        *(entry.words for entry in catalogue.life_events),
        *(entry.words for entry in catalogue.questions),
        *(entry.words for entry in catalogue.answers),
    ]
    for words in every:
        assert language in words, words["ja"]
        assert FACES.missing(words[language], language, bold=True) == "", words[language]


def test_a_checklist_that_is_longer_than_a_request_leads_to_a_number_too() -> None:
    resident = Resident()
    of_all = ARRIVED.catalogue
    event = next(each for each in of_all.life_events if each.checklist is not None)
    many = tuple(
        of_all.procedures[0].model_copy(update={"procedure": f"many-{each}"}) for each in range(45)
    )
    lines = tuple(ChecklistLine(procedure=each.procedure) for each in many)
    rules = ChecklistRules(service=many[0].service, asks=(), lines=lines)
    event = event.model_copy(update={"checklist": rules})
    changes = {"procedures": many, "life_events": (event,)}
    resident.meets(replace(ARRIVED, catalogue=of_all.model_copy(update=changes)))
    resident.touch(Control.LIFE_EVENTS, EventChosen(event.life_event), Onward())
    (request,) = resident.sent()
    assert isinstance(request, TakeTicket)
    assert len(request.procedures) == PROCEDURES_MAX
