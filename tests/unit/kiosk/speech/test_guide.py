"""What is said of a page that changes under somebody's fingers, without any page being drawn."""

from dataclasses import replace

from kiosk.keypad.focus import Focus
from kiosk.keypad.pad_keys import PadKey
from kiosk.page import Box
from kiosk.speech.guide import Guide, Scene, Speak, pressed, shown
from kiosk.speech.lines import Line
from kiosk.speech.pages import Choice, ChoiceGroup, SpokenPage
from kiosk.words import load_words

BOX = Box(0, 0, 100, 100)
VOICE = load_words().voice("ja")


def line(words: str) -> Line:
    return Line(words, "ja")


def choice(name: str, *, chosen: bool | None = None, live: bool = False) -> Choice:
    return Choice(name, (line(name),), chosen, BOX, live)


def scene(*entries: Choice | ChoiceGroup, heading: str = "見出し", alert: str = "") -> Scene:
    lines = (line(heading),) if heading else ()
    alerts = (line(alert),) if alert else ()
    page = SpokenPage("ja", lines, alerts, entries)
    return Scene("screen", page, VOICE, speaks=True, keyed=True, volume=3)


def said(guide: Guide, then: Scene) -> tuple[list[str], bool]:
    """What is said when a page is drawn anew, and whether it cuts off what is being said."""
    _, acts = shown(guide, then)
    speaks = [act for act in acts if isinstance(act, Speak)]
    words = [one.words for act in speaks for one in act.lines]
    return words, bool(speaks) and not speaks[0].after


def test_what_is_chosen_no_more_is_said_to_be_so() -> None:
    on, off = scene(choice("犬", chosen=True)), scene(choice("犬"))
    at = Guide(on, Focus("犬"))
    assert said(at, off) == (["犬、選ばれていません", "1個のうち1番目"], True)
    assert said(Guide(off, Focus("犬")), on) == (["犬、選ばれています", "1個のうち1番目"], True)
    # of what somebody is not on, nothing
    assert said(Guide(on, Focus()), off) == ([], False)


def test_what_becomes_of_the_rest_waits_for_its_turn() -> None:
    before, after = scene(choice("おわる")), scene(choice("おわる"), heading="印刷しました")
    assert said(Guide(before), after) == (["印刷しました"], False)
    typing = replace(after, typing=True)
    assert said(Guide(replace(before, typing=True)), typing) == (["印刷しました"], True)


def test_a_field_is_read_when_it_changes_and_a_wait_is_not() -> None:
    field, wait = choice("年", live=True), choice("証明書")
    typed = replace(field, lines=(line("60年"),))
    longer = replace(wait, lines=(line("証明書、5人待ち"),))
    assert said(Guide(scene(field, wait)), scene(typed, longer))[0] == ["60年"]


def test_whose_choice_is_gone_is_on_the_one_in_its_place() -> None:
    first, second = choice("一"), choice("二")
    assert said(Guide(scene(first, second), Focus("二")), scene(first)) == (
        ["一", "1個のうち1番目"],
        True,
    )
    guide, _ = shown(Guide(scene(first, second), Focus("二")), scene())
    assert guide.focus == Focus()


def test_a_group_that_is_gone_is_left() -> None:
    group = ChoiceGroup(line("カ行"), (choice("カ"),))
    guide = Guide(scene(group), Focus("カ", group.name))
    after, _ = shown(guide, scene(choice("次へ")))
    assert after.focus == Focus()
    # in a group of one, the next one is the same
    guide, _ = pressed(guide, PadKey.NEXT)
    assert guide.focus == Focus("カ", group.name)


def test_a_question_is_asked_once_whatever_it_counts() -> None:
    page = scene(choice("証明書"))
    guide, acts = shown(Guide(page, Focus("証明書")), scene(heading="", alert="あと15秒"))
    assert [type(act) for act in acts] == [Speak]
    guide, acts = shown(guide, scene(heading="", alert="あと14秒"))
    assert acts == ()
    guide, _ = shown(guide, page)
    assert guide == Guide(page, Focus("証明書"))


def test_without_choices_keys_read_the_page_again() -> None:
    for key in (PadKey.NEXT, PadKey.PREVIOUS, PadKey.CHOOSE, PadKey.BACK):
        _, acts = pressed(Guide(scene()), key)
        assert acts == (Speak((line("見出し"),), 3),)
