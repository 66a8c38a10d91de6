"""Somebody at a kiosk, without a screen."""

from uuid import UUID

from kiosk.session.effects import Effect, IssueAlone, Send
from kiosk.session.events import (
    ConnectionChanged,
    Control,
    ControlTouched,
    Event,
    IssuedAlone,
    PassSeen,
    ReplyArrived,
    ServiceTouched,
    Tick,
)
from kiosk.session.screens import Issued, Paper, Screen
from kiosk.session.step import (
    new_session,
    step,
)
from kiosk.view import view_of
from protocol.messages import TicketReply
from protocol.requests import Request
from tests.unit.kiosk.samples import (
    at,
    catalogue_arrived,
    pass_text,
    ticket,
)

FRESH = UUID(int=1)
LATER = UUID(int=2)


class Person:
    """Somebody at a kiosk that has its catalogue and its broker, and all that the kiosk did.

    It has no numbers of its own, unless it is told otherwise.
    """

    def __init__(self, services: int = 3, *, lent: tuple[TicketReply, ...] = ()) -> None:
        self._lent = list(lent)
        self.seconds = 0.0
        self.session = new_session(at(0), services_per_page=2)
        self.effects: list[Effect] = []
        self.meets(ConnectionChanged(connected=True), catalogue_arrived(services))
        self.waits(1)

    @property
    def screen(self) -> Screen:
        return self.session.screen

    def paper(self) -> Paper:
        """What the screen says about the paper."""
        assert isinstance(self.screen, Issued)
        return self.screen.paper

    def meets(self, *events: Event) -> tuple[Effect, ...]:
        """Events at this moment, and the effects of the last one."""
        effects: tuple[Effect, ...] = ()
        for event in events:
            self.session, effects = step(self.session, event, at(self.seconds))
            self.effects += effects
        return effects

    def waits(self, seconds: float) -> None:
        """Time passes, with a tick every tenth of a second."""
        end = self.seconds + seconds
        while self.seconds < end:
            self.seconds = min(end, self.seconds + 0.1)
            for effect in self.meets(Tick()):
                if isinstance(effect, IssueAlone):
                    number = self._lent.pop(0) if self._lent else None
                    self.meets(IssuedAlone(effect.request.id, number))

    def sent(self) -> list[Request]:
        """Every request that was published, repeated ones too."""
        return [effect.request for effect in self.effects if isinstance(effect, Send)]


def waiting_person() -> Person:
    person = Person()
    person.meets(ServiceTouched("ido", FRESH))
    return person


def person_with_number(*, reissued: bool = False) -> Person:
    person = Person()
    person.meets(PassSeen(pass_text(), FRESH))
    person.meets(ReplyArrived(FRESH, ticket(FRESH, reissued=reissued), None))
    person.waits(1)
    return person


def chooses_language(person: Person) -> None:
    """Opens the choice of languages, where the screen has a button for it."""
    person.waits(1)
    person.meets(ControlTouched(Control.LANGUAGES))
    assert person.session.choosing_language
    assert view_of(person.session, at(person.seconds)).name == "languages"
