"""Everything that staff may be told has words in both languages."""

import re
from enum import StrEnum
from typing import get_args

import pytest

from protocol.messages import Need
from queue_server.assets import assets_dir
from queue_server.domain.commands import CallReason
from queue_server.domain.lives import CounterStatus, Note, Outcome, ServiceStatus, StopState
from queue_server.domain.refusals import Refusal
from queue_server.staff.view import Why
from queue_server.staff.words import NEEDS, REFUSALS, EdgeRefusal, Words, language_words

CONSOLE_WORDS = (assets_dir() / "web" / "staff" / "words.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("reason", [*Refusal, *EdgeRefusal])
def test_every_refusal_is_said_in_words(reason: Refusal | EdgeRefusal) -> None:
    assert REFUSALS[reason].ja.endswith("。")
    assert REFUSALS[reason].en.endswith(".")


def test_every_need_of_the_protocol_has_a_name() -> None:
    assert set(NEEDS) == set(get_args(Need))


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("STOP_STATE", StopState),
        ("COUNTER_STATUS", CounterStatus),
        ("COUNTER_STATUS_MEANS", CounterStatus),
        ("COUNTER_FREE", CounterStatus),
        ("SERVICE_STATUS", ServiceStatus),
        ("SERVICE_STATUS_MEANS", ServiceStatus),
        ("CALL_REASON", CallReason),
        ("OUTCOME", Outcome),
        ("NOTE", Note),
        ("WHY", Why),
    ],
)
def test_the_console_has_words_for_every_closed_list(name: str, ids: type[StrEnum]) -> None:
    found = re.search(rf"(?ms)^export const {name} = {{\n(.*?)^}};", CONSOLE_WORDS)
    assert found is not None
    words = re.findall(r"^  (\w+): w\(\"(.+)\", \"(.+)\"\),$", found[1], re.MULTILINE)
    assert [entry[0] for entry in words] == [entry.value for entry in ids]


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("vi", Words(ja="ベトナム語", en="Vietnamese")),
        ("ja-simple", Words(ja="やさしい日本語", en="Easy Japanese")),
        ("zh-Hant", Words(ja="中国語 (繁体字)", en="Chinese (Traditional)")),
        ("xx", Words(ja="xx", en="xx")),
    ],
)
def test_languages_are_named(tag: str, words: Words) -> None:
    assert language_words(tag) == words
