"""From a life event to one number with all its stops: what is asked, what is listed, what is sent.

Pure. The rules are the catalogue's (protocol/checklists.py). What somebody answers stays on the
screen and goes with it; only the procedures that they keep are sent.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from kiosk.session.effects import Effect
from kiosk.session.events import Control, LifeTouched
from kiosk.session.life_touches import Answered, EventChosen, LineTouched, Onward
from kiosk.session.model import Now, Session, TextSize
from kiosk.session.moves import ask, shows, to_start
from kiosk.session.screens import ByLifeEvent, Services
from protocol.checklists import asked, lines_for, questions_in_all
from protocol.messages import (
    ChecklistRules,
    LifeEventEntry,
    ProcedureEntry,
    QuestionEntry,
    ServiceEntry,
    TakeTicket,
)

SERVICES_MAX = 20
PROCEDURES_MAX = 40
"""As many as a request may name; what is left out is still asked about at the counter."""


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure of somebody's checklist."""

    procedure: ProcedureEntry
    service: ServiceEntry
    offered: bool
    """Only for whoever wants it."""
    chosen: bool
    """Whether it goes into the request."""


def life_events(session: Session) -> tuple[LifeEventEntry, ...]:
    """Those that somebody can start from here."""
    entries = () if session.catalogue is None else session.catalogue.life_events
    return tuple(entry for entry in entries if entry.checklist is not None)


def event_pages(session: Session) -> tuple[tuple[LifeEventEntry, ...], ...]:
    """Those page by page, at least one: fewer stand on a page where words are largest."""
    entries = life_events(session)
    many = 6 if session.text is TextSize.LARGEST else 12
    return tuple(entries[first : first + many] for first in range(0, len(entries), many)) or ((),)


def event_page_of(session: Session, screen: ByLifeEvent) -> int:
    """The page of them that is shown, from 0: the last one where there are fewer now."""
    return min(screen.page, len(event_pages(session)) - 1)


def begin(session: Session, now: Now) -> Session:
    """The choice of life events, for whoever touched it on the start screen or on the services."""
    if not life_events(session):
        return session
    page = session.screen.page if isinstance(session.screen, Services) else None
    return shows(session, ByLifeEvent(now.seconds, page), now)


def entry_of(session: Session, screen: ByLifeEvent) -> LifeEventEntry | None:
    """What happened; None before it was chosen."""
    chosen = (one for one in life_events(session) if one.life_event == screen.life_event)
    return next(chosen, None)


def question_of(session: Session, screen: ByLifeEvent) -> QuestionEntry | None:
    """The question that is shown; None on the choice of events and on the checklist."""
    entries = () if session.catalogue is None else session.catalogue.questions
    return next((entry for entry in entries if entry.question == screen.question), None)


def answers_offered(session: Session, screen: ByLifeEvent) -> tuple[str, ...]:
    """What can be answered to the question that is shown."""
    rules = _rules(session, screen)
    asks = () if rules is None else rules.asks
    return next((ask.answers for ask in asks if ask.question == screen.question), ())


def how_far(session: Session, screen: ByLifeEvent) -> tuple[int, int]:
    """Which step this is, and how many there are: the questions and then the checklist."""
    rules = _rules(session, screen)
    if rules is None:
        return 1, 1
    answers = dict(screen.answers)
    steps = questions_in_all(rules, answers) + 1
    if screen.question is None:
        return steps, steps
    path = [ask.question for ask in asked(rules, answers)]
    return path.index(screen.question) + 1 if screen.question in path else 1, steps


def checklist(session: Session, screen: ByLifeEvent) -> tuple[Line, ...]:
    """The procedures that somebody needs, by place; then those that are only offered."""
    rules, catalogue = _rules(session, screen), session.catalogue
    if rules is None or catalogue is None:
        return ()
    procedures = {entry.procedure: entry for entry in catalogue.procedures}
    services = {entry.service: entry for entry in catalogue.services}
    known = [
        (procedures[line.procedure], line.offered)
        for line in lines_for(rules, dict(screen.answers))
        if line.procedure in procedures and procedures[line.procedure].service in services
    ]
    # what is done at one place stands together, in the order of the first thing that is done there;
    # in which order one really goes to the places depends on who waits where, and is the server's
    return tuple(
        Line(entry, services[service], offered, (entry.procedure in screen.changed) is offered)
        for wanted in (False, True)
        for service in dict.fromkeys(one.service for one, offered in known if offered is wanted)
        for entry, offered in known
        if offered is wanted and entry.service == service
    )


def desk_of(session: Session, screen: ByLifeEvent) -> ServiceEntry | None:
    """Where somebody goes whose list is empty; None where the catalogue has no such service."""
    rules = _rules(session, screen)
    if rules is None or session.catalogue is None:
        return None
    services = session.catalogue.services
    return next((entry for entry in services if entry.service == rules.service), None)


def lines_on_page(session: Session) -> int:
    """How many lines of a checklist stand on one page: fewer where words are larger."""
    return 6 if session.text is TextSize.NORMAL else 4


def pages(session: Session, screen: ByLifeEvent) -> tuple[tuple[Line, ...], ...]:
    """The checklist, page by page, at least one; what is only offered begins a page of its own."""
    lines, many = checklist(session, screen), lines_on_page(session)
    found = list[tuple[Line, ...]]()
    for offered in (False, True):
        part = tuple(line for line in lines if line.offered is offered)
        found += [part[first : first + many] for first in range(0, len(part), many)]
    return tuple(found) or ((),)


def page_of(session: Session, screen: ByLifeEvent) -> int:
    """The page that is shown, from 0: the last one where there are fewer now."""
    return min(screen.page, len(pages(session, screen)) - 1)


