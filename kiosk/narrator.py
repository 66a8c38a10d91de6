"""Who reads the screens aloud and follows the pad's keys: the pure guide, and the speaker."""

from collections import deque

from kiosk.keypad.focus import box_of
from kiosk.keypad.pad_keys import PadKey
from kiosk.page import Box, Page
from kiosk.session.screens import Asking, ByLifeEvent, Services
from kiosk.speech.guide import Act, Guide, Scene, Speak, TouchTarget, pressed, shown
from kiosk.speech.pages import spoken_page
from kiosk.speech.speaker import Speaker, SpeakerState
from kiosk.view import View
from kiosk.words import Words


class Narrator:
    """Tells the speaker what to say. For Kivy's thread only."""

    def __init__(self, words: Words, speaker: Speaker, *, private: bool) -> None:
        """`private`: nobody but the person at the kiosk hears the speaker."""
        self._words = words
        self._speaker = speaker
        self._private = private
        self._guide = Guide()
        self._keys: deque[PadKey] = deque()
        self._page: Page | None = None
        self._view: View | None = None

    @property
    def focus(self) -> Box | None:
        """Where somebody is who goes through the page by keys."""
        scene = self._guide.scene
        if scene is None or not scene.keyed:
            return None
        return box_of(self._guide.focus, scene.page)

    @property
    def speaker(self) -> SpeakerState:
        """How the speaker is."""
        return self._speaker.state

    @property
    def waits(self) -> bool:
        """Whether a key was pressed that `update` has not yet come to."""
        return bool(self._keys)

    def press(self, key: PadKey) -> None:
        """A key was pressed, by somebody who already hears the page.

        While it is asked whether somebody is still there, it is the answer, and chooses nothing.
        """
        if self._guide.under is None:
            self._keys.append(key)

    def update(self, view: View, page: Page | None) -> None:
        """A page is shown. At most one key is followed: the next one may meet another page."""
        if page is None:
            return
        if page is not self._page or view != self._view:
            self._page, self._view = page, view
            if view.session.guided or self._guided:
                self._guide, acts = shown(self._guide, self._scene(view, page))
                self._do(acts)
        if self._keys:
            self._guide, acts = pressed(self._guide, self._keys.popleft())
            self._do(acts)

    def close(self) -> None:
        """Be silent for good."""
        self._speaker.close()

    @property
    def _guided(self) -> bool:
        return self._guide.scene is not None and self._guide.scene.speaks

    def _scene(self, view: View, page: Page) -> Scene:
        session = view.session
        number = session.screen.page if isinstance(session.screen, Services) else 0
        return Scene(
            f"{view.name} {number}",
            spoken_page(page, private=self._private),
            self._words.voice(session.language),
            speaks=session.guided,
            keyed=session.keyed,
            volume=session.volume,
            typing=isinstance(session.screen, Asking),
            # what has happened in a family is not for the lobby either
            hidden=not self._private and (view.private or isinstance(session.screen, ByLifeEvent)),
        )

    def _do(self, acts: tuple[Act, ...]) -> None:
        for act in acts:
            match act:
                case Speak(lines, volume, after):
                    self._speaker.speak(lines, volume, after=after)
                case TouchTarget(name):
                    self._touch(name)

    def _touch(self, name: str) -> None:
        if self._page is not None:
            for target in self._page.targets:
                if target.name == name:
                    target.touched()
                    return
