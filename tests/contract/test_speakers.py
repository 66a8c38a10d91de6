"""What holds for every speaker; and the real programs speak every language of the kiosk."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from kiosk.session.model import LANGUAGES
from kiosk.speech.alsa import AlsaOutput
from kiosk.speech.lines import Line
from kiosk.speech.process_speaker import Playing, ProcessSpeaker
from kiosk.speech.sound import Sound
from kiosk.speech.speaker import FakeSpeaker, Speaker, SpeakerState
from kiosk.speech.voices import Command, command_of
from kiosk.speech.volume import FIRST_VOLUME
from tests.waiting import PATIENCE

WELCOMES = {
    "ja": "受付コードをかざしてください",
    "ja-simple": "ばんごうの かみを とって ください",
    "en": "Please hold up your reception code",
    "zh": "请选择要办理的手续",
    "ko": "접수 코드를 비춰 주세요",
    "vi": "Vui lòng chọn thủ tục",
    "pt": "Escolha o serviço desejado",
    "tl": "Pumili ng serbisyo, B 103",
    "ne": "कृपया सेवा छान्नुहोस्",
}
"""A short sentence in each language."""


class Over:
    """A sound that was over in no time."""

    def wait(self) -> None:
        """It is over."""

    def stop(self) -> None:
        """It is over."""


@dataclass
class Recorder:
    """Headphones that remember what was played."""

    played: list[tuple[Sound, int]] = field(default_factory=list)

    def play(self, sound: Sound, volume: int) -> Playing:
        self.played.append((sound, volume))
        return Over()


@dataclass
class Heard:
    """A speaker, how many lines were heard of it so far, and at which volume the last."""

    speaker: Speaker
    count: Callable[[], int]
    volume: Callable[[], int]

    def speaks(self, lines: Sequence[Line], volume: int = FIRST_VOLUME) -> None:
        self.speaker.speak(lines, volume)
        if isinstance(self.speaker, ProcessSpeaker):
            assert self.speaker.wait(PATIENCE)


def fake() -> Heard:
    speaker = FakeSpeaker()
    return Heard(speaker, lambda: len(speaker.heard), lambda: speaker.volume)


def real() -> Heard:
    recorder = Recorder()
    speaker = ProcessSpeaker(recorder)
    return Heard(speaker, lambda: len(recorder.played), lambda: recorder.played[-1][1])


@pytest.fixture(params=[fake, real])
def heard(request: pytest.FixtureRequest) -> Iterator[Heard]:
    made: Heard = request.param()
    yield made
    made.speaker.close()


def test_lines_are_heard_one_after_another(heard: Heard) -> None:
    heard.speaks([Line("手続き", "ja"), Line("Done", "en")], 5)
    assert (heard.count(), heard.volume()) == (2, 5)
    heard.speaks([Line("はい", "ja")], 6)
    assert (heard.count(), heard.volume()) == (3, 6)
    assert heard.speaker.state is SpeakerState.READY


def test_after_it_was_closed_nothing_is_heard(heard: Heard) -> None:
    heard.speaker.silence()
    heard.speaker.close()
    heard.speaker.close()
    heard.speaks([Line("手続き", "ja")])
    heard.speaker.silence()
    assert heard.count() == 0


def test_every_language_is_spoken_without_a_network() -> None:
    assert set(WELCOMES) == set(LANGUAGES)
    recorder = Recorder()
    speaker = ProcessSpeaker(recorder)
    speaker.speak([Line(words, language) for language, words in WELCOMES.items()], FIRST_VOLUME)
    assert speaker.wait(PATIENCE)
    speaker.close()
    assert speaker.state is SpeakerState.READY
    assert len(recorder.played) == len(WELCOMES)
    for sound, _ in recorder.played:
        assert 1.0 < sound.seconds < 5.0
        # it is heard, and is no noise at its limit
        assert abs(sound.samples.astype(int)).max() > 1_000
        assert abs(sound.samples.astype(int)).mean() < 10_000


def test_a_line_reaches_a_sound_card() -> None:
    """ALSA's own `null` device takes what is played, and needs no sound card."""
    speaker = ProcessSpeaker(AlsaOutput("null"))
    speaker.speak([Line("はい", "ja")], FIRST_VOLUME)
    assert speaker.wait(PATIENCE)
    speaker.close()
    assert speaker.state is SpeakerState.READY


