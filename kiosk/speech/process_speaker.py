"""Speaks with programs of their own, which are killed when something else is to be said."""

import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import structlog

from kiosk.speech.lines import Line
from kiosk.speech.sound import NoSoundError, Sound, sound_of
from kiosk.speech.speaker import SpeakerState
from kiosk.speech.voices import Command, command_of

ENGINE_SECONDS: Final = 10.0
"""A line is ready after 0.2 s on a desktop and after 1 s on a Pi. One that takes longer hangs."""
CLOSE_SECONDS: Final = 5.0
"""How long the end waits for what was cut off."""
WORDS_MAX: Final = 600
"""Characters of one line; nothing that the kiosk says is longer."""

log = structlog.get_logger(__name__)


class SpeechFailedError(Exception):
    """A line could not be said. The message says why, and never what."""


class Playing(Protocol):
    """A sound that is being played."""

    def wait(self) -> None:
        """Wait until it is over, or was stopped.

        Raises:
            SpeechFailedError: it could not be played.
        """
        ...

    def stop(self) -> None:
        """Cut it off, from any thread. Returns at once: `wait` sees it to its end."""
        ...


class Output(Protocol):
    """What plays sounds: headphones, as a rule."""

    def play(self, sound: Sound, volume: int) -> Playing:
        """Begin to play.

        Raises:
            SpeechFailedError: it cannot.
        """
        ...


class ProcessSpeaker:
    """Makes each line into sound with the program of its language, and plays it.

    At most one list of lines waits: the newest. The line after the one that is heard is made
    meanwhile, so that there is no gap between them.
    """

    def __init__(
        self,
        output: Output,
        command: Callable[[Line], Command] = command_of,
        *,
        engine_seconds: float = ENGINE_SECONDS,
        state: SpeakerState = SpeakerState.READY,
    ) -> None:
        """Nothing is started before something is to be said. `state`: how it is until then."""
        self._output = output
        self._command = command
        self._engine_seconds = engine_seconds
        self._changed = threading.Condition()
        self._wanted: tuple[tuple[Line, ...], int] | None = None
        self._turn = 0
        """Counts what was to be said: whatever belongs to an earlier turn is dropped."""
        self._closed = False
        self._busy = False
        self._engine: subprocess.Popen[bytes] | None = None
        self._playing: Playing | None = None
        self._state = state
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> SpeakerState:
        """How it went with the last line."""
        return self._state

    def speak(self, lines: Sequence[Line], volume: int, *, after: bool = False) -> None:
        """Say these lines and nothing else; or, `after` what is being said, nothing else then."""
        self._want((tuple(lines), volume), cut=not after)

    def silence(self) -> None:
        """Be silent at once."""
        self._want(None)

    def close(self) -> None:
        """Be silent for good, and end the thread."""
        with self._changed:
            self._closed = True
        self._want(None)
        if self._thread is not None:
            # a program that a sound card does not let go of must hold up no restart
            self._thread.join(CLOSE_SECONDS)

    def wait(self, seconds: float) -> bool:
        """Whether all was said, or cut off, within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy and self._wanted is None, seconds)

    def _want(self, wanted: tuple[tuple[Line, ...], int] | None, *, cut: bool = True) -> None:
        with self._changed:
            self._wanted = None if self._closed else wanted
            if cut:
                self._turn += 1
                if self._engine is not None:
                    self._engine.kill()
                if self._playing is not None:
                    self._playing.stop()
            if self._thread is None and self._wanted is not None:
                self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._wanted is not None or self._closed)
                if self._wanted is None:
                    return
                (lines, volume), self._wanted = self._wanted, None
                turn, self._busy = self._turn, True
            self._say(lines, volume, turn)

    def _say(self, lines: Sequence[Line], volume: int, turn: int) -> None:
        heard: Playing | None = None
        for line in lines:
            sound: Sound | None = None
            try:
                sound = self._made(line, turn)
            except SpeechFailedError as error:
                self._become(SpeakerState.BROKEN, str(error))
            # also where it was cut off, or nothing follows: two are never heard at once, and no
            # program is left behind
            self._heard_out(heard)
            heard = None
            if turn != self._turn:
                return
            if sound is not None:
                try:
                    heard = self._played(sound, volume, turn)
                except SpeechFailedError as error:
                    self._become(SpeakerState.BROKEN, str(error))
        self._heard_out(heard)

    def _heard_out(self, heard: Playing | None) -> None:
        if heard is None:
            return
        try:
            heard.wait()
        except SpeechFailedError as error:
            self._become(SpeakerState.BROKEN, str(error))
        else:
            self._become(SpeakerState.READY)

    def _made(self, line: Line, turn: int) -> Sound | None:
        """A line as sound; None where something else is to be said by now."""
        command = self._command(Line(line.words[:WORDS_MAX], line.language))
        name = command.program[0]
        with self._changed:
            if turn != self._turn:
                return None
            try:
                engine = self._engine = subprocess.Popen(
                    command.program,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                raise SpeechFailedError(f"{name}: {error.strerror}") from error
        try:
            wav, _ = engine.communicate(command.words, self._engine_seconds)
        except subprocess.TimeoutExpired as error:
            engine.kill()
            engine.communicate()
            raise SpeechFailedError(f"{name} hangs") from error
        finally:
            with self._changed:
                self._engine = None
        if turn != self._turn:
            return None
        try:
            return sound_of(wav)
        except NoSoundError as error:
            raise SpeechFailedError(f"{name} gave no sound: {error}") from error

    def _played(self, sound: Sound, volume: int, turn: int) -> Playing | None:
        with self._changed:
            if turn != self._turn:
                return None
            self._playing = self._output.play(sound, volume)
            return self._playing

    def _become(self, state: SpeakerState, why: str = "") -> None:
        if state is self._state:
            return
        self._state = state
        if state is SpeakerState.BROKEN:
            log.warning("speech_failed", why=why)
        else:
            log.info("speech_ready")
