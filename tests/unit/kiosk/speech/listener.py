"""Somebody who does not see the kiosk: headphones, and a pad of keys."""

from uuid import UUID

from kiosk.keypad.pad_keys import PadKey
from kiosk.maintenance.model import StaffTouch
from kiosk.narrator import Narrator
from kiosk.page import Page
from kiosk.screens.common import Drawing, Scored, Touched, Touches
from kiosk.screens.draw import draw, theme_of
from kiosk.session.events import (
    CameraChanged,
    ControlTouched,
    Event,
    KeyPressed,
    LanguageTouched,
    LifeTouched,
    NaviTouched,
    ScoreTouched,
    ServiceTouched,
    StaffTouched,
    TicketTouched,
    TicketWish,
)
from kiosk.session.life_touches import LifeTouch
from kiosk.session.model import Sight
from kiosk.session.step import new_session
from kiosk.speech.speaker import FakeSpeaker
from kiosk.view import View, view_of
from kiosk.words import load_words
from tests.unit.kiosk.person import Person
from tests.unit.kiosk.remembering import typesetter
from tests.unit.kiosk.samples import at, catalogue_arrived

WORDS = load_words()
NEXT, PREVIOUS, CHOOSE, BACK = PadKey.NEXT, PadKey.PREVIOUS, PadKey.CHOOSE, PadKey.BACK


class Listener(Person):
    """A person at a kiosk whose screens are read aloud, put together as the app does it."""

    def __init__(self, services: int = 3, *, private: bool = True) -> None:
        self.speaker = FakeSpeaker()
        self.narrator = Narrator(WORDS, self.speaker, private=private)
        self._drawn: tuple[View, Page] | None = None
        self._touched = list[Event]()
        super().__init__(services)
        speaking = new_session(at(0), services_per_page=8, can_speak=True)
        self.session = speaking
        self.meets(*self.arrival(services), CameraChanged(Sight.SEES))
        self.waits(1)

    def arrival(self, services: int) -> tuple[Event, ...]:
        """What has to have happened before anybody is served."""
        return (catalogue_arrived(services),)

    @property
    def page(self) -> Page:
        """What is on the screen."""
        assert self._drawn is not None
        return self._drawn[1]

    def sees(self) -> None:
        """The screen as it is now is shown, and what the keys touched on it happens."""
        while True:
            view = view_of(self.session, at(self.seconds))
            if self._drawn is None or self._drawn[0] != view:
                page = Page(theme_of(view, 1080, 1920), typesetter(), view.session.language)
                touches = Touches(
                    lambda service: self._touched.append(ServiceTouched(service, UUID(int=1))),
                    self._other,
                )
                draw(Drawing(page, view, WORDS.voice(view.session.language), touches))
                self._drawn = view, page
            self.narrator.update(*self._drawn)
            if not self._touched and not self.narrator.waits:
                return
            touched, self._touched = self._touched, []
            self.meets(*touched)

    def _other(self, touch: Touched) -> None:
        if isinstance(touch, ControlTouched | LanguageTouched):
            self._touched.append(touch)
        elif isinstance(touch, StaffTouch):
            self._touched.append(StaffTouched(touch, UUID(int=1)))
        elif isinstance(touch, LifeTouch):
            self._touched.append(LifeTouched(touch, UUID(int=1)))
        elif isinstance(touch, TicketWish):
            self._touched.append(TicketTouched(touch, UUID(int=1)))
        elif isinstance(touch, Scored):
            self._touched.append(ScoreTouched(touch.score, UUID(int=1)))
        else:
            self._touched.append(NaviTouched(touch, UUID(int=1)))

    def presses(self, *keys: PadKey) -> list[str]:
        """Keys, a second apart. What is heard after the last of them."""
        self.sees()
        heard = 0
        for key in keys:
            heard = len(self.speaker.heard)
            if self.session.guided:
                self.narrator.press(key)
            self.meets(KeyPressed(key))
            self.sees()
            self.waits(1)
        return self.heard_since(heard)

    def hears(self, *events: Event) -> list[str]:
        """Something happens. What is heard then."""
        self.sees()
        heard = len(self.speaker.heard)
        self.meets(*events)
        self.sees()
        return self.heard_since(heard)

    def heard_since(self, count: int) -> list[str]:
        """Words that were said after so many lines."""
        return [line.words for line in self.speaker.heard[count:]]

    def looks_for(self, wanted: str, most: int = 40) -> list[str]:
        """Press the key for the next one until something that begins so is heard."""
        for _ in range(most):
            heard = self.presses(NEXT)
            if heard[0].startswith(wanted):
                return heard
        raise AssertionError(f"never heard {wanted}")
