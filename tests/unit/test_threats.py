"""docs/threats.md: every test that it names exists, and each threat says all that it should."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
JAPANESE = (ROOT / "docs" / "threats.ja.md").read_text(encoding="utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
THREATS = re.findall(r"^## (\d+)\. (.+)$", PAGE, re.MULTILINE)


def threat(number: str) -> str:
    """What is said of one."""
    (text,) = re.findall(rf"^## {number}\. .+?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return str(text)


@pytest.mark.parametrize(("file", "test"), TEST.findall(PAGE))
def test_every_test_that_shows_something_exists(file: str, test: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(rf"^(?:async )?def {test}\(", text, re.MULTILINE)


@pytest.mark.parametrize(("number", "title"), THREATS)
def test_each_says_what_stops_it_what_shows_it_and_what_is_left(number: str, title: str) -> None:
    text = threat(number)
    for part in ("**Tries** ", "**Stops it.** ", "**Shown by**\n", "**Not covered.** "):
        assert text.count(part) == 1, (title, part)
    shown = text.partition("**Shown by**")[2].partition("**Not covered.**")[0]
    named = re.findall(r"^- (.+)$", shown, re.MULTILINE)
    assert named
    assert all(TEST.fullmatch(line) for line in named)


def test_those_whom_everybody_thinks_of_are_there() -> None:
    for words in ("forged pass", "USB keyboard", "thief", "neighbour", "display", "Wi-Fi"):
        assert any(words in title for _, title in THREATS), words


def test_the_japanese_page_has_the_same_threats() -> None:
    assert re.findall(r"^## (\d+)\.", JAPANESE, re.MULTILINE) == [number for number, _ in THREATS]
    for number, _ in THREATS:
        (text,) = re.findall(rf"^## {number}\. .+?(?=^## |\Z)", JAPANESE, re.MULTILINE | re.DOTALL)
        for part in ("**防ぐもの：**", "**防げないこと：**"):
            assert part in text, number