def touched(
    session: Session, screen: ByLifeEvent, event: LifeTouched, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """What a touch on one of its screens leads to. One that means nothing there changes nothing."""
    entry, question = entry_of(session, screen), question_of(session, screen)
    match event.touch:
        case EventChosen(chosen) if entry is None:
            return _chosen(session, screen, chosen, now), ()
        case Answered(answer) if question and answer in answers_offered(session, screen):
            if question.many:
                return replace(session, screen=_toggled(session, screen, answer)), ()
            return _on(session, _with_answers(screen, (answer,)), now), ()
        case Onward() if question and question.many:
            given = dict(screen.answers).get(question.question, ())
            return _on(session, _with_answers(screen, given), now), ()
        case LineTouched(procedure) if entry and question is None:
            changed = _other(screen.changed, procedure)
            return replace(session, screen=replace(screen, changed=changed)), ()
        case Onward() if entry and question is None:
            return _number(session, screen, event.fresh_id, now)
    return session, ()


def turned(
    session: Session, screen: ByLifeEvent, control: Control, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """Back by one step, or to another page of the life events or of the checklist."""
    if control is Control.BACK:
        return _back(session, screen, now), ()
    if entry_of(session, screen) is None:
        at, many = event_page_of(session, screen), len(event_pages(session))
    elif screen.question is None:
        at, many = page_of(session, screen), len(pages(session, screen))
    else:
        return session, ()
    page = at + (1 if control is Control.NEXT_PAGE else -1)
    if 0 <= page < many:
        return shows(session, replace(screen, since=now.seconds, page=page), now), ()
    return session, ()


def may_be_interrupted(screen: ByLifeEvent) -> bool:
    """Whether a pass that is held up counts: not once something was chosen, which it would end."""
    return screen.life_event is None


def with_new_catalogue(session: Session, before: Session, now: Now) -> Session:
    """The screen once the rules have changed under it: from the start, where they are others."""
    screen = session.screen
    if not isinstance(screen, ByLifeEvent):
        return session
    if not life_events(session):
        return to_start(session, now)
    if screen.life_event is None or _same_rules(session, before, screen):
        return session
    return shows(session, ByLifeEvent(now.seconds, screen.services_page), now)


def _same_rules(session: Session, before: Session, screen: ByLifeEvent) -> bool:
    one, other = entry_of(session, screen), entry_of(before, screen)
    if one is None or other is None or session.catalogue is None or before.catalogue is None:
        return False
    same = session.catalogue.questions == before.catalogue.questions
    return same and one.checklist == other.checklist


def _rules(session: Session, screen: ByLifeEvent) -> ChecklistRules | None:
    entry = entry_of(session, screen)
    return None if entry is None else entry.checklist


def _chosen(session: Session, screen: ByLifeEvent, life_event: str, now: Now) -> Session:
    began = replace(screen, life_event=life_event, question=None, answers=(), changed=(), page=0)
    rules = _rules(session, began)
    if rules is None:
        return session
    path = asked(rules, {})
    first = path[0].question if path else None
    return shows(session, replace(began, since=now.seconds, question=first), now)


def _with_answers(screen: ByLifeEvent, given: tuple[str, ...]) -> ByLifeEvent:
    others = tuple(pair for pair in screen.answers if pair[0] != screen.question)
    # what was left out or added was so of another list
    return replace(screen, answers=(*others, (screen.question or "", given)), changed=(), page=0)


def _toggled(session: Session, screen: ByLifeEvent, answer: str) -> ByLifeEvent:
    given = _other(dict(screen.answers).get(screen.question or "", ()), answer)
    ordered = tuple(each for each in answers_offered(session, screen) if each in given)
    return _with_answers(screen, ordered)


def _other(chosen: tuple[str, ...], one: str) -> tuple[str, ...]:
    """With it where it was not, without it where it was."""
    if one in chosen:
        return tuple(each for each in chosen if each != one)
    return (*chosen, one)


def _on(session: Session, screen: ByLifeEvent, now: Now) -> Session:
    rules = _rules(session, screen)
    path = [] if rules is None else [ask.question for ask in asked(rules, dict(screen.answers))]
    place = path.index(screen.question) + 1 if screen.question in path else len(path)
    following = path[place] if place < len(path) else None
    return shows(session, replace(screen, since=now.seconds, question=following), now)


def _back(session: Session, screen: ByLifeEvent, now: Now) -> Session:
    rules = _rules(session, screen)
    if rules is None:
        if screen.services_page is None:
            return to_start(session, now)
        return shows(session, Services(now.seconds, screen.services_page), now)
    path = [ask.question for ask in asked(rules, dict(screen.answers))]
    place = path.index(screen.question) if screen.question in path else len(path)
    if place == 0:
        return shows(session, ByLifeEvent(now.seconds, screen.services_page), now)
    before = path[place - 1]
    return shows(session, replace(screen, since=now.seconds, question=before, page=0), now)


def _number(
    session: Session, screen: ByLifeEvent, fresh_id: UUID, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    chosen = [line for line in checklist(session, screen) if line.chosen]
    desk = desk_of(session, screen)
    services = tuple(dict.fromkeys(line.service.service for line in chosen))[:SERVICES_MAX]
    if not services and desk is not None:
        services = (desk.service,)
    if not services:
        # nothing to do here, and nobody who could be asked: the services are a way on
        return shows(session, Services(now.seconds), now), ()
    request = TakeTicket(
        id=fresh_id,
        at=now.wall,
        services=services,
        procedures=tuple(
            line.procedure.procedure for line in chosen if line.service.service in services
        )[:PROCEDURES_MAX],
        language=session.language,
    )
    return ask(session, request, now)
