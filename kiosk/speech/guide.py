"""What somebody hears who uses a page by ear, and what their keys do. Pure.

`shown` gets every page that is drawn, `pressed` every key. Both say what is to be done.
"""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from kiosk.keypad.focus import HEADING, Focus, entered, kept, left, moved, place_of
from kiosk.keypad.pad_keys import PadKey
from kiosk.speech.lines import Line
from kiosk.speech.pages import Choice, ChoiceGroup, SpokenPage, merged
from kiosk.words import N_, Voice

WAYS_BACK: Final = ("control:back", "navi:back", "control:done")
"""What the key for going back touches: the first of them that the page has."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A page that is seen, and how somebody wants to hear it."""

    screen: str
    """The same as long as only something on the screen changes."""
    page: SpokenPage
    voice: Voice
    speaks: bool
    keyed: bool
    """Somebody has pressed a key of the pad: keys are explained, and choices are theirs to find."""
    volume: int
    typing: bool = False
    """Somebody types on this screen: what they have typed is heard at once."""
    hidden: bool = False
    """Somebody's own data stand there, and others would hear them."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Say this, and cut off what is being said."""

    lines: tuple[Line, ...]
    volume: int
    after: bool = False
    """Let what is being said come to its end first."""


@dataclass(frozen=True, slots=True)
class TouchTarget:
    """Do what a touch on this target does."""

    name: str


Act = Speak | TouchTarget


@dataclass(frozen=True, slots=True)
class Guide:
    """What was said, and where somebody is."""

    scene: Scene | None = None
    focus: Focus = HEADING
    under: Scene | None = None
    """What lies under a question that covers the whole screen, while one does."""


def shown(guide: Guide, scene: Scene) -> tuple[Guide, tuple[Act, ...]]:
    """A page was drawn, for the first time or anew."""
    before = guide.scene
    if not scene.speaks:
        if before is None or not before.speaks:
            return Guide(scene), ()
        # in the language of whoever has heard the rest, and as loud
        bye = _line(before, before.voice.say(N_("音声案内を終わります。")))
        return Guide(scene), _speak(before, (bye,))
    if before is None or not before.speaks:
        return Guide(scene), _speak(scene, (*_welcome(scene), *_whole(scene)))
    if (before.screen, before.page.language) != (scene.screen, scene.page.language):
        return Guide(scene), _speak(scene, _whole(scene))
    if scene.page.covers:
        # once: a question that counts its seconds would say each of them
        asked = () if guide.under is not None else _asked(scene)
        return Guide(scene, guide.focus, guide.under or before), _speak(scene, asked)
    if guide.under is not None:
        # they are where they were
        focus = kept(guide.focus, guide.under.page, scene.page)
        return Guide(scene, focus), _speak(scene, _focused(scene, focus) if scene.keyed else ())
    focus = kept(guide.focus, before.page, scene.page)
    own, news = _own_news(guide, before, scene, focus), _news(before, scene, focus)
    alerts = () if before.page.alerts else _asked(scene)
    # what becomes of the paper must not cut off the number; what somebody has just done may
    after = not (scene.typing or alerts or own)
    return Guide(scene, focus), _speak(scene, (*alerts, *news, *own), after=after)


def pressed(guide: Guide, key: PadKey) -> tuple[Guide, tuple[Act, ...]]:
    """A key was pressed by somebody who hears the page."""
    scene = guide.scene
    if scene is None or not scene.speaks:
        return guide, ()
    if scene.hidden and key in {PadKey.NEXT, PadKey.PREVIOUS, PadKey.CHOOSE}:
        # whoever heard where somebody is would hear what they type
        return guide, _speak(scene, _whole(scene))
    match key:
        case PadKey.NEXT | PadKey.PREVIOUS:
            by = 1 if key is PadKey.NEXT else -1
            return _at(guide, scene, moved(guide.focus, scene.page, by))
        case PadKey.CHOOSE:
            place = place_of(guide.focus, scene.page)
            if place is None:
                return guide, _speak(scene, _whole(scene))
            if isinstance(place.item, ChoiceGroup):
                return _at(guide, scene, entered(guide.focus, scene.page))
            return guide, (TouchTarget(place.item.name),)
        case PadKey.BACK:
            if guide.focus.group is not None:
                return _at(guide, scene, left(guide.focus))
            for name in WAYS_BACK:
                if scene.page.choice(name) is not None:
                    return guide, (TouchTarget(name),)
            return _at(guide, scene, HEADING)
        case PadKey.VOLUME | PadKey.LOUDER | PadKey.QUIETER:
            said = scene.voice.say(N_("音量{step}"), step=scene.volume)
            return guide, _speak(scene, (_line(scene, said), *_focused(scene, guide.focus)))
        case PadKey.PLUGGED | PadKey.UNPLUGGED:
            return guide, ()
    assert_never(key)