def test_a_missing_sound_card_or_program_is_a_state() -> None:
    for speaker in (
        ProcessSpeaker(AlsaOutput("no-such-device")),
        ProcessSpeaker(AlsaOutput("null", program="no-such-player")),
        ProcessSpeaker(Recorder(), lambda _: Command(("no-such-engine",), b"")),
        ProcessSpeaker(Recorder(), lambda _: Command(("true",), b"")),
    ):
        speaker.speak([Line("はい", "ja")], FIRST_VOLUME)
        assert speaker.wait(PATIENCE)
        assert speaker.state is SpeakerState.BROKEN
        speaker.close()


class Endless:
    """Headphones on which every sound goes on until it is stopped."""

    def __init__(self) -> None:
        self.playing = list[threading.Event]()
        self.begun = threading.Semaphore(0)

    def play(self, sound: Sound, volume: int) -> "EndlessSound":
        one = threading.Event()
        self.playing.append(one)
        self.begun.release()
        return EndlessSound(one)


@dataclass
class EndlessSound:
    stopped: threading.Event

    def wait(self) -> None:
        assert self.stopped.wait(PATIENCE)

    def stop(self) -> None:
        self.stopped.set()


def test_what_is_said_last_cuts_off_what_is_being_said() -> None:
    headphones = Endless()
    speaker = ProcessSpeaker(headphones)
    speaker.speak([Line("はい", "ja"), Line("いいえ", "ja")], FIRST_VOLUME)
    assert headphones.begun.acquire(timeout=PATIENCE)
    speaker.speak([Line("やめる", "ja")], FIRST_VOLUME)
    assert headphones.playing[0].is_set()
    assert headphones.begun.acquire(timeout=PATIENCE)
    speaker.silence()
    assert speaker.wait(PATIENCE)
    speaker.close()
    # the second line of the first was never heard
    assert [one.is_set() for one in headphones.playing] == [True, True]
    assert speaker.state is SpeakerState.READY


def test_what_comes_after_waits_for_its_turn_and_is_the_newest() -> None:
    headphones = Endless()
    speaker = ProcessSpeaker(headphones)
    speaker.speak([Line("はい", "ja")], FIRST_VOLUME)
    assert headphones.begun.acquire(timeout=PATIENCE)
    speaker.speak([Line("前", "ja"), Line("前", "ja")], FIRST_VOLUME, after=True)
    speaker.speak([Line("後", "ja")], FIRST_VOLUME, after=True)
    assert not headphones.playing[0].is_set()
    headphones.playing[0].set()
    assert headphones.begun.acquire(timeout=PATIENCE)
    headphones.playing[1].set()
    assert speaker.wait(PATIENCE)
    speaker.close()
    assert len(headphones.playing) == 2


@dataclass
class OneAtATime:
    """Headphones that notice two sounds at once, and sounds that nobody waits for."""

    waited: list[bool] = field(default_factory=list)
    mixed: bool = False

    def play(self, sound: Sound, volume: int) -> "OneSound":
        self.mixed = self.mixed or not all(self.waited)
        self.waited.append(False)
        return OneSound(self, len(self.waited) - 1)


@dataclass
class OneSound:
    headphones: OneAtATime
    number: int

    def wait(self) -> None:
        self.headphones.waited[self.number] = True

    def stop(self) -> None:
        """It goes on, as if the sound card did not let go."""


def test_after_a_line_that_cannot_be_said_two_are_not_heard_at_once() -> None:
    unsayable = Line("unsayable", "en")
    headphones = OneAtATime()
    speaker = ProcessSpeaker(
        headphones,
        lambda line: Command(("false",), b"") if line == unsayable else command_of(line),
    )
    speaker.speak([Line("はい", "ja"), unsayable, Line("いいえ", "ja"), unsayable], FIRST_VOLUME)
    assert speaker.wait(PATIENCE)
    speaker.close()
    assert headphones.waited == [True, True]
    assert not headphones.mixed


def test_an_engine_that_hangs_is_killed() -> None:
    speaker = ProcessSpeaker(
        Recorder(), lambda _: Command(("sleep", "1000"), b""), engine_seconds=0.05
    )
    speaker.speak([Line("はい", "ja")], FIRST_VOLUME)
    assert speaker.wait(PATIENCE)
    speaker.close()
    assert speaker.state is SpeakerState.BROKEN


def test_one_that_works_is_killed_when_something_else_is_to_be_said() -> None:
    slow = Line("slow", "en")
    recorder = Recorder()
    speaker = ProcessSpeaker(
        recorder,
        lambda line: Command(("sleep", "1000") if line == slow else ("echo",), b""),
    )
    speaker.speak([slow], FIRST_VOLUME)
    speaker.silence()
    assert speaker.wait(PATIENCE)
    assert speaker.state is SpeakerState.READY
    assert recorder.played == []
    speaker.close()