def _at(guide: Guide, scene: Scene, focus: Focus) -> tuple[Guide, tuple[Act, ...]]:
    return replace(guide, focus=focus), _speak(scene, _focused(scene, focus))


def _speak(scene: Scene, lines: tuple[Line, ...], *, after: bool = False) -> tuple[Act, ...]:
    return (Speak(lines, scene.volume, after),) if lines else ()


def _line(scene: Scene, words: str) -> Line:
    return Line(words, scene.page.language)


def _welcome(scene: Scene) -> tuple[Line, ...]:
    start = scene.voice.say(N_("音声案内を始めます。"))
    if not scene.keyed:
        return (_line(scene, start),)
    keys = scene.voice.say(
        N_(
            "次と前のキーで選び、決定のキーで決めます。戻るキーで前の画面に戻ります。"
            "音量のキーで声が大きくなり、もう一度読みます。"
        )
    )
    return (_line(scene, start), _line(scene, keys))


def _whole(scene: Scene) -> tuple[Line, ...]:
    """The page, and what can be chosen on it: all of it where somebody listens and touches."""
    if scene.hidden:
        return (
            _line(
                scene, scene.voice.say(N_("個人の情報の画面は、まわりに聞こえる声では読みません。"))
            ),
        )
    page = scene.page
    lines = (*page.lines, *page.alerts)
    if not scene.keyed:
        listed = [entry for entry in page.entries if not _is_last(entry)]
        for number, entry in enumerate(listed, start=1):
            lines += _entry(scene, entry, number, len(listed))
        return lines
    if not page.entries:
        return lines
    count = scene.voice.say(N_("選べるものは{count}個です。"), count=len(page.entries))
    return (*lines, _line(scene, count))


def _news(before: Scene, scene: Scene, focus: Focus) -> tuple[Line, ...]:
    """What has changed on the same screen, beside what somebody is on."""
    if scene.hidden:
        return ()
    old = list(before.page.lines)
    news = list[Line]()
    for line in scene.page.lines:
        if line in old:
            old.remove(line)
        else:
            news.append(line)
    for choice in scene.page.choices:
        was = before.page.choice(choice.name)
        if choice.live and choice.name != focus.name and was and was.lines != choice.lines:
            news += choice.lines
    return tuple(news)


def _own_news(guide: Guide, before: Scene, scene: Scene, focus: Focus) -> tuple[Line, ...]:
    """What has changed about what somebody is on: it is chosen now, or is another thing."""
    place = place_of(focus, scene.page)
    if scene.hidden or place is None:
        return ()
    if focus != guide.focus:
        return _entry(scene, place.item, place.number, place.count)
    if not isinstance(place.item, Choice):
        return ()
    was, now = before.page.choice(place.item.name), place.item
    if was is not None and bool(was.chosen) == bool(now.chosen):
        return ()
    if was is not None and was.chosen:
        now = replace(now, chosen=False)  # said, since it was the chosen one
    return _entry(scene, now, place.number, place.count)


def _focused(scene: Scene, focus: Focus) -> tuple[Line, ...]:
    place = place_of(focus, scene.page)
    if place is None or scene.hidden:
        return _whole(scene)
    return _entry(scene, place.item, place.number, place.count)


def _asked(scene: Scene) -> tuple[Line, ...]:
    """What breaks into everything else, and how it is answered by keys."""
    if not scene.page.alerts or not scene.keyed:
        return scene.page.alerts
    words = N_("続けるときは、どれかのキーを押してください。")
    return (*scene.page.alerts, _line(scene, scene.voice.say(words)))


def _entry(scene: Scene, item: Choice | ChoiceGroup, number: int, count: int) -> tuple[Line, ...]:
    """A choice or a group, whether it is chosen, and which of how many it is."""
    say = scene.voice.say
    position = say(N_("{count}個のうち{number}番目"), number=number, count=count)
    if isinstance(item, ChoiceGroup):
        inside = say(N_("中に{count}個あります"), count=len(item.choices))
        return (*merged((item.line, _line(scene, inside))), _line(scene, position))
    state = {
        None: (),
        True: (_line(scene, say(N_("選ばれています"))),),
        False: (_line(scene, say(N_("選ばれていません"))),),
    }[item.chosen]
    # what it is comes first and alone: it is heard while the rest is still being made
    return (*merged((*item.lines, *state)), _line(scene, position))


def _is_last(entry: Choice | ChoiceGroup) -> bool:
    return isinstance(entry, ChoiceGroup) and entry.last
